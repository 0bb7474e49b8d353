import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { comparePaths } from '../tree/digests';

/** A file in memory. */
export interface FileEntry {
  /** `/`-separated, relative to the folder that was read. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

/**
 * Reads a file, or a folder with everything below it, in the order of the paths.
 * What does not exist gives nothing; a link or a device is refused.
 *
 * @param start - path below `root` at which to begin
 */
export async function readFolder(
  root: string,
  start = '',
): Promise<FileEntry[]> {
  const full = path.join(root, start);
  const stat = await lstat(full).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (stat === undefined) return [];
  if (stat.isFile()) {
    // A file that anybody may execute is executable; umask and owner do not count.
    // eslint-disable-next-line no-bitwise
    const executable = (stat.mode & 0o111) !== 0;
    return [
      {
        path: start.split(path.sep).join('/'),
        content: await readFile(full),
        executable,
      },
    ];
  }
  if (!stat.isDirectory())
    throw new Error(`${full} is neither a file nor a folder`);
  const entries: FileEntry[] = [];
  for (const name of await readdir(full)) {
    entries.push(...(await readFolder(root, path.join(start, name))));
  }
  return entries.sort((first, second) => comparePaths(first.path, second.path));
}
