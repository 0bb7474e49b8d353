import type { SourceTree } from '@ameide/controls';
import { describeResult, evaluateTree } from '../evaluate-tree';
import type { Report } from '../report';
import { variantTree, type Variant } from './variant';

/**
 * The one thing that a generated tree cannot show: an image that CI has not built yet.
 * The control says so in these words.
 */
const NOT_BUILT = 'not built';

/** Evaluates every control on a tree that is as it should be: each must hold or not apply. */
export async function everyControlHolds(options: {
  readonly name: string;
  readonly tree: () => SourceTree;
  readonly report: Report;
}): Promise<void> {
  const began = Date.now();
  let detail: string;
  try {
    detail = (await evaluateTree(options.tree()))
      .filter(
        ({ outcome, reason }) =>
          outcome !== 'pass' &&
          outcome !== 'not-applicable' &&
          !(outcome === 'not-evaluated' && reason?.includes(NOT_BUILT)),
      )
      .map(describeResult)
      .join('\n');
  } catch (error) {
    detail = error instanceof Error ? error.message : `${error}`;
  }
  options.report.add({
    name: `${options.name}: every control holds`,
    passed: detail === '',
    seconds: (Date.now() - began) / 1000,
    ...(detail === '' ? {} : { detail }),
  });
}

/** Evaluates every control on a good variant of a case. */
export function tryVariant(
  variant: Variant,
  tree: SourceTree,
  report: Report,
): Promise<void> {
  return everyControlHolds({
    name: `variant ${variant.id}`,
    tree: () => variantTree(variant, tree),
    report,
  });
}
