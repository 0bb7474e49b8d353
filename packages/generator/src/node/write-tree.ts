import { mkdirSync, writeFileSync } from 'node:fs';
import {
  lstat,
  mkdir,
  readdir,
  realpath,
  rename,
  rm,
  rmdir,
} from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { assertSafePath } from '../rendering/output-paths';
import type { GeneratedTree } from '../tree/generated-tree';
import { removeAbandonedStaging, stagingPath } from './staging';

/** A tree could not be written; nothing of it is left. */
export class WriteTreeError extends Error {
  /** `TAKEN`, `UNSAFE_PATH`, `NO_SPACE`, `NO_PERMISSION`, `ABORTED` or `FAILED`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'WriteTreeError';
    this.code = code;
  }
}

/** A tree on the disk. */
export interface WrittenTree {
  /** Absolute path. */
  readonly directory: string;
  readonly files: number;
}

/**
 * Writes a tree to a new folder. Everything goes to a temporary sibling first,
 * which is then renamed: the folder appears complete or not at all, even when
 * the process is killed. What a killed process left beside the folder is removed
 * first. The folder may exist when it is empty; a link in its place is refused.
 *
 * @throws WriteTreeError
 */
export async function writeTree(
  tree: Pick<GeneratedTree, 'files'>,
  directory: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<WrittenTree> {
  for (const name of tree.files.keys()) {
    try {
      assertSafePath(name);
    } catch (error) {
      throw new WriteTreeError('UNSAFE_PATH', (error as Error).message, {
        cause: error,
      });
    }
  }
  const wanted = path.resolve(directory);
  const created = await createParents(path.dirname(wanted)).catch(error => {
    throw explain(error, wanted);
  });
  let staging: string | undefined;
  try {
    // The parent's real path, so that a link swapped in later changes nothing.
    const parent = await realpath(path.dirname(wanted));
    const target = path.join(parent, path.basename(wanted));
    await Promise.all([
      assertFree(target, wanted),
      removeAbandonedStaging(parent),
    ]);
    staging = stagingPath(parent);
    await writeFiles(tree, staging, options.signal);
    await assertFree(target, wanted);
    // Replaces an empty folder; fails on anything else that came in meanwhile.
    await rename(staging, target);
    return { directory: target, files: tree.files.size };
  } catch (error) {
    if (staging !== undefined)
      await rm(staging, { recursive: true, force: true });
    await removeParents(created);
    throw explain(error, wanted);
  }
}

/** Milliseconds of writing, after which everybody else has a turn. */
const SLICE = 4;

/**
 * Writes synchronously, a slice at a time: through Node's threads a small file
 * takes several times as long, most of it on the way there and back.
 */
async function writeFiles(
  tree: Pick<GeneratedTree, 'files'>,
  staging: string,
  signal: AbortSignal | undefined,
) {
  mkdirSync(staging);
  const made = new Set([staging]);
  let began = performance.now();
  for (const [name, file] of tree.files) {
    if (performance.now() - began > SLICE) {
      await setImmediate();
      began = performance.now();
    }
    signal?.throwIfAborted();
    const target = path.join(staging, ...name.split('/'));
    const folder = path.dirname(target);
    if (!made.has(folder)) {
      mkdirSync(folder, { recursive: true });
      made.add(folder);
    }
    writeFileSync(target, file.content, {
      flag: 'wx',
      mode: file.executable ? 0o755 : 0o644,
    });
  }
}

async function assertFree(target: string, shown: string) {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return;
  if (!found.isDirectory()) {
    const kind = found.isSymbolicLink() ? 'a link' : 'a file';
    throw new WriteTreeError(
      'TAKEN',
      `${shown} is ${kind}; choose a folder that does not exist yet`,
    );
  }
  if ((await readdir(target)).length > 0) {
    throw new WriteTreeError(
      'TAKEN',
      `${shown} is not empty; choose a folder that does not exist yet`,
    );
  }
}

/** Makes the missing folders above; returns them, the outermost first. */
async function createParents(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let current = folder; ; current = path.dirname(current)) {
    const found = await lstat(current).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (found !== undefined) break;
    missing.unshift(current);
  }
  const created: string[] = [];
  try {
    for (const name of missing) {
      await mkdir(name);
      created.push(name);
    }
  } catch (error) {
    await removeParents(created);
    throw error;
  }
  return created;
}

async function removeParents(created: readonly string[]) {
  for (const folder of [...created].reverse()) {
    // Somebody else may have put something in: then it stays.
    await rmdir(folder).catch(() => undefined);
  }
}

function explain(error: unknown, directory: string): Error {
  if (error instanceof WriteTreeError) return error;
  // Not instanceof: the error may come from another realm.
  const { code, name, message } = error as NodeJS.ErrnoException;
  const because = { cause: error };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new WriteTreeError(
        'NO_SPACE',
        `there is no space left to write ${directory}; make room there or choose a folder on another disk; nothing was written`,
        because,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new WriteTreeError(
        'NO_PERMISSION',
        `${directory} may not be written (${code}); choose another folder, or make the one above it writable`,
        because,
      );
    case 'ENOTEMPTY':
    case 'EEXIST':
      return new WriteTreeError(
        'TAKEN',
        `${directory} came into being meanwhile; choose a folder that does not exist yet`,
        because,
      );
    case 'ENOTDIR':
      return new WriteTreeError(
        'TAKEN',
        `${directory} lies below a file; choose another folder`,
        because,
      );
    default:
      if (name === 'AbortError') {
        return new WriteTreeError(
          'ABORTED',
          `writing ${directory} was cancelled; nothing was written`,
          because,
        );
      }
      return new WriteTreeError(
        'FAILED',
        `${directory} could not be written: ${message}`,
        because,
      );
  }
}
