import type { SourceTree } from '@ameide/controls';
import { applyEdits, type Edit } from './mutants/mutant';

/** A tree of the given files, as controls are evaluated on it. */
export function sourceTree(files: ReadonlyMap<string, Uint8Array>): SourceTree {
  return {
    files: new Map(
      [...files].sort(([first], [second]) => (first < second ? -1 : 1)),
    ),
    irregular: new Map(),
  };
}

/**
 * A tree after edits; the tree itself stays as it is.
 *
 * @throws Error when an edit does not apply.
 */
export function editedTree(
  tree: SourceTree,
  edits: Readonly<Record<string, Edit>>,
): SourceTree {
  const files = new Map(tree.files);
  const changes = applyEdits(edits, path => {
    const content = files.get(path);
    return content === undefined
      ? undefined
      : Buffer.from(content).toString('utf8');
  });
  for (const [path, text] of changes) {
    if (text === null) files.delete(path);
    else files.set(path, Buffer.from(text));
  }
  return sourceTree(files);
}
