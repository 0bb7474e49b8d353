import { Code, ConnectError } from '@connectrpc/connect';

/** When and how often a failed call is repeated. */
export interface RetryPolicy {
  /** Attempts in all, the first one included. */
  readonly attempts: number;
  /** Wait before the second attempt, in milliseconds; doubles for each further one. */
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  readonly codes: readonly Code[];
  /** From 0 to 1; spreads the retries of many callers. */
  readonly random: () => number;
}

/** The platform's figures. */
export const PLATFORM_RETRY_POLICY: RetryPolicy = {
  attempts: 3,
  firstDelayMs: 250,
  longestDelayMs: 5_000,
  codes: [
    Code.Unavailable,
    Code.DeadlineExceeded,
    Code.Aborted,
    Code.ResourceExhausted,
  ],
  random: Math.random,
};

/** Whether to try again after attempt number `attempt` (from 1) failed so. */
export function shouldRetry(
  policy: RetryPolicy,
  attempt: number,
  error: unknown,
): boolean {
  return (
    attempt < policy.attempts &&
    error instanceof ConnectError &&
    policy.codes.includes(error.code)
  );
}

/** Milliseconds to wait after attempt number `attempt` (from 1): the doubled delay, shortened at random by up to a half. */
export function retryDelay(policy: RetryPolicy, attempt: number): number {
  const full = Math.min(
    policy.longestDelayMs,
    policy.firstDelayMs * 2 ** (attempt - 1),
  );
  return full * (1 - policy.random() / 2);
}
