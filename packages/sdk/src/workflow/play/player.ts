import type { AnyActivity } from '../port/activity.js';
import type { AnyWorkflow } from '../port/definition.js';
import { parseInstanceId } from '../instance/instance-id.js';
import { mayDecide } from '../port/approval.js';
import { type Duration, milliseconds } from '../port/duration.js';
import { CancelledError, InstanceInterruptedError } from '../port/errors.js';
import { type JsonValue, toJson } from '../port/json.js';
import type {
  ApprovalOperation,
  FlowDriver,
  Operation,
  Outcome,
  ParallelOperation,
  SignalOperation,
  StepOperation,
} from '../port/operation.js';
import { positionText } from '../port/operation.js';
import { runBranch } from '../port/run-flow.js';
import { timedOut } from '../port/timed-out.js';
import { idempotencyKey } from '../run/idempotency-key.js';
import type { ScriptedDecision, ScriptedSignal } from './play-workflow.js';
import { runStep } from '../run/run-step.js';

/** The script does not fit the workflow: it has no answer to a wait, or one that an engine would refuse. */
export class ScriptError extends InstanceInterruptedError {
  readonly code = 'script';
}

/** What a player plays. */
export interface Script {
  readonly definition: AnyWorkflow;
  readonly activities: ReadonlyMap<string, AnyActivity>;
  readonly instanceId: string;
  readonly actor: string;
  readonly start: Date;
  readonly signals: readonly ScriptedSignal[];
  readonly decisions: readonly ScriptedDecision[];
  readonly cancelAfter: Duration | undefined;
  /** The driver that branches run over, so that they are recorded. */
  readonly recording: FlowDriver;
}

/** A driver in memory, with a clock that jumps to whatever happens next. */
export class Player implements FlowDriver {
  /** Virtual time, in milliseconds since 1970. */
  nowMs: number;
  readonly #script: Script;
  readonly #signals: { name: string; payload: JsonValue; atMs: number }[];
  readonly #decisions: ScriptedDecision[];
  readonly #cancelAtMs: number;

  constructor(script: Script) {
    const startMs = script.start.getTime();
    this.#script = script;
    this.nowMs = startMs;
    this.#signals = script.signals
      .map(({ name, payload, after = { seconds: 0 } }) => ({
        name,
        payload: toJson(payload, `signal ${name}`),
        atMs: startMs + milliseconds(after, `signal ${name}`),
      }))
      // Stable: what comes at the same time stays in the order of the script.
      .sort((a, b) => a.atMs - b.atMs);
    this.#decisions = [...script.decisions];
    this.#cancelAtMs =
      script.cancelAfter === undefined
        ? Infinity
        : startMs + milliseconds(script.cancelAfter, 'cancelAfter');
  }

  async perform(operation: Operation): Promise<Outcome> {
    this.#stopIfCancelled();
    const outcome = await this.#play(operation);
    this.#stopIfCancelled();
    return outcome;
  }

  async #play(operation: Operation): Promise<Outcome> {
    switch (operation.kind) {
      case 'step':
        return this.#step(operation);
      case 'sleep':
        this.nowMs += operation.durationMs;
        return completed(null);
      case 'signal':
        return this.#signal(operation);
      case 'approval':
        return this.#approval(operation);
      case 'now':
        return completed(this.nowMs);
      case 'uuid':
        return completed(
          idempotencyKey(
            this.#script.instanceId,
            positionText(operation.position),
          ),
        );
      case 'parallel':
        return this.#parallel(operation);
    }
  }

  #step(operation: StepOperation): Promise<Outcome> {
    const { activities, instanceId, actor } = this.#script;
    return runStep({
      operation,
      activities,
      instanceId,
      actor,
      signal: new AbortController().signal,
      pause: async delayMs => {
        this.nowMs += delayMs;
        this.#stopIfCancelled();
      },
    });
  }

  #signal(operation: SignalOperation): Outcome {
    const deadlineMs = this.nowMs + operation.timeoutMs;
    const next = this.#signals.findIndex(({ name }) => name === operation.name);
    const signal = this.#signals[next];
    if (signal === undefined) {
      throw this.#unanswered(operation);
    }
    if (signal.atMs > deadlineMs) {
      this.nowMs = deadlineMs;
      return timedOut(operation);
    }
    this.#signals.splice(next, 1);
    this.nowMs = Math.max(this.nowMs, signal.atMs);
    return completed(signal.payload);
  }

  #approval(operation: ApprovalOperation): Outcome {
    const next = this.#decisions.findIndex(
      ({ approval }) => approval === operation.name,
    );
    const [decision] = next === -1 ? [] : this.#decisions.splice(next, 1);
    if (decision === undefined) {
      throw this.#unanswered(operation);
    }
    const { approved, by = 'approver', comment, after } = decision;
    this.#checkRight(operation, decision);
    const afterMs =
      after === undefined
        ? 0
        : milliseconds(after, `decision on ${operation.name}`);
    this.nowMs += Math.min(afterMs, operation.timeoutMs);
    return afterMs > operation.timeoutMs
      ? timedOut(operation)
      : completed(
          toJson(
            { approved, by, at: new Date(this.nowMs).toISOString(), comment },
            'decision',
          ),
        );
  }

  /** Branch after branch, each from the time of the call; it takes as long as the longest. */
  async #parallel(operation: ParallelOperation): Promise<Outcome> {
    const { definition, instanceId, recording } = this.#script;
    const startMs = this.nowMs;
    let endMs = startMs;
    const outcomes: Outcome[] = [];
    for (const [index, { branch, input }] of operation.calls.entries()) {
      this.nowMs = startMs;
      outcomes.push(
        await runBranch(
          { definition, instanceId, input, driver: recording },
          branch,
          [...operation.position, index],
        ),
      );
      endMs = Math.max(endMs, this.nowMs);
    }
    this.nowMs = endMs;
    return completed(toJson(outcomes, 'outcomes of the branches'));
  }

  #stopIfCancelled(): void {
    if (this.nowMs >= this.#cancelAtMs) {
      throw new CancelledError();
    }
  }

  /** As an engine does. */
  #checkRight(
    { name, roles, requestedBy }: ApprovalOperation,
    { by = 'approver', roles: held = roles }: ScriptedDecision,
  ): void {
    const scope = parseInstanceId(this.#script.instanceId);
    const right = mayDecide(
      { ...scope, subject: by, roles: held },
      { ...scope, roles, requestedBy: requestedBy ?? this.#script.actor },
    );
    if (!right.allowed) {
      throw new ScriptError(
        `An engine would refuse ${by}'s decision on ${name}: ${right.reason}.`,
      );
    }
  }

  #unanswered({ kind, name }: SignalOperation | ApprovalOperation): Error {
    return this.#cancelAtMs === Infinity
      ? new ScriptError(
          `The workflow waits for ${kind} ${name}, which the script does not give. Give it, or give it an \`after\` that is past the timeout.`,
        )
      : new CancelledError();
  }
}

function completed(value: JsonValue): Outcome {
  return { status: 'completed', value };
}
