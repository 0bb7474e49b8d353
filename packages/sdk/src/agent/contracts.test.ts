import { create, getOption, type DescMethod } from '@bufbuild/protobuf';
import { createValidator } from '@bufbuild/protovalidate';
import { describe, expect, it } from '@jest/globals';

import { methodRule } from '../node/chain/method-rule.js';
import {
  AgentDefinitionSchema,
  ArgumentConstraintSchema,
  CapabilityClass,
  file_ameide_agents_v1_agent,
  RiskTier,
  Scope,
  ToolDeclarationSchema,
} from '../proto/ameide/agents/v1/agent_pb.js';
import {
  AgentGatewayService,
  file_ameide_agents_v1_gateway,
} from '../proto/ameide/agents/v1/gateway_pb.js';
import {
  AgentRegistryService,
  file_ameide_agents_v1_registry,
} from '../proto/ameide/agents/v1/registry_pb.js';
import {
  Classification,
  classification,
} from '../proto/ameide/common/v1/options_pb.js';
import {
  file_ameide_proposals_v1_proposal,
  ProposalService,
} from '../proto/ameide/proposals/v1/proposal_pb.js';

const FILES = [
  file_ameide_agents_v1_agent,
  file_ameide_agents_v1_registry,
  file_ameide_agents_v1_gateway,
  file_ameide_proposals_v1_proposal,
];
const METHODS: readonly [string, DescMethod][] = [
  AgentRegistryService,
  AgentGatewayService,
  ProposalService,
].flatMap(service =>
  service.methods.map(
    method => [`${service.name}/${method.name}`, method] as const,
  ),
) as [string, DescMethod][];

describe('the contracts of agents and proposals', () => {
  it.each(METHODS)(
    '%s says who, how often, how long and what is audited',
    (_, method) => {
      const rule = methodRule(method);
      expect(rule.auth?.roles.length).toBeGreaterThan(0);
      expect(rule.auth?.roles).not.toContain('guest');
      expect(rule.tenantWide).toBe(false);
      expect(rule.p95Ms).toBeGreaterThan(0);
      expect(rule.deadlineMs).toBeGreaterThan(rule.p95Ms ?? Infinity);
      expect(rule.rateLimit.burst).toBeGreaterThan(0);
      expect(rule.action).toMatch(/^[a-z]+[.][a-z-]+$/);
      expect(method.input.fields[0]?.message?.typeName).toBe(
        'ameide.common.v1.RequestContext',
      );
      if (rule.mutation) {
        expect(method.input.fields.map(({ name }) => name)).toContain(
          'client_request_id',
        );
      }
    },
  );

  it('lets no service decide on proposals, and nobody but one propose', () => {
    expect(methodRule(ProposalService.method.decide).auth?.roles).toEqual([
      'admin',
      'contributor',
    ]);
    expect(methodRule(ProposalService.method.propose).auth?.roles).toEqual([
      'service',
    ]);
  });

  it('classifies every prompt, result, payload and text of a person', () => {
    const sensitive = FILES.flatMap(file => file.messages)
      .flatMap(message => message.fields)
      .filter(field =>
        [Classification.CONFIDENTIAL, Classification.PERSONAL].includes(
          getOption(field, classification),
        ),
      )
      .map(field => `${field.parent.name}.${field.name}`);
    expect(sensitive).toEqual([
      'AgentDefinition.instructions',
      'InvokeRequest.prompt',
      'InvokeResponse.result',
      'ToolCall.arguments_json',
      'ModelMessage.content',
      'Proposal.payload_json',
      'Proposal.rationale',
      'Decision.comment',
      'ProposeRequest.payload_json',
      'ProposeRequest.rationale',
      'DecideRequest.comment',
    ]);
  });

  it('begins every enum with what is not said', () => {
    for (const { values } of FILES.flatMap(file => file.enums)) {
      expect(values[0]?.number).toBe(0);
      expect(values[0]?.name).toMatch(/_UNSPECIFIED$/);
    }
  });

  it('knows no system message', () => {
    const roles = file_ameide_agents_v1_gateway.enums.find(
      ({ name }) => name === 'MessageRole',
    );
    expect(roles?.values.map(({ name }) => name).join()).not.toMatch(
      /SYSTEM|DEVELOPER/,
    );
  });
});

describe('their rules', () => {
  const validator = createValidator();
  const find = {
    name: 'orders.find',
    description: 'Finds orders.',
    capabilityClass: CapabilityClass.READ,
    inputSchema: {
      uri: 'https://ameide.example/find.json',
      digest: `sha256:${'0'.repeat(64)}`,
    },
  };
  const definition = {
    id: 'order-helper',
    version: '1.0.0',
    owner: 'group:orders',
    sponsor: 'jane',
    scope: Scope.READ_ONLY,
    riskTier: RiskTier.LOW,
    isDefault: false,
    tools: [find],
    model: 'a-model',
    tenants: ['acme'],
    budgets: { maxTokens: 10n, maxCalls: 1, maxWallTime: { seconds: 1n } },
  };
  const kinds = (schema: Parameters<typeof create>[0], init: object) => {
    const result = validator.validate(schema, create(schema, init as never));
    return result.kind === 'error' ? String(result.error) : result.kind;
  };

  it.each<[string, object, string]>([
    ['as it should be', {}, 'valid'],
    ['without a scope', { scope: 0 }, 'invalid'],
    ['with an unknown scope', { scope: 9 }, 'invalid'],
    ['without a tier', { riskTier: 0 }, 'invalid'],
    ['that is silent on being a default', { isDefault: undefined }, 'invalid'],
    ['for all tenants', { tenants: ['*'] }, 'invalid'],
    ['for no tenant', { tenants: [] }, 'invalid'],
    ['without a sponsor', { sponsor: '' }, 'invalid'],
    ['without budgets', { budgets: undefined }, 'invalid'],
    [
      'without time',
      { budgets: { ...definition.budgets, maxWallTime: { seconds: 0n } } },
      'invalid',
    ],
  ])('a definition %s', (_, changes, expected) => {
    expect(kinds(AgentDefinitionSchema, { ...definition, ...changes })).toBe(
      expected,
    );
  });

  it.each<[string, object, string]>([
    ['as it should be', {}, 'valid'],
    ['of all names', { name: '*' }, 'invalid'],
    ['of a name with a blank', { name: 'orders.find ' }, 'invalid'],
    ['of no class', { capabilityClass: 0 }, 'invalid'],
    [
      'of a dangerous class without a wrapper',
      { capabilityClass: CapabilityClass.SQL },
      'invalid',
    ],
    [
      'of a dangerous class with one',
      {
        capabilityClass: CapabilityClass.SQL,
        wrapperServiceId: 'orders-reports',
      },
      'valid',
    ],
    ['to any address', { egress: ['*'] }, 'invalid'],
    ['without a schema', { inputSchema: undefined }, 'invalid'],
  ])('a tool %s', (_, changes, expected) => {
    expect(kinds(ToolDeclarationSchema, { ...find, ...changes })).toBe(
      expected,
    );
  });

  it('a constraint that says nothing', () => {
    expect(kinds(ArgumentConstraintSchema, { path: ['a'] })).toBe('invalid');
    expect(
      kinds(ArgumentConstraintSchema, {
        path: ['a'],
        rule: { case: 'absent', value: true },
      }),
    ).toBe('valid');
  });
});
