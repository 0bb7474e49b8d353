import type { SourceTree } from './source-tree';
import { SourceTreeError } from './source-tree-error';
import { SOURCE_LIMITS, type SourceLimits } from './source-limits';
import { comparePaths, invalidPathReason, printablePath } from './tree-path';

/** What a tree is made of, from wherever it was read. */
export interface SourceTreeParts {
  /** Contents of the regular files by path. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is neither file nor folder, by path, in words. */
  readonly irregular?: ReadonlyMap<string, string>;
  readonly limits?: SourceLimits;
}

/**
 * Makes a tree of paths and bytes, in any order, and sees to it that the promises
 * of a {@link SourceTree} are kept.
 *
 * @throws SourceTreeError for a path that is absolute, leads upwards, cannot be
 *   printed, stands there twice or is a file and a folder at once, and for more
 *   than the limits allow.
 */
export function createSourceTree(parts: SourceTreeParts): SourceTree {
  const { files, irregular = new Map(), limits = SOURCE_LIMITS } = parts;
  const paths = [...files.keys(), ...irregular.keys()];
  if (paths.length > limits.files) throw tooManyFiles(limits);
  let bytes = 0;
  for (const content of files.values()) bytes += content.byteLength;
  if (bytes > limits.bytes) throw tooManyBytes(limits);

  const taken = new Set<string>();
  for (const path of paths) {
    const reason = invalidPathReason(path);
    if (reason !== undefined) {
      throw new SourceTreeError(
        'INVALID_PATH',
        `The path ${printablePath(path)} ${reason}.`,
      );
    }
    if (taken.has(path)) throw ambiguous(path);
    taken.add(path);
  }
  for (const path of paths) {
    for (
      let end = path.lastIndexOf('/');
      end > 0;
      end = path.lastIndexOf('/', end - 1)
    ) {
      if (taken.has(path.slice(0, end))) throw ambiguous(path.slice(0, end));
    }
  }
  return { files: sorted(files), irregular: sorted(irregular) };
}

/** @internal */
export function tooManyFiles(limits: SourceLimits): SourceTreeError {
  return new SourceTreeError(
    'TOO_MANY_FILES',
    `There are more than ${limits.files} files; evaluate a single service.`,
  );
}

/** @internal */
export function tooManyBytes(limits: SourceLimits): SourceTreeError {
  const mebibytes = Math.round(limits.bytes / 1024 / 1024);
  return new SourceTreeError(
    'TOO_MANY_BYTES',
    `The files are larger than ${mebibytes} MiB together; evaluate a single service.`,
  );
}

function ambiguous(path: string): SourceTreeError {
  return new SourceTreeError(
    'INVALID_PATH',
    `The path ${path} stands for two things.`,
  );
}

function sorted<T>(entries: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map(
    [...entries].sort(([first], [second]) => comparePaths(first, second)),
  );
}
