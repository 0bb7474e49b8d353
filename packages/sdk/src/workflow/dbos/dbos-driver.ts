import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { DBOS, Error as DbosErrors } from '@dbos-inc/dbos-sdk';

import type { AnyActivity } from '../port/activity.js';
import { CancelledError, NonDeterminismError } from '../port/errors.js';
import { messageOf } from '../port/failure.js';
import type { JsonValue } from '../port/json.js';
import {
  type ApprovalOperation,
  type FlowDriver,
  jsonSchema,
  type Operation,
  type Outcome,
  type ParallelOperation,
  positionText,
  type SignalOperation,
  type SleepOperation,
  type StepOperation,
} from '../port/operation.js';
import { timedOut } from '../port/timed-out.js';
import { recordedOperation } from '../replay/history.js';
import { runStep } from '../run/run-step.js';
import { type EngineLife, park } from './engine-life.js';
import {
  decode,
  decodeOutcome,
  encode,
  operationsIn,
  outcomesAsJson,
  storedName,
  type StoredRecord,
  storedRecordSchema,
} from './stored.js';

/** A run of an instance or branch on DBOS. */
export interface DbosRun {
  readonly instanceId: string;
  readonly actor: string;
  readonly activities: ReadonlyMap<string, AnyActivity>;
  readonly life: EngineLife;
  /** Between two looks for a message, should its notification be lost; milliseconds. */
  readonly pollMs: number;
  /** Starts a branch, once, and gives its outcome's text when it has ended. */
  readonly startBranch: (
    branch: string,
    runId: string,
    input: JsonValue,
  ) => Promise<() => Promise<string>>;
  /** Told why the run stands still. */
  readonly onProblem: (error: Error) => void;
}

/**
 * Each operation is one step of DBOS whose name has kind, name and digest of the input:
 * DBOS compares names when it runs code again, and so compares inputs too. Waits,
 * sleeps and `parallel` store beforehand what they are about to wait for.
 */
export class DbosDriver implements FlowDriver {
  readonly #run: DbosRun;
  #cancellation: Error | undefined;

  constructor(run: DbosRun) {
    this.#run = run;
  }

  /** What DBOS has thrown because the instance was cancelled; it wants it back from the workflow. */
  get cancellation(): Error | undefined {
    return this.#cancellation;
  }

  async perform(operation: Operation): Promise<Outcome> {
    if (this.#run.life.stopping) {
      return park();
    }
    try {
      return await this.#perform(operation);
    } catch (error) {
      return this.#stop(operation, error);
    }
  }

