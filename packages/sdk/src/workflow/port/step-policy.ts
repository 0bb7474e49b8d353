import type { StepOptions } from './activity.js';
import { milliseconds } from './duration.js';
import { InvalidDefinitionError } from './errors.js';
import type { StepPolicy } from './operation.js';

const MOST_ATTEMPTS = 1_000;

/**
 * The policy of a step in figures.
 *
 * @throws InvalidDefinitionError when an option makes no sense.
 */
export function stepPolicy(step: string, options: StepOptions): StepPolicy {
  const { maxAttempts = 3, backoff = {}, timeout = { seconds: 30 } } = options;
  const { factor = 2 } = backoff;
  if (
    !Number.isInteger(maxAttempts) ||
    maxAttempts < 1 ||
    maxAttempts > MOST_ATTEMPTS
  ) {
    throw new InvalidDefinitionError(
      `step ${step}: maxAttempts is ${maxAttempts}; it is from 1 to ${MOST_ATTEMPTS}.`,
    );
  }
  if (!(factor >= 1 && factor <= 100)) {
    throw new InvalidDefinitionError(
      `step ${step}: backoff.factor is ${factor}; it is from 1 to 100.`,
    );
  }
  const timeoutMs = milliseconds(timeout, `step ${step}: timeout`);
  if (timeoutMs === 0) {
    throw new InvalidDefinitionError(
      `step ${step}: timeout is nothing, so that no attempt could succeed.`,
    );
  }
  return {
    maxAttempts,
    firstDelayMs: milliseconds(
      backoff.first ?? { seconds: 1 },
      `step ${step}: backoff.first`,
    ),
    factor,
    longestDelayMs: milliseconds(
      backoff.longest ?? { minutes: 1 },
      `step ${step}: backoff.longest`,
    ),
    timeoutMs,
  };
}

/** Milliseconds to wait after attempt number `attempt` (from 1). */
export function delayAfter(policy: StepPolicy, attempt: number): number {
  return Math.min(
    policy.longestDelayMs,
    policy.firstDelayMs * policy.factor ** (attempt - 1),
  );
}
