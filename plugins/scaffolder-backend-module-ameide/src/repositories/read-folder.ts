import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@backstage/errors';
import { uncommittableReason } from './committable-name';
import type { RepositoryFile } from './write-tree-objects';

/** Far more than any service is made of; the commit is put together in memory. */
const MOST_BYTES = 64 * 1024 * 1024;
const MOST_FILES = 20_000;

/** Control characters in a name must not reach a terminal. */
const escaped = (name: string) => JSON.stringify(name).slice(1, -1);
const joined = (prefix: string, name: string) =>
  prefix ? `${prefix}/${name}` : name;
const split = (prefix: string) => (prefix === '' ? [] : prefix.split('/'));

function changed(relative: string): InputError {
  return new InputError(
    `${
      relative || 'The folder'
    } was exchanged for something else while it was read.`,
  );
}

/**
 * Reads a folder as the files of a commit.
 *
 * @param folder - absolute path.
 * @throws InputError when it holds a link, a device, a repository or a name that
 *   not every file system keeps apart: none of them belongs into a generated
 *   tree, and a link could bring in any file of this machine.
 */
export async function readFolder(folder: string): Promise<RepositoryFile[]> {
  const files: RepositoryFile[] = [];
  // What is read must lie here, even if a folder was exchanged for a link meanwhile.
  const root = await fs.realpath(folder);
  let room = MOST_BYTES;
  const walk = async (current: string, prefix: string): Promise<void> => {
    const entries = await fs.readdir(current, { withFileTypes: true });
    const names = entries.map(entry => entry.name);
    checkNames(names, prefix);
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = joined(prefix, entry.name);
      const absolute = path.join(current, entry.name);
      if (entry.isDirectory()) {
        await walk(absolute, relative);
      } else if (entry.isFile()) {
        const file = await readPlainFile(absolute, relative, room);
        room -= file.content.length;
        files.push(file);
        if (files.length > MOST_FILES) {
          throw new InputError(
            `There are more than ${MOST_FILES} files, which cannot be published.`,
          );
        }
      } else {
        throw new InputError(
          `${relative} is neither a file nor a folder and cannot be published.`,
        );
      }
    }
    if ((await fs.realpath(current)) !== path.join(root, ...split(prefix)))
      throw changed(prefix);
  };
  await walk(root, '');
  return files;
}

/** Refuses names that cannot be committed, twins in all but case, and a bare repository. */
function checkNames(names: readonly string[], prefix: string) {
  const seen = new Map<string, string>();
  for (const name of names) {
    const relative = joined(prefix, name);
    const reason = uncommittableReason(name);
    if (reason !== undefined) {
      throw new InputError(
        `${escaped(
          relative,
        )} cannot be published, because it ${reason}: remove it.`,
      );
    }
    const folded = name.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new InputError(
        `${relative} and ${other} cannot both be published: many file systems take them for one.`,
      );
    }
    seen.set(folded, relative);
  }
  // Git runs what the configuration of a bare repository says, wherever it lies.
  if (['head', 'objects', 'refs'].every(name => seen.has(name))) {
    throw new InputError(
      `${
        prefix || '.'
      } is a Git repository and cannot be published: remove it.`,
    );
  }
}

/** Reads a file that is neither a link nor waits for a writer, even if it was one a moment ago. */
async function readPlainFile(
  absolute: string,
  relative: string,
  room: number,
): Promise<RepositoryFile> {
  // eslint-disable-next-line no-bitwise
  const flags =
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await fs.open(absolute, flags).catch(error => {
    throw (error as NodeJS.ErrnoException).code === 'ELOOP'
      ? changed(relative)
      : error;
  });
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw changed(relative);
    if (found.size > room) {
      throw new InputError(
        `${relative} is too large: a repository begins with at most ${
          MOST_BYTES / 1024 / 1024
        } MiB.`,
      );
    }
    return {
      path: relative,
      content: await handle.readFile(),
      // eslint-disable-next-line no-bitwise
      executable: (found.mode & 0o100) !== 0,
    };
  } finally {
    await handle.close();
  }
}
