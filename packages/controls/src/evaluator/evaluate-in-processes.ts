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

/**
 * Evaluates a tree in one process after the other until each control is
 * answered: what a process was doing when it ended is not tried again and is an
 * error of the controls that wait for it, and nothing else is lost.
 */
export async function evaluateInProcesses(
  evaluation: ProcessesEvaluation,
): Promise<AnsweredTree> {
  const { tree, controls, limits, signal } = evaluation;
  const deadline = performance.now() + limits.treeMs;
  const results = new Map<string, AnsweredResult>();
  const withheld: Record<string, string> = {};
  let declared: Declared = { promised: [], exemptions: [] };
  let endReason = '';

  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const open = controls.filter(({ id }) => !results.has(id));
    if (open.length === 0 || (attempt > 0 && performance.now() > deadline)) {
      break;
    }
    const controlIds = open.map(({ id }) => id);
    const asked = new Set(controlIds);
    let doing: Answer | undefined;
    const onAnswer = (answer: Answer) => {
      if (answer.answer === 'declared') {
        declared = answer.declared;
      } else if (answer.answer === 'result') {
        const { result } = answer;
        if (asked.has(result.controlId)) results.set(result.controlId, result);
      } else {
        doing = answer;
        evaluation.onProgress?.({
          doing: describe(answer),
          done: results.size,
          all: controls.length,
        });
      }
    };
    const worker = await evaluation.process();
    const ended = await worker.evaluate({
      request: { tree, controlIds, withheld },
      deadline,
      ...(signal === undefined ? {} : { signal }),
      onAnswer,
    });
    signal?.throwIfAborted();
    if (ended === undefined) break;

    endReason = ended;
    const current = doing as Answer | undefined;
    if (current?.answer === 'gathering') {
      withheld[current.fact] = reasonOf(current, ended);
    } else if (current?.answer === 'evaluating') {
      results.set(
        current.controlId,
        error(current.controlId, reasonOf(current, ended)),
      );
    }
  }

  for (const { id } of controls) {
    if (results.has(id)) continue;
    results.set(
      id,
      error(
        id,
        endReason === ''
          ? 'The evaluation gave no answer.'
          : `The evaluation did not get this far: ${endReason}.`,
      ),
    );
  }
  return { declared, results };
}

function describe(answer: Answer): string {
  if (answer.answer === 'gathering') return `gathering ${answer.fact}`;
  if (answer.answer === 'evaluating') return `evaluating ${answer.controlId}`;
  return answer.answer;
}

function reasonOf(doing: Answer, ended: string): string {
  return `The process was ended while ${describe(doing)}: ${ended}.`;
}

function error(controlId: string, reason: string): AnsweredResult {
  return { controlId, outcome: 'error', reason, findings: [] };
}
