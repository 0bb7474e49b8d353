import {
  controls,
  evaluateControl,
  gatherFacts,
  type Control,
  type ControlResult,
  type SourceTree,
} from '@ameide/controls';

/** Evaluates some controls on a tree, all of them if none are named. */
export async function evaluateTree(
  tree: SourceTree,
  chosen: readonly Control[] = controls,
): Promise<ControlResult[]> {
  const facts = await gatherFacts(
    tree,
    new Set(chosen.flatMap(({ needs }) => needs)),
  );
  return chosen.map(control => evaluateControl(control, tree, facts));
}

/** A result in lines: the outcome, its reason, and what was found. */
export function describeResult(result: ControlResult): string {
  return [
    `${result.control.id} ${result.outcome}: ${
      result.reason ?? result.control.title
    }`,
    ...result.findings.map(
      ({ file = 'the tree', line, message }) =>
        `  ${file}${line === undefined ? '' : `:${line}`}: ${message}`,
    ),
  ].join('\n');
}
