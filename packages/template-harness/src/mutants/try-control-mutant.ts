import { controls, type SourceTree } from '@ameide/controls';
import { describeResult, evaluateTree } from '../evaluate-tree';
import type { Report } from '../report';
import { editedTree } from '../service-tree';
import type { ListedMutant } from './index';

/** Evaluates the catcher of mutants of one case; what it says of the case itself is found out once. */
export class ControlCatchers {
  readonly #tree: SourceTree;
  readonly #unmutated = new Map<string, Promise<string | undefined>>();

  /** @param tree - the rendered case, before any mutant. */
  constructor(tree: SourceTree) {
    this.#tree = tree;
  }

  /**
   * Sabotages the tree and evaluates the one control that is meant to notice. It
   * must find something in the sabotaged tree and nothing before: an `error` or a
   * control that complains of every tree has not caught anything.
   */
  async try(
    mutant: ListedMutant,
    controlId: string,
    report: Report,
  ): Promise<void> {
    const began = Date.now();
    const survived = await this.#survival(mutant, controlId).catch(
      (error: unknown) => (error instanceof Error ? error.message : `${error}`),
    );
    report.addMutant(mutant, {
      catcher: controlId,
      seconds: (Date.now() - began) / 1000,
      ...(survived === undefined ? {} : { survived }),
    });
  }

  /** @returns why the mutant was not caught; undefined when it was. */
  async #survival(
    mutant: ListedMutant,
    controlId: string,
  ): Promise<string | undefined> {
    const given =
      mutant.given === undefined
        ? this.#tree
        : editedTree(this.#tree, mutant.given);
    const tree = editedTree(given, mutant.edits);
    const control = controls.find(({ id }) => id === controlId);
    if (control === undefined) return `there is no control ${controlId}`;

    const key = `${controlId} ${Object.keys(mutant.given ?? {}).join(' ')}`;
    let unmutated = this.#unmutated.get(key);
    if (unmutated === undefined) {
      unmutated = evaluateTree(given, [control]).then(([before]) =>
        before?.outcome === 'pass' || before?.outcome === 'not-applicable'
          ? undefined
          : `${controlId} does not hold without the mutant either:\n${
              before === undefined ? 'no result' : describeResult(before)
            }`,
      );
      this.#unmutated.set(key, unmutated);
    }
    const already = await unmutated;
    if (already !== undefined) return already;

    const [after] = await evaluateTree(tree, [control]);
    if (after?.outcome === 'fail') return undefined;
    return `survived: ${
      after === undefined ? 'no result' : describeResult(after)
    }`;
  }
}
