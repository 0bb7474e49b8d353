import type { SourceTree } from '../../source/source-tree';

/** Folders whose files are others' work: they are not part of the service's contract. */
const FOREIGN = /(^|\/)(node_modules|vendor|dist)\//;
const LARGEST_BYTES = 1_000_000;

/** The .proto files of a tree. */
export interface NamedProtos {
  /** Place in the tree by the name for imports. */
  readonly files: ReadonlyMap<string, string>;
  /** Contents by the name for imports. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Finds the .proto files of a tree and the names by which they import each
 * other: below the declared root, else below the folder that their package
 * implies.
 */
export function importNames(
  tree: SourceTree,
  root: string | undefined,
): NamedProtos | { readonly problem: string } {
  const files = new Map<string, string>();
  const texts = new Map<string, string>();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (const [file, content] of tree.files) {
    if (!file.endsWith('.proto') || FOREIGN.test(file)) continue;
    if (content.byteLength > LARGEST_BYTES) {
      return { problem: `${file} is too large for a contract` };
    }
    let text: string;
    try {
      text = decoder.decode(content);
    } catch {
      return { problem: `${file} is not UTF-8` };
    }
    const name = importName(file, text, root);
    const other = files.get(name);
    if (other !== undefined) {
      return { problem: `${file} and ${other} have the same name for imports` };
    }
    files.set(name, file);
    texts.set(name, text);
  }
  return { files, texts };
}

function importName(
  file: string,
  text: string,
  root: string | undefined,
): string {
  if (root !== undefined && file.startsWith(`${root}/`)) {
    return file.slice(root.length + 1);
  }
  // Only to find a root: what the package really is, the compiler says.
  const implied = /^\s*package\s+([\w.]{1,200})\s*;/m
    .exec(text)?.[1]
    ?.replaceAll('.', '/');
  const at = implied === undefined ? -1 : file.lastIndexOf(`${implied}/`);
  if (at > 0 && file[at - 1] === '/') return file.slice(at);
  return file.startsWith('proto/') ? file.slice('proto/'.length) : file;
}
