import type { ReasonCode } from '../agent-policy/index.js';
import type { BudgetCode } from './budget.js';
import type { UntrustedResult } from './untrusted-result.js';

/** Why a call was refused; those of the policy, and those of the guard. */
export type RefusalCode =
  | ReasonCode
  | BudgetCode
  /** The guard has no tool of exactly this name. */
  | 'TOOL_UNKNOWN'
  /** The agent library did not let the call through. */
  | 'REJECTED_BY_LIBRARY'
  /** The tool's schema does not take the arguments. */
  | 'ARGUMENTS_INVALID'
  /** Grants, sponsor or instance could not be fetched. */
  | 'PERMISSION_UNAVAILABLE'
  /** The call could not be audited. */
  | 'AUDIT_UNAVAILABLE'
  /** A dangerous tool that does not go through its declared wrapper. */
  | 'WRAPPER_NOT_USED'
  /** The invocation was ended. */
  | 'ABORTED';

/** One reason that a model, or a person, may read. */
export interface RefusalReason {
  readonly code: RefusalCode;
  readonly message: string;
}

/** What comes of a call. It is never thrown: an agent library would end the run, or retry. */
export type ToolResult =
  | { readonly outcome: 'succeeded'; readonly result: UntrustedResult }
  /** The text says nothing of what went wrong inside. */
  | {
      readonly outcome: 'failed';
      readonly code: 'TOOL_FAILED' | 'TOOL_TIMEOUT' | 'RESULT_UNREADABLE';
      readonly message: string;
    }
  | { readonly outcome: 'refused'; readonly reasons: readonly RefusalReason[] };