  #perform(operation: Operation): Promise<Outcome> {
    switch (operation.kind) {
      case 'step':
        return this.#once(operation, () => this.#step(operation));
      case 'now':
        return this.#once(operation, async () => completed(Date.now()));
      case 'uuid':
        return this.#once(operation, async () => completed(randomUUID()));
      case 'sleep':
        return this.#sleep(operation);
      case 'signal':
        return this.#wait(operation, signalTopic(operation.name));
      case 'approval':
        return this.#wait(
          operation,
          approvalTopic(positionText(operation.position)),
        );
      case 'parallel':
        return this.#parallel(operation);
    }
  }

  async #once(
    operation: Operation,
    work: () => Promise<Outcome>,
  ): Promise<Outcome> {
    const { operation: recorded } = await this.#store(operation, async () => ({
      operation: { ...recordedOperation(operation), outcome: await work() },
    }));
    if (recorded.outcome === undefined) {
      throw new Error(`${recorded.position}: the stored outcome is missing.`);
    }
    return recorded.outcome;
  }

  async #step(operation: StepOperation): Promise<Outcome> {
    const { life, activities, instanceId, actor } = this.#run;
    const cancelled = DBOS.stepStatus?.cancelSignal;
    const signal = AbortSignal.any(
      cancelled === undefined ? [life.abandoned] : [life.abandoned, cancelled],
    );
    try {
      return await runStep({
        operation,
        activities,
        instanceId,
        actor,
        signal,
        pause: delayMs =>
          sleep(delayMs, undefined, { signal }).catch(() => undefined),
      });
    } catch (error) {
      // Thrown, it would be stored as the step's end.
      return life.stopping ? await park() : await Promise.reject(error);
    }
  }

  async #sleep(operation: SleepOperation): Promise<Outcome> {
    const { untilMs = 0 } = await this.#store(operation, async () => ({
      operation: recordedOperation(operation),
      untilMs: Date.now() + operation.durationMs,
    }));
    await this.#run.life.sleepUntil(untilMs);
    return completed(null);
  }

  async #wait(
    operation: SignalOperation | ApprovalOperation,
    topic: string,
  ): Promise<Outcome> {
    const { actor, pollMs } = this.#run;
    const { untilMs } = await this.#store(operation, async () => ({
      operation: recordedOperation(operation),
      untilMs: Date.now() + operation.timeoutMs,
      timeoutMs: operation.timeoutMs,
      ...(operation.kind === 'approval' && {
        roles: [...operation.roles],
        requestedBy: operation.requestedBy ?? actor,
      }),
    }));
    const message = await DBOS.recv<string>(topic, {
      deadlineEpochMS: untilMs ?? 0,
      pollingIntervalMs: pollMs,
    });
    return message === null
      ? timedOut(operation)
      : completed(decode(jsonSchema, message));
  }

  async #parallel(operation: ParallelOperation): Promise<Outcome> {
    const { calls, position } = operation;
    await this.#store(operation, async () => ({
      operation: recordedOperation(operation),
      branches: calls.length,
    }));
    const results: (() => Promise<string>)[] = [];
    // One after the other: DBOS numbers what is asked of it in the order of asking.
    for (const [index, { branch, input }] of calls.entries()) {
      const runId = branchRunId(this.#run.instanceId, [...position, index]);
      results.push(await this.#run.startBranch(branch, runId, input));
    }
    const outcomes: Outcome[] = [];
    for (const result of results) {
      outcomes.push(decodeOutcome(await result()));
    }
    return completed(outcomesAsJson(outcomes));
  }

  async #store(
    operation: Operation,
    record: () => Promise<StoredRecord>,
  ): Promise<StoredRecord> {
    const name = storedName(recordedOperation(operation));
    const text = await this.#run.life.step(() =>
      DBOS.runStep(async () => encode(await record()), { name }),
    );
    return decode(storedRecordSchema, text);
  }

  /**
   * Cancellation goes to the code. Anything else leaves the run standing and the instance
   * as it is stored: neither a mistake in new code nor a database that is away may end
   * a process that has run for weeks. It is taken up at the next start.
   */
  #stop(operation: Operation, error: unknown): Promise<never> {
    if (error instanceof DbosErrors.DBOSWorkflowCancelledError) {
      this.#cancellation = error;
      throw new CancelledError();
    }
    if (!this.#run.life.stopping && !isNobodysProblem(error)) {
      this.#run.onProblem(problemOf(operation, error));
    }
    return park();
  }
}

/** Where messages of a name are kept. */
export function signalTopic(name: string): string {
  return `signal:${name}`;
}

/** Where the decision on one wait is kept; with the position, an old decision answers no later wait. */
export function approvalTopic(position: string): string {
  return `approval:${position}`;
}

/** Id of a branch's run in DBOS; an instance id holds no `/`. */
export function branchRunId(
  instanceId: string,
  position: readonly number[],
): string {
  return `${instanceId}/${positionText(position)}`;
}

/** What DBOS says when another run has taken the instance over, or it was cancelled with a branch. */
function isNobodysProblem(error: unknown): boolean {
  return (
    error instanceof DbosErrors.DBOSWorkflowConflictError ||
    error instanceof DbosErrors.DBOSAwaitedWorkflowCancelledError
  );
}

function problemOf(operation: Operation, error: unknown): Error {
  if (!(error instanceof DbosErrors.DBOSUnexpectedStepError)) {
    return error instanceof Error ? error : new Error(messageOf(error));
  }
  const { kind, name, digest } = recordedOperation(operation);
  const expected = operationsIn(error.message).find(
    one => one.kind !== kind || one.name !== name || one.digest !== digest,
  );
  return new NonDeterminismError(positionText(operation.position), expected, {
    kind,
    name,
    digest,
  });
}

function completed(value: JsonValue): Outcome {
  return { status: 'completed', value };
}
