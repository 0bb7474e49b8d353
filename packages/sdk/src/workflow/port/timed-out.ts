import type { Outcome } from './operation.js';

/** The outcome of a wait that nobody answered. */
export function timedOut(wait: {
  readonly kind: string;
  readonly name: string;
  readonly timeoutMs: number;
}): Outcome {
  const { kind, name, timeoutMs } = wait;
  return {
    status: 'failed',
    failure: {
      code: 'wait-timed-out',
      message: `Nobody answered ${kind} ${name} within ${timeoutMs} ms.`,
      name,
    },
  };
}
