import type {
  ApprovalOperation,
  Outcome,
  SignalOperation,
} from './operation.js';

/** The outcome of a wait that nobody answered. */
export function timedOut({
  kind,
  name,
  timeoutMs,
}: SignalOperation | ApprovalOperation): Outcome {
  return {
    status: 'failed',
    failure: {
      code: 'wait-timed-out',
      message: `Nobody answered ${kind} ${name} within ${timeoutMs} ms.`,
      name,
    },
  };
}
