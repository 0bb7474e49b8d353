import { type Failure, type FailureCode, messageOf } from './failure.js';

/** Everything that this module throws on purpose. */
export abstract class WorkflowError extends Error {
  /** Stable, for programs; the message is for people. */
  abstract readonly code: string;

  override get name(): string {
    return this.constructor.name;
  }
}

/** A failure that workflow code may catch, and that an instance can end with. */
export abstract class FailureError extends WorkflowError {
  /** The failure as it is stored. */
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }

  override get code(): FailureCode {
    return this.failure.code;
  }
}

/** An activity failed for good: it said so, or all its attempts failed. */
export class StepFailedError extends FailureError {
  /** Name of the step. */
  get step(): string {
    return this.failure.name ?? '';
  }

  get attempts(): number {
    return this.failure.attempts ?? 0;
  }
}

/** Nobody sent the message or took the decision in time. */
export class WaitTimedOutError extends FailureError {
  /** Name of the signal or approval. */
  get wait(): string {
    return this.failure.name ?? '';
  }
}

/** A branch of `flow.parallel` failed; all branches have ended. With several, the first in the order of the call. */
export class BranchFailedError extends FailureError {
  get branch(): string {
    return this.failure.name ?? '';
  }

  /** What the branch failed with. */
  override get cause(): FailureError | undefined {
    const [cause] = this.failure.causes ?? [];
    return cause && failureError(cause);
  }
}

/** Something failed, and undoing what had been done before failed too: a person must look. */
export class CompensationFailedError extends FailureError {
  /** What the workflow failed with. */
  get original(): Failure | undefined {
    return this.failure.causes?.[0];
  }

  /** The undo steps that failed; all others are done. */
  get notUndone(): readonly Failure[] {
    return this.failure.causes?.slice(1) ?? [];
  }
}

/** A value cannot cross the port, or does not have the shape that is declared for it. */
export class InvalidPayloadError extends FailureError {
  constructor(what: string, problem: string) {
    super({ code: 'invalid-payload', message: `${what}: ${problem}` });
  }
}

/** Workflow code uses its flow in a way that no engine could repeat, for example two operations at once. */
export class MisusedFlowError extends FailureError {
  constructor(message: string) {
    super({ code: 'misused-flow', message });
  }
}

/** The workflow code itself threw, or the engine gave the instance up. */
export class WorkflowFailedError extends FailureError {}

/**
 * The instance cannot go on in this run. Workflow code must let it pass: no operation
 * works after it, and no compensation runs.
 */
export abstract class InstanceInterruptedError extends WorkflowError {}

/** The instance was cancelled: it stops where it is, and nothing is undone. */
export class CancelledError extends InstanceInterruptedError {
  readonly code = 'cancelled';

  constructor() {
    super('The instance was cancelled.');
  }
}

/** One operation as a non-determinism error tells it, for example `step reserve, input 3f2a…`. */
export interface OperationSummary {
  readonly kind: string;
  readonly name: string;
  /** SHA-256 of the canonical JSON of its input, hexadecimal. */
  readonly digest: string;
}

/** Workflow code does something else than what the history of the instance says it did. */
export class NonDeterminismError extends InstanceInterruptedError {
  readonly code = 'non-determinism';
  /** Where, for example `3` or `2.0.1` (operation 1 of branch 0 of operation 2), `start` or `result`. */
  readonly position: string;
  /** What the history has there; undefined where it has nothing. */
  readonly expected: OperationSummary | undefined;
  /** What the code did; undefined where it did nothing. */
  readonly actual: OperationSummary | undefined;

  constructor(
    position: string,
    expected: OperationSummary | undefined,
    actual: OperationSummary | undefined,
  ) {
    super(
      `Operation ${position} differs: the history has ${describe(
        expected,
      )}, the code asks for ${describe(
        actual,
      )}. Time, randomness and data from outside must come from the flow; a changed workflow needs a new version.`,
    );
    this.position = position;
    this.expected = expected;
    this.actual = actual;
  }
}

/** A definition is wrong, or a workflow, version or activity that is needed is not there. */
export class InvalidDefinitionError extends WorkflowError {
  readonly code = 'invalid-definition';
}

/** An id is not one that this module has made, or a part of it cannot be in one. */
export class InvalidInstanceIdError extends WorkflowError {
  readonly code = 'invalid-instance-id';
}

/** There is no such instance, or it belongs to somebody else: a caller cannot tell which. */
export class InstanceNotFoundError extends WorkflowError {
  readonly code = 'instance-not-found';

  constructor(instanceId: string) {
    super(`Instance ${instanceId} is not there.`);
  }
}

/** The id is taken by an instance that was started with another input. */
export class InstanceConflictError extends WorkflowError {
  readonly code = 'instance-conflict';

  constructor(instanceId: string) {
    super(
      `Instance ${instanceId} was started with another input; use another key.`,
    );
  }
}

/** The instance has ended and takes no message. */
export class InstanceEndedError extends WorkflowError {
  readonly code = 'instance-ended';

  constructor(instanceId: string) {
    super(`Instance ${instanceId} has ended.`);
  }
}

/** A decision is refused: nobody waits for it, or this person may not take it. */
export class DecisionRefusedError extends WorkflowError {
  readonly code = 'decision-refused';
  readonly reason: string;

  constructor(approval: string, reason: string) {
    super(`The decision on ${approval} is refused: ${reason}.`);
    this.reason = reason;
  }
}

/** The failure that stands for a thrown value in an instance's outcome. */
export function failureOf(error: unknown): Failure {
  return error instanceof FailureError
    ? error.failure
    : { code: 'workflow-failed', message: messageOf(error) };
}

/** The error that a stored failure is thrown as. */
export function failureError(failure: Failure): FailureError {
  switch (failure.code) {
    case 'step-failed':
      return new StepFailedError(failure);
    case 'wait-timed-out':
      return new WaitTimedOutError(failure);
    case 'branch-failed':
      return new BranchFailedError(failure);
    case 'compensation-failed':
      return new CompensationFailedError(failure);
    default:
      return new WorkflowFailedError(failure);
  }
}

function describe(operation: OperationSummary | undefined): string {
  return operation === undefined
    ? 'nothing'
    : `${operation.kind} ${operation.name} (${operation.digest.slice(0, 12)})`;
}
