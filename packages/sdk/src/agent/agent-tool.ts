import type { CapabilityClass, Obligation } from '../agent-policy/index.js';
import type { ProposalSink } from './proposal-sink.js';

/**
 * What checks a tool's arguments. A zod schema is one; named here by its shape,
 * so that an agent library that brings its own zod fits too.
 *
 * Its output must be JSON data: what could not be looked at in full is refused.
 */
export interface ArgumentSchema<A> {
  safeParse(given: unknown):
    | { readonly success: true; readonly data: A }
    | {
        readonly success: false;
        readonly error: {
          readonly issues: readonly {
            readonly path: readonly PropertyKey[];
            readonly message: string;
          }[];
        };
      };
}

/** What a tool is told besides its arguments. For whom it works is here and never in them. */
export interface ToolCall {
  readonly id: string;
  readonly tenantId: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly requestId: string;
  /** Aborted when the caller goes away, and when the tool's or the agent's time is up. */
  readonly signal: AbortSignal;
  /** What the permission demands of whoever carries the call out. */
  readonly obligations: readonly Obligation[];
  /** The one way to get anything changed; undefined for tools that only read. */
  readonly proposals: ProposalSink | undefined;
}

/** A tool, before it is guarded. */
export interface AgentTool<A = unknown> {
  /** As the agent's definition declares it. */
  readonly name: string;
  /** As the agent's definition declares it. */
  readonly capabilityClass: CapabilityClass;
  readonly inputSchema: ArgumentSchema<A>;
  /** Service that `execute` hands a dangerous call to; must be the declared wrapper. */
  readonly wrapperServiceId?: string | undefined;
  /** @returns anything that JSON can hold, or a text. It reaches the model as untrusted data. */
  execute(given: A, call: ToolCall): Promise<unknown>;
}

/** A tool, so that TypeScript infers its arguments from its schema. */
export function defineTool<A>(tool: AgentTool<A>): AgentTool {
  // The guard runs the tool with nothing but what its own schema gave out.
  return tool as AgentTool;
}
