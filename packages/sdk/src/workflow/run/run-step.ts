import { Code, ConnectError } from '@connectrpc/connect';

import {
  type ActivityContext,
  type AnyActivity,
  PermanentFailure,
} from '../port/activity.js';
import { InvalidPayloadError } from '../port/errors.js';
import { messageOf } from '../port/failure.js';
import { type JsonValue, toJson } from '../port/json.js';
import {
  type Outcome,
  positionText,
  type StepOperation,
} from '../port/operation.js';
import { delayAfter } from '../port/step-policy.js';
import { parseInstanceId } from '../instance/instance-id.js';
import { idempotencyKey } from './idempotency-key.js';

/** A step to run, and where. */
export interface StepRun {
  readonly operation: StepOperation;
  readonly activities: ReadonlyMap<string, AnyActivity>;
  readonly instanceId: string;
  readonly actor: string;
  /** Aborted when the instance is cancelled or its engine stops: no further attempt begins. */
  readonly signal: AbortSignal;
  /** Waits between two attempts; ends early when the signal is aborted. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Answers of a service that the same request would get again. */
const PERMANENT_CODES: ReadonlySet<Code> = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.AlreadyExists,
  Code.PermissionDenied,
  Code.FailedPrecondition,
  Code.OutOfRange,
  Code.Unimplemented,
]);

/** Whether trying again would not help. */
export function isPermanent(error: unknown): boolean {
  return (
    error instanceof PermanentFailure ||
    error instanceof InvalidPayloadError ||
    (error instanceof ConnectError && PERMANENT_CODES.has(error.code))
  );
}

/**
 * Runs a step's activity until it succeeds, fails for good, or has had all its
 * attempts. An attempt whose time is up is left behind: its signal is aborted and
 * whatever it returns later counts for nothing.
 *
 * @throws the signal's reason when it is aborted; a failure of the activity is an outcome.
 */
export async function runStep(run: StepRun): Promise<Outcome> {
  const { operation, signal } = run;
  const { name, policy } = operation;
  const activity = run.activities.get(name);
  if (activity === undefined) {
    return failed(name, 0, 'there is no activity of this name');
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return {
        status: 'completed',
        value: await attemptOnce(run, activity, attempt),
      };
    } catch (error) {
      signal.throwIfAborted();
      if (isPermanent(error) || attempt >= policy.maxAttempts) {
        return failed(name, attempt, messageOf(error));
      }
    }
    await run.pause(delayAfter(policy, attempt));
    signal.throwIfAborted();
  }
}

async function attemptOnce(
  run: StepRun,
  activity: AnyActivity,
  attempt: number,
): Promise<JsonValue> {
  const { operation, instanceId } = run;
  const { name, policy } = operation;
  const timeout = new AbortController();
  const { tenantId, organizationId } = parseInstanceId(instanceId);
  const stepId = positionText(operation.position);
  const context: ActivityContext = {
    tenantId,
    organizationId,
    instanceId,
    stepId,
    attempt,
    idempotencyKey: idempotencyKey(instanceId, stepId),
    actor: run.actor,
    signal: AbortSignal.any([run.signal, timeout.signal]),
  };
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    const late = (): void => {
      const error = new Error(`no answer within ${policy.timeoutMs} ms`);
      timeout.abort(error);
      reject(error);
    };
    const aborted = (): void => reject(run.signal.reason as Error);
    const timer = setTimeout(late, Math.min(policy.timeoutMs, 2 ** 31 - 1));
    run.signal.addEventListener('abort', aborted, { once: true });
    stop = () => {
      clearTimeout(timer);
      run.signal.removeEventListener('abort', aborted);
    };
  });
  try {
    run.signal.throwIfAborted();
    // A copy: an activity that changes its input must not change the next attempt's.
    const input = toJson(operation.input, `input of step ${name}`) as never;
    const result = await Promise.race([activity(input, context), stopped]);
    return toJson(result, `result of step ${name}`);
  } finally {
    stop();
  }
}

function failed(name: string, attempts: number, reason: string): Outcome {
  const tries = attempts === 1 ? 'attempt' : 'attempts';
  return {
    status: 'failed',
    failure: {
      code: 'step-failed',
      message: `Step ${name} failed after ${attempts} ${tries}: ${reason}`,
      name,
      attempts,
    },
  };
}
