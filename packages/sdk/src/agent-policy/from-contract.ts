import type * as contract from '../proto/ameide/agents/v1/agent_pb.js';
import type {
  AgentDefinition,
  AgentInstance,
  ToolGrant,
} from './agent-definition.js';
import type { ArgumentConstraint } from './argument-constraint.js';
import type { CapabilityClass, RiskTier, Scope } from './vocabulary.js';

/*
 * From the messages of ameide.agents.v1 to what is decided on. Only their types
 * are imported. A number that has no name here becomes nothing, and nothing is
 * refused; that each number has the right name is tested against the contract.
 */
const SCOPE_NAMES = new Map<number, Scope>([
  [1, 'READ_ONLY'],
  [2, 'READ_WRITE'],
  [3, 'CODE_GEN'],
]);
const TIER_NAMES = new Map<number, RiskTier>([
  [1, 'LOW'],
  [2, 'MEDIUM'],
  [3, 'HIGH'],
]);
const CLASS_NAMES = new Map<number, CapabilityClass>([
  [1, 'read'],
  [2, 'write'],
  [3, 'code-gen'],
  [4, 'file-system'],
  [5, 'kubernetes'],
  [6, 'sql'],
  [7, 'shell'],
]);
const INSTANCE_STATES = new Map<number, AgentInstance['state']>([
  [1, 'ACTIVE'],
  [2, 'SUSPENDED'],
  [3, 'RETIRED'],
]);
const GRANT_STATES = new Map<number, ToolGrant['state']>([
  [1, 'ACTIVE'],
  [2, 'REVOKED'],
]);

/** What is decided on, of a definition as the registry sends it. */
export function definitionFromContract(
  message: contract.AgentDefinition,
): AgentDefinition {
  return {
    id: message.id,
    version: message.version,
    owner: message.owner,
    sponsor: message.sponsor,
    scope: named(SCOPE_NAMES, message.scope),
    riskTier: named(TIER_NAMES, message.riskTier),
    isDefault: orNothing(message.isDefault),
    tools: message.tools.map(tool => ({
      name: tool.name,
      description: tool.description,
      capabilityClass: named(CLASS_NAMES, tool.capabilityClass),
      wrapperServiceId: tool.wrapperServiceId || undefined,
      egress: tool.egress,
      sponsorPermissions: tool.sponsorPermissions,
    })),
    model: message.model,
    tenants: message.tenants,
    budgets: {
      maxTokens: Number(message.budgets?.maxTokens),
      maxCalls: Number(message.budgets?.maxCalls),
      maxWallTimeMs: milliseconds(message.budgets?.maxWallTime),
    },
    description: message.description,
    domains: message.domains,
    processes: message.processes,
  };
}

/** What is decided on, of an instance as the registry sends it. */
export function instanceFromContract(
  message: contract.AgentInstance,
): AgentInstance {
  return {
    id: message.id,
    agentId: message.agentId,
    agentVersion: message.agentVersion,
    tenantId: message.tenantId,
    organizationId: message.organizationId,
    scope: named(SCOPE_NAMES, message.scope),
    riskTier: named(TIER_NAMES, message.riskTier),
    state: named(INSTANCE_STATES, message.state),
  };
}

/** What is decided on, of a grant as the registry sends it. */
export function grantFromContract(message: contract.ToolGrant): ToolGrant {
  return {
    id: message.id,
    agentId: message.agentId,
    tool: message.tool,
    capabilityClass: named(CLASS_NAMES, message.capabilityClass),
    tenants: message.tenants,
    constraints: message.constraints.map(constraintFromContract),
    grantedBy: message.grantedBy,
    grantedAt: milliseconds(message.grantedAt),
    expiresAt: milliseconds(message.expiresAt),
    state: named(GRANT_STATES, message.state),
  };
}

function constraintFromContract({
  path,
  rule,
}: contract.ArgumentConstraint): ArgumentConstraint {
  switch (rule.case) {
    case 'oneOf':
      return {
        kind: 'one-of',
        path,
        // A value that is unset is none, and makes the constraint unknown.
        values: rule.value.values.map(({ value }) => orNothing(value.value)),
      };
    case 'minimum':
    case 'maximum':
      return { kind: rule.case, path, limit: rule.value.limit };
    case 'maximumLength':
      return { kind: 'maximum-length', path, limit: rule.value.limit };
    case 'prefix':
      return { kind: 'prefix', path, prefix: rule.value };
    case 'absent':
      return { kind: rule.value ? 'absent' : (undefined as never), path };
    default:
      return { kind: orNothing<'absent'>(undefined), path };
  }
}

/** The types say that the value is there; the decision knows that it may not be. */
function orNothing<T>(value: T | undefined): T {
  return value as T;
}

function named<T>(names: ReadonlyMap<number, T>, value: number): T {
  return orNothing(names.get(value));
}

/** Of a point in time or a duration; NaN where it is missing. */
function milliseconds(
  value: { readonly seconds: bigint; readonly nanos: number } | undefined,
): number {
  return value === undefined
    ? NaN
    : Number(value.seconds) * 1_000 + Math.floor(value.nanos / 1_000_000);
}
