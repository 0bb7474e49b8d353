import { isAgentId, isForeignId } from './names.js';
import { own, ownList, ownStrings } from './own-data.js';

/** An agent's declaration of a tool, read once; what could not be read is undefined. */
export interface ToolFacts {
  readonly name: unknown;
  readonly capabilityClass: unknown;
  readonly wrapperServiceId: unknown;
  readonly egress: readonly string[] | undefined;
  readonly sponsorPermissions: readonly string[] | undefined;
}

/** All of an agent that decides; its tags, texts and names for people are not among it. */
export interface AgentFacts {
  readonly id: string | undefined;
  readonly version: string | undefined;
  readonly sponsor: string | undefined;
  readonly scope: unknown;
  readonly riskTier: unknown;
  readonly isDefault: unknown;
  readonly tenants: readonly string[];
  readonly tools: readonly ToolFacts[];
}

/** Reads what may be anything. */
export function agentFacts(agent: unknown): AgentFacts {
  return {
    id: valid(own(agent, 'id'), isAgentId),
    version: valid(own(agent, 'version'), isForeignId),
    sponsor: valid(own(agent, 'sponsor'), isForeignId),
    scope: own(agent, 'scope'),
    riskTier: own(agent, 'riskTier'),
    isDefault: own(agent, 'isDefault'),
    tenants: ownStrings(agent, 'tenants') ?? [],
    tools: (ownList(agent, 'tools') ?? []).map(tool => ({
      name: own(tool, 'name'),
      capabilityClass: own(tool, 'capabilityClass'),
      wrapperServiceId: own(tool, 'wrapperServiceId'),
      egress: ownStrings(tool, 'egress'),
      sponsorPermissions: ownStrings(tool, 'sponsorPermissions'),
    })),
  };
}

function valid(
  value: unknown,
  test: (value: unknown) => value is string,
): string | undefined {
  return test(value) ? value : undefined;
}
