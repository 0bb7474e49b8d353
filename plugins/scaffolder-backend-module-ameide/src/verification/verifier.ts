import { InputError } from '@backstage/errors';
import type { Report, Severity } from '@ameide/controls/catalogue';
import {
  startEvaluator,
  verdictOf,
  type Evaluator,
  type EvaluatorOptions,
  type TreeEvaluation,
} from '@ameide/controls/evaluator';
import { formatText } from '@ameide/controls/reports';
import {
  createSourceTree,
  SourceTreeError,
  treeDigest,
  type SourceTree,
} from '@ameide/controls/source';
import type { RepositoryFile } from '../repositories/write-tree-objects';

/** Findings of this severity and worse keep a service from being published. */
const FAIL_ON: Severity = 'high';

/** Evaluations that are remembered: a run verifies, and then publishes the same. */
const REMEMBERED = 20;

/** Evaluates the catalogue of controls on files before they are published. */
export interface Verifier {
  /**
   * Evaluates exactly these files.
   *
   * @throws InputError with the report when a control of severity high or worse
   *   does not hold, or when what had to be known is not.
   */
  verify(
    files: readonly RepositoryFile[],
    signal?: AbortSignal,
  ): Promise<Report>;
}

/** A verifier whose processes start when they are first needed. */
export class CatalogueVerifier implements Verifier {
  private starting: Promise<Evaluator> | undefined;
  private readonly remembered = new Map<string, TreeEvaluation>();

  constructor(private readonly options: EvaluatorOptions) {}

  async verify(
    files: readonly RepositoryFile[],
    signal?: AbortSignal,
  ): Promise<Report> {
    const evaluation = await this.evaluate(treeOf(files), signal);
    const { failed, unknown } = verdictOf({ ...evaluation, failOn: FAIL_ON });
    if (failed.length + unknown.length === 0) return evaluation.report;
    const counted = [...failed, ...unknown];
    throw new InputError(
      `${counted.length} ${
        counted.length === 1 ? 'control does' : 'controls do'
      } not hold, so nothing is published.\n${formatText(
        { ...evaluation.report, results: counted },
        { colour: false },
      )}`,
    );
  }

  /** Ends its processes. */
  async close(): Promise<void> {
    const evaluator = await this.starting?.catch(() => undefined);
    await evaluator?.close();
  }

  private async evaluate(
    tree: SourceTree,
    signal: AbortSignal | undefined,
  ): Promise<TreeEvaluation> {
    const digest = treeDigest(tree);
    const known = this.remembered.get(digest);
    if (known !== undefined) return known;
    this.starting ??= startEvaluator(this.options);
    const evaluator = await this.starting.catch(error => {
      // The next one tries again.
      this.starting = undefined;
      throw error;
    });
    const evaluation = await evaluator.evaluate(
      tree,
      signal === undefined ? {} : { signal },
    );
    // An error may be of this moment: the machine was too busy.
    if (evaluation.report.summary.error === 0) {
      this.remembered.set(digest, evaluation);
      const [oldest] = this.remembered.keys();
      if (this.remembered.size > REMEMBERED && oldest !== undefined) {
        this.remembered.delete(oldest);
      }
    }
    return evaluation;
  }
}

function treeOf(files: readonly RepositoryFile[]): SourceTree {
  try {
    return createSourceTree({
      files: new Map(files.map(({ path, content }) => [path, content])),
    });
  } catch (error) {
    throw error instanceof SourceTreeError
      ? new InputError(error.message)
      : error;
  }
}
