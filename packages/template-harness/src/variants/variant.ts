import type { SourceTree } from '@ameide/controls';
import type { Edit } from '../mutants/mutant';
import { editedTree, sourceTree } from '../service-tree';

/** What is done to files, by their path. */
export type Edits = Readonly<Record<string, Edit>>;

/** A service that is secure and looks otherwise than what a template makes: no control may complain of it. */
export interface Variant {
  /** `several-migrations`. */
  readonly id: string;
  /** What is otherwise. */
  readonly title: string;
  /** Case that it starts from. */
  readonly caseName: string;
  /** Words that are others everywhere, in paths and in texts; a word does not begin inside of another. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** What is done afterwards; a function is given the text of each file. */
  readonly edits: Edits | ((read: (path: string) => string) => Edits);
}

/** What nobody writes by hand: names in it stay. */
const GENERATED = /(?:^|\/)package-lock\.json$|\.tgz$/;

function renamedTree(
  tree: SourceTree,
  renamed: Readonly<Record<string, string>>,
): SourceTree {
  const forms = Object.entries(renamed).map(
    ([from, to]) =>
      [
        new RegExp(
          `(?<![\\w+-])${from.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`,
          'g',
        ),
        to,
      ] as const,
  );
  const change = (text: string) =>
    forms.reduce((changed, [form, to]) => changed.replace(form, to), text);
  return sourceTree(
    new Map(
      [...tree.files].map(([path, content]) => [
        change(path),
        GENERATED.test(path)
          ? content
          : Buffer.from(change(Buffer.from(content).toString('utf8'))),
      ]),
    ),
  );
}

/**
 * The tree of a variant.
 *
 * @throws Error when an edit does not apply: the variant is out of date.
 */
export function variantTree(variant: Variant, tree: SourceTree): SourceTree {
  const renamed =
    variant.renamed === undefined ? tree : renamedTree(tree, variant.renamed);
  const read = (path: string) => {
    const content = renamed.files.get(path);
    if (content === undefined) throw new Error(`there is no file ${path}`);
    return Buffer.from(content).toString('utf8');
  };
  return editedTree(
    renamed,
    typeof variant.edits === 'function' ? variant.edits(read) : variant.edits,
  );
}
