import type { CapabilityClass } from '../agent-policy/index.js';

/** For whom an agent works in one invocation, as verified from the token. */
export interface CallIdentity {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly requestId: string;
  readonly invocationId: string;
}

/** Where a call of a tool stands. */
export type CallOutcome = 'permitted' | 'succeeded' | 'failed' | 'refused';

/**
 * One entry about a call of a tool. It holds no argument and no result; of what a
 * model wrote, only a name that could be a tool's. A call that is carried out has two, with the
 * same id: `permitted` before, `succeeded` or `failed` after.
 */
export interface CallRecord extends CallIdentity {
  readonly callId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly agentId: string;
  readonly agentVersion: string;
  /** Name of a tool; '[no name]' for what cannot be one. */
  readonly tool: string;
  readonly capabilityClass: CapabilityClass | undefined;
  readonly outcome: CallOutcome;
  /** Why it was refused or failed; stable. */
  readonly codes: readonly string[];
  readonly grantId: string | undefined;
  readonly durationMs: number;
  /** Length of the arguments as JSON text. */
  readonly argumentCharacters: number;
  /** Length of what the model is shown. */
  readonly resultCharacters: number | undefined;
}

/** Takes the entries, for instance into the audit trail of the service. */
export interface CallAudit {
  /**
   * Stores an entry. A `permitted` entry that cannot be stored keeps the call
   * from being carried out.
   */
  record(entry: CallRecord): void | Promise<void>;
}

/** The part of the SDK's logger that is needed here. */
export interface CallLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}
