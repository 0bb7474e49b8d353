import { assembleReport } from '../evaluation/assemble-report';
import type { Report } from '../catalogue/report';
import type { ControlMetadata } from '../control/control';
import type { SourceTree } from '../source/source-tree';
import { treeDigest } from '../source/tree-digest';
import { bundleProgram } from './bundle-program';
import {
  evaluateInProcesses,
  type EvaluationProgress,
} from './evaluate-in-processes';
import { EVALUATOR_LIMITS, type EvaluatorLimits } from './evaluator-limits';
import { ProcessPool } from './process-pool';

/** How an evaluator works. Nothing of it ever comes from an evaluated tree. */
export interface EvaluatorOptions {
  /** Trees at one time, each in a process of its own; 1 where not given. */
  readonly size?: number;
  /** Start all processes ahead and prepare them for everything. */
  readonly warm?: boolean;
  /** Trees after which a process is replaced; 50 where not given. */
  readonly treesPerProcess?: number;
  readonly limits?: Partial<EvaluatorLimits>;
  /** `ameide.controls.packages`: absolute paths of modules that export more `controls`, or other `severities` by id. */
  readonly packages?: readonly string[];
}

/** What is asked about one tree. */
export interface EvaluateOptions {
  /** Ids of the controls to evaluate; all where not given. */
  readonly controls?: readonly string[];
  /** What to call a tree that gives no name. */
  readonly name?: string;
  readonly signal?: AbortSignal;
  onProgress?(progress: EvaluationProgress): void;
}

/** What was found out about a tree. */
export interface TreeEvaluation {
  readonly report: Report;
  /** Ids of the controls that the tree's template promised. */
  readonly promised: readonly string[];
}

/** A control was asked for that the catalogue does not have. */
export class UnknownControlError extends Error {
  constructor(readonly controlIds: readonly string[]) {
    super(`There is no control ${controlIds.join(', ')}.`);
    this.name = 'UnknownControlError';
  }
}

/** Evaluates trees that nobody trusts, in processes that can do nothing else. */
export interface Evaluator {
  /** What is evaluated. */
  readonly catalogue: readonly ControlMetadata[];
  /**
   * Evaluates a tree. Never rejects because of what the tree is: what could not be
   * found out is an `error` with its reason.
   *
   * @throws UnknownControlError
   */
  evaluate(
    tree: SourceTree,
    options?: EvaluateOptions,
  ): Promise<TreeEvaluation>;
  /** Ends all processes. Evaluations under way are rejected. */
  close(): Promise<void>;
}

/**
 * Starts an evaluator.
 *
 * @throws ControlPackageError when a package of controls cannot be used.
 * @throws Error when its processes do not start: the installation is broken.
 */
export async function startEvaluator(
  options: EvaluatorOptions = {},
): Promise<Evaluator> {
  const { size = 1, warm = false, treesPerProcess = 50 } = options;
  const limits = { ...EVALUATOR_LIMITS, ...options.limits };
  const program = await bundleProgram(options.packages ?? []);
  const pool = new ProcessPool({
    program,
    limits,
    warm,
    size,
    treesPerProcess,
  });
  try {
    await pool.fill(warm ? size : 1);
  } catch (error) {
    await pool.close();
    throw error;
  }
  const catalogue = await pool.catalogue;

  return {
    catalogue,
    close: () => pool.close(),
    async evaluate(tree, { controls: asked, name, signal, onProgress } = {}) {
      const unknown = (asked ?? []).filter(
        id => !catalogue.some(control => control.id === id),
      );
      if (unknown.length > 0) throw new UnknownControlError(unknown);
      const controls = catalogue.filter(
        ({ id }) => asked === undefined || asked.includes(id),
      );
      signal?.throwIfAborted();
      const lent = await pool.lend();
      try {
        const { declared, results } = await evaluateInProcesses({
          tree,
          controls,
          limits,
          process: lent.process,
          ...(signal === undefined ? {} : { signal }),
          ...(onProgress === undefined ? {} : { onProgress }),
        });
        const report = assembleReport({
          controls,
          declared,
          results,
          name: name ?? 'unnamed',
          digest: treeDigest(tree),
        });
        return { report, promised: declared.promised };
      } finally {
        lent.giveBack();
      }
    },
  };
}

/** Evaluates one tree in a process that is started for it. */
export async function evaluateTree(
  tree: SourceTree,
  options: EvaluatorOptions & EvaluateOptions = {},
): Promise<TreeEvaluation> {
  const evaluator = await startEvaluator(options);
  try {
    return await evaluator.evaluate(tree, options);
  } finally {
    await evaluator.close();
  }
}
