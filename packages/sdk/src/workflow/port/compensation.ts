import type {
  ActivityInput,
  ActivityName,
  ActivityTypes,
  StepOptions,
} from './activity.js';
import {
  CompensationFailedError,
  failureOf,
  InstanceInterruptedError,
} from './errors.js';
import type { Failure } from './failure.js';
import type { BranchFlow } from './flow.js';
import { toJson } from './json.js';

/** Collects how to undo what has been done. */
export interface Compensation<A extends ActivityTypes<A>> {
  /**
   * Registers a step that undoes something. Register it before the step that it undoes
   * when that step may have happened although it failed (a timeout): the undo step must
   * then accept that there is nothing to undo.
   */
  undoWith<Name extends ActivityName<A>>(
    name: Name,
    input: ActivityInput<A[Name]>,
    options?: StepOptions,
  ): void;
}

/**
 * Runs a part of a workflow that is undone when it fails (a saga): the undo steps run
 * last first, each a durable step with its own attempts, and one that fails does not
 * stop the others. A cancelled instance is not undone: it stops where it is.
 *
 * @throws what the part has thrown, once everything is undone.
 * @throws CompensationFailedError when an undo step failed; it tells which, and the first failure.
 */
export async function withCompensation<A extends ActivityTypes<A>, Result>(
  flow: BranchFlow<A>,
  part: (compensation: Compensation<A>) => Promise<Result>,
): Promise<Result> {
  const undo: { readonly name: string; run(): Promise<unknown> }[] = [];
  try {
    return await part({
      undoWith(name, input, options) {
        // A copy: the caller's object may have changed by the time that it is needed.
        const kept = toJson(input, `input of step ${name}`) as typeof input;
        undo.push({ name, run: () => flow.step(name, kept, options) });
      },
    });
  } catch (error) {
    if (error instanceof InstanceInterruptedError) {
      throw error;
    }
    const failures: Failure[] = [];
    for (const step of undo.reverse()) {
      try {
        await step.run();
      } catch (undoError) {
        if (undoError instanceof InstanceInterruptedError) {
          throw undoError;
        }
        failures.push({ ...failureOf(undoError), name: step.name });
      }
    }
    if (failures.length === 0) {
      throw error;
    }
    const original = failureOf(error);
    throw new CompensationFailedError({
      code: 'compensation-failed',
      message: `${original.message} Undoing failed in ${failures
        .map(failure => failure.name)
        .join(', ')}.`,
      causes: [original, ...failures],
    });
  }
}
