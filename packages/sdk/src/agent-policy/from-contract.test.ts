import { create, type DescEnum } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';

import {
  AgentDefinitionSchema,
  AgentInstanceSchema,
  AgentInstanceState,
  AgentInstanceStateSchema,
  ArgumentConstraintSchema,
  CapabilityClass,
  CapabilityClassSchema,
  GrantState,
  GrantStateSchema,
  RiskTier,
  RiskTierSchema,
  Scope,
  ScopeSchema,
  ToolGrantSchema,
} from '../proto/ameide/agents/v1/agent_pb.js';
import { checkDefinition } from './check-definition.js';
import { effectivePermission } from './effective-permission.js';
import { NOW, sponsor } from './fixtures/questions.js';
import {
  definitionFromContract,
  grantFromContract,
  instanceFromContract,
} from './from-contract.js';

const definition = create(AgentDefinitionSchema, {
  id: 'order-helper',
  version: '1.0.0',
  owner: 'group:orders',
  sponsor: 'jane',
  scope: Scope.READ_WRITE,
  riskTier: RiskTier.HIGH,
  isDefault: false,
  tools: [
    {
      name: 'orders.find',
      description: 'Finds orders.',
      capabilityClass: CapabilityClass.READ,
      egress: ['orders'],
    },
  ],
  model: 'a-model',
  tenants: ['acme'],
  budgets: { maxTokens: 10n, maxCalls: 2, maxWallTime: { seconds: 60n } },
});
const grant = create(ToolGrantSchema, {
  id: 'grant-1',
  agentId: 'order-helper',
  tool: 'orders.find',
  capabilityClass: CapabilityClass.READ,
  tenants: ['acme'],
  constraints: [
    {
      path: ['status'],
      rule: {
        case: 'oneOf',
        value: { values: [{ value: { case: 'text', value: 'open' } }] },
      },
    },
  ],
  grantedBy: 'ann',
  grantedAt: { seconds: BigInt(NOW / 1_000 - 60) },
  expiresAt: { seconds: BigInt(NOW / 1_000 + 60) },
  state: GrantState.ACTIVE,
});
const instance = create(AgentInstanceSchema, {
  id: 'instance-1',
  agentId: 'order-helper',
  agentVersion: '1.0.0',
  tenantId: 'acme',
  organizationId: 'sales',
  scope: Scope.READ_ONLY,
  riskTier: RiskTier.LOW,
  state: AgentInstanceState.ACTIVE,
});

function decide(changes: {
  readonly definition?: typeof definition;
  readonly grant?: typeof grant;
  readonly instance?: typeof instance;
}): boolean {
  return effectivePermission({
    agent: definitionFromContract(changes.definition ?? definition),
    grants: [grantFromContract(changes.grant ?? grant)],
    instance: instanceFromContract(changes.instance ?? instance),
    sponsor: sponsor(),
    tool: 'orders.find',
    request: {
      tenantId: 'acme',
      organizationId: 'sales',
      arguments: { status: 'open' },
      now: NOW,
    },
  }).allowed;
}

describe('what comes from the contract', () => {
  it('is decided on', () => {
    expect(checkDefinition(definitionFromContract(definition))).toEqual([]);
    expect(decide({})).toBe(true);
  });

  it.each<[DescEnum, (value: number) => unknown, string?]>([
    [
      ScopeSchema,
      scope => definitionFromContract({ ...definition, scope }).scope,
    ],
    [
      RiskTierSchema,
      riskTier => definitionFromContract({ ...definition, riskTier }).riskTier,
    ],
    [
      CapabilityClassSchema,
      capabilityClass =>
        grantFromContract({ ...grant, capabilityClass }).capabilityClass,
    ],
    [
      AgentInstanceStateSchema,
      state => instanceFromContract({ ...instance, state }).state,
    ],
    [GrantStateSchema, state => grantFromContract({ ...grant, state }).state],
  ])('has the names of %s', (schema, read) => {
    const names = schema.values.map(({ number, localName }) => [
      number,
      localName,
    ]);
    const read_ = (value: unknown) =>
      typeof value === 'string'
        ? value.toUpperCase().replace('-', '_')
        : 'UNSPECIFIED';
    expect(
      schema.values.map(({ number }) => [number, read_(read(number))]),
    ).toEqual(names);
    expect(read(99)).toBeUndefined();
  });

  it('is refused where something is unset', () => {
    expect(decide({ definition: create(AgentDefinitionSchema) })).toBe(false);
    expect(decide({ grant: create(ToolGrantSchema) })).toBe(false);
    expect(decide({ instance: create(AgentInstanceSchema) })).toBe(false);
    const { expiresAt: _, ...endless } = grant;
    expect(decide({ grant: create(ToolGrantSchema, endless) })).toBe(false);
  });

  it.each([
    [undefined, false],
    [{ case: 'minimum', value: { limit: 1 } }, false],
    [{ case: 'maximum', value: { limit: 1 } }, false],
    [{ case: 'maximumLength', value: { limit: 4 } }, true],
    [{ case: 'maximumLength', value: { limit: 3 } }, false],
    [{ case: 'prefix', value: 'open' }, false],
    [{ case: 'absent', value: true }, false],
    [{ case: 'absent', value: false }, false],
    [{ case: 'oneOf', value: { values: [{}] } }, false],
    [
      {
        case: 'oneOf',
        value: { values: [{ value: { case: 'number', value: 1 } }] },
      },
      false,
    ],
  ] as const)('keeps the constraint %j', (rule, allowed) => {
    const constraint = create(ArgumentConstraintSchema, {
      path: ['status'],
      ...(rule && { rule: rule as never }),
    });
    expect(decide({ grant: { ...grant, constraints: [constraint] } })).toBe(
      allowed,
    );
  });

  it('says no to dangerous tools where nothing was said about being a default', () => {
    const { isDefault: _, ...unsaid } = definition;
    const message = create(AgentDefinitionSchema, unsaid);
    expect(definitionFromContract(message).isDefault).toBeUndefined();
  });
});
