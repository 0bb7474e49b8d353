import type {
  AgentInstance,
  Sponsor,
  ToolGrant,
} from '../agent-policy/index.js';
import { withinTime } from './within-time.js';

/**
 * Where the facts of a decision come from. Each call of a tool asks anew: a
 * grant that was revoked, a sponsor who left and an agent that was suspended
 * hold at once. Whoever caches behind this interface takes that away.
 */
export interface PermissionSource {
  grants(agentId: string, tool: string): Promise<readonly ToolGrant[]>;
  /** Undefined when the directory knows nobody of this id. */
  sponsor(sponsorId: string): Promise<Sponsor | undefined>;
  /** Undefined when there is no such instance any more. */
  instance(): Promise<AgentInstance | undefined>;
}

/** All of them, for one call. */
export interface PermissionFacts {
  readonly grants: readonly ToolGrant[];
  readonly sponsor: Sponsor | undefined;
  readonly instance: AgentInstance | undefined;
}

/**
 * Fetches all of them at once.
 *
 * @throws whatever a source throws, and Error when they take longer than `timeoutMs`.
 */
export async function fetchFacts(
  source: PermissionSource,
  asked: {
    readonly agentId: string;
    readonly sponsorId: string;
    readonly tool: string;
    readonly timeoutMs: number;
  },
): Promise<PermissionFacts> {
  const [grants, sponsor, instance] = await withinTime(
    asked.timeoutMs,
    Promise.all([
      source.grants(asked.agentId, asked.tool),
      source.sponsor(asked.sponsorId),
      source.instance(),
    ]),
  );
  return { grants, sponsor, instance };
}
