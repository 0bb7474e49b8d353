import type { ControlMetadata } from '../control/control';
import type { SourceTree } from '../source/source-tree';
import type { EvaluatorLimits } from './evaluator-limits';
import type { EvaluationProcess } from './evaluation-process';
import type { Answer, AnsweredResult, Declared } from './protocol';

/** More processes are not spent on one tree. */
const MOST_ATTEMPTS = 5;

/** What was asked, and where processes come from. */
export interface ProcessesEvaluation {
  readonly tree: SourceTree;
  readonly controls: readonly ControlMetadata[];
  readonly limits: EvaluatorLimits;
  readonly signal?: AbortSignal;
  /** Gives a process that is ready and that nobody else uses; the last one is given back when it has ended. */
  process(): Promise<EvaluationProcess>;
  onProgress?(progress: EvaluationProgress): void;
}

/** What is under way. */
export interface EvaluationProgress {
  /** `gathering database` or `evaluating TEN-03`. */
  readonly doing: string;
  /** Controls that have a result. */
  readonly done: number;
  readonly all: number;
}

/** What came out, one result for each control. */
export interface AnsweredTree {
  readonly declared: Declared;
  readonly results: ReadonlyMap<string, AnsweredResult>;
}

/** What is known so far about a tree. */
class TreeAnswers {
  readonly results = new Map<string, AnsweredResult>();
  readonly withheld: Record<string, string> = {};
  declared: Declared = { promised: [], exemptions: [] };
  private doing: Answer | undefined;

  constructor(private readonly evaluation: ProcessesEvaluation) {}

  /** Controls without a result. */
  get open(): readonly string[] {
    return this.evaluation.controls
      .map(({ id }) => id)
      .filter(id => !this.results.has(id));
  }

  take(answer: Answer): void {
    const { controls, onProgress } = this.evaluation;
    if (answer.answer === 'declared') {
      this.declared = answer.declared;
    } else if (answer.answer === 'result') {
      const { result } = answer;
      // What is answered twice is answered once.
      if (!this.results.has(result.controlId)) {
        this.results.set(result.controlId, result);
      }
    } else {
      this.doing = answer;
      onProgress?.({
        doing: describe(answer),
        done: this.results.size,
        all: controls.length,
      });
    }
  }

  /** Sees to it that what a process was doing when it ended is not tried again. */
  giveUpCurrent(ended: string): void {
    const { doing } = this;
    this.doing = undefined;
    if (doing === undefined) return;
    const reason = `The process was ended while ${describe(doing)}: ${ended}.`;
    if (doing.answer === 'gathering') {
      this.withheld[doing.fact] = reason;
    } else if (
      doing.answer === 'evaluating' &&
      !this.results.has(doing.controlId)
    ) {
      this.fail(doing.controlId, reason);
    }
  }

  fail(controlId: string, reason: string): void {
    this.results.set(controlId, {
      controlId,
      outcome: 'error',
      reason,
      findings: [],
    });
  }
}

/**
 * Evaluates a tree in one process after the other until each control is
 * answered: what a process was doing when it ended is not tried again and is an
 * error of the controls that wait for it, and nothing else is lost.
 */
export async function evaluateInProcesses(
  evaluation: ProcessesEvaluation,
): Promise<AnsweredTree> {
  const { tree, limits, signal } = evaluation;
  const answers = new TreeAnswers(evaluation);
  const onAnswer = (answer: Answer) => answers.take(answer);
  let deadline = Infinity;
  let ended: string | undefined = 'there was no process';
  for (
    let attempt = 0;
    attempt < MOST_ATTEMPTS &&
    answers.open.length > 0 &&
    performance.now() < deadline;
    attempt++
  ) {
    const worker = await before(deadline, evaluation.process());
    if (worker === undefined) break;
    // The time that the first process takes to start is not the tree's.
    if (attempt === 0) deadline = performance.now() + limits.treeMs;
    ended = await worker.evaluate({
      request: {
        tree,
        controlIds: answers.open,
        withheld: answers.withheld,
      },
      deadline,
      ...(signal === undefined ? {} : { signal }),
      onAnswer,
    });
    signal?.throwIfAborted();
    if (ended === undefined) break;
    answers.giveUpCurrent(ended);
  }

  for (const id of answers.open) {
    answers.fail(
      id,
      ended === undefined
        ? 'The evaluation gave no answer.'
        : `The evaluation did not get this far: ${ended}.`,
    );
  }
  return answers;
}

function describe(answer: Answer): string {
  if (answer.answer === 'gathering') return `gathering ${answer.fact}`;
  if (answer.answer === 'evaluating') return `evaluating ${answer.controlId}`;
  return answer.answer;
}

/** What is awaited, or undefined when it takes longer than until then. */
async function before<T>(
  deadline: number,
  awaited: Promise<T>,
): Promise<T | undefined> {
  if (deadline === Infinity) return awaited;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>(resolve => {
    timer = setTimeout(resolve, deadline - performance.now(), undefined);
  });
  try {
    return await Promise.race([awaited, late]);
  } finally {
    clearTimeout(timer);
  }
}
