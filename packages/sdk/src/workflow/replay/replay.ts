import type { AnyWorkflow } from '../port/definition.js';
import {
  InstanceInterruptedError,
  NonDeterminismError,
  type OperationSummary,
} from '../port/errors.js';
import { toJson } from '../port/json.js';
import type { FlowDriver, Operation, Outcome } from '../port/operation.js';
import { runBranch, runWorkflow } from '../port/run-flow.js';
import { digestOf } from './digest.js';
import {
  comparePositions,
  historySchema,
  recordedOperation,
  type RecordedOperation,
  type WorkflowHistory,
} from './history.js';

/** A replay that found nothing different. */
export interface ReplayReport {
  /** Operations that the code asked for, and that the history has. */
  readonly operations: number;
  /** Whether the history goes to the end of the instance; if not, the code was followed as far as it goes. */
  readonly complete: boolean;
}

/** What a history is replayed for. */
export interface ReplayOptions {
  /** Id that the code sees; default is one that says `replay`. */
  readonly instanceId?: string;
}

/**
 * Runs the code of a definition with no engine and no activities, on the outcomes of a
 * history, and compares what it asks for with what it asked for then.
 *
 * @param input What the instance was started with.
 * @throws NonDeterminismError that names the first operation that differs: its kind, name, order or input, one that is missing or one too many.
 * @throws ZodError when the history is none.
 */
export async function replay(
  definition: AnyWorkflow,
  input: unknown,
  history: WorkflowHistory,
  options: ReplayOptions = {},
): Promise<ReplayReport> {
  const checked = historySchema.parse(history);
  const stored = toJson(input, 'input');
  compareStart(checked, {
    kind: 'workflow',
    name: `${definition.name}@${definition.version}`,
    digest: digestOf(stored),
  });
  const replayer = new Replayer(definition, checked, options.instanceId);
  let outcome: Outcome | undefined;
  try {
    outcome = await runWorkflow({
      definition,
      instanceId: replayer.instanceId,
      input: stored,
      driver: replayer,
    });
  } catch (error) {
    if (!(error instanceof EndOfHistoryError)) {
      throw replayer.firstDifference() ?? error;
    }
  }
  const difference =
    replayer.firstDifference() ??
    (outcome && compareEnd(checked.outcome, outcome));
  if (difference !== undefined) {
    throw difference;
  }
  return {
    operations: checked.operations.length,
    complete: checked.outcome !== undefined,
  };
}

/** The history of a running instance has no more to say. */
class EndOfHistoryError extends InstanceInterruptedError {
  readonly code = 'end-of-history';
}

class Replayer implements FlowDriver {
  readonly instanceId: string;
  readonly #definition: AnyWorkflow;
  readonly #recorded: Map<string, RecordedOperation>;
  readonly #unfinished: boolean;
  readonly #seen = new Set<string>();
  #difference: NonDeterminismError | undefined;

  constructor(
    definition: AnyWorkflow,
    history: WorkflowHistory,
    instanceId = 'replay:replay:replay:replay',
  ) {
    this.instanceId = instanceId;
    this.#definition = definition;
    this.#recorded = new Map(
      history.operations.map(operation => [operation.position, operation]),
    );
    this.#unfinished = history.outcome === undefined;
  }

  async perform(operation: Operation): Promise<Outcome> {
    const actual = recordedOperation(operation);
    const expected = this.#recorded.get(actual.position);
    if (expected === undefined && this.#unfinished) {
      throw new EndOfHistoryError('The history ends here.');
    }
    if (expected === undefined || !isSame(expected, actual)) {
      throw this.#differs(actual.position, expected, actual);
    }
    this.#seen.add(actual.position);
    if (operation.kind === 'parallel') {
      await this.#replayBranches(operation);
    }
    if (expected.outcome === undefined) {
      throw new EndOfHistoryError('The history ends here.');
    }
    return expected.outcome;
  }

  /** The first difference in the order of the history; call it when the code has ended. */
  firstDifference(): NonDeterminismError | undefined {
    const [missing] = [...this.#recorded.values()]
      .filter(({ position }) => !this.#seen.has(position))
      .sort((a, b) => comparePositions(a.position, b.position));
    const found = this.#difference;
    if (
      missing !== undefined &&
      (found === undefined ||
        comparePositions(missing.position, found.position) < 0)
    ) {
      return new NonDeterminismError(
        missing.position,
        summary(missing),
        undefined,
      );
    }
    return found;
  }

  /** One after the other: what they do does not depend on each other. */
  async #replayBranches(
    operation: Operation & { readonly kind: 'parallel' },
  ): Promise<void> {
    for (const [index, { branch, input }] of operation.calls.entries()) {
      const run = {
        definition: this.#definition,
        instanceId: this.instanceId,
        input,
        driver: this,
      };
      try {
        await runBranch(run, branch, [...operation.position, index]);
      } catch (error) {
        // The next branch may have a history although this one's is at its end.
        if (!(error instanceof EndOfHistoryError)) {
          throw error;
        }
      }
    }
  }

  #differs(
    position: string,
    expected: RecordedOperation | undefined,
    actual: RecordedOperation,
  ): InstanceInterruptedError {
    this.#difference ??= new NonDeterminismError(
      position,
      expected && summary(expected),
      summary(actual),
    );
    return this.#difference;
  }
}

function isSame(a: RecordedOperation, b: RecordedOperation): boolean {
  return a.kind === b.kind && a.name === b.name && a.digest === b.digest;
}

function summary({ kind, name, digest }: RecordedOperation): OperationSummary {
  return { kind, name, digest };
}

function compareStart(
  history: WorkflowHistory,
  actual: OperationSummary,
): void {
  const expected = {
    kind: 'workflow',
    name: `${history.workflow}@${history.version}`,
    digest: history.inputDigest,
  };
  if (expected.name !== actual.name || expected.digest !== actual.digest) {
    throw new NonDeterminismError('start', expected, actual);
  }
}

function compareEnd(
  expected: Outcome | undefined,
  actual: Outcome,
): NonDeterminismError | undefined {
  const told = (outcome: Outcome): OperationSummary => ({
    kind: 'result',
    name: outcome.status,
    digest: digestOf(
      outcome.status === 'completed' ? outcome.value : outcome.failure.code,
    ),
  });
  const then = expected && told(expected);
  const now = told(actual);
  return then?.name === now.name && then.digest === now.digest
    ? undefined
    : new NonDeterminismError('result', then, now);
}
