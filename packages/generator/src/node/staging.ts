import { randomBytes } from 'node:crypto';
import { lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  currentProcess,
  isDead,
  type ProcessIdentity,
} from './process-identity';

const stagingName =
  /^\.ameide-staging-([0-9a-f]{8})-([1-9]\d*)-(\d+)-[0-9a-f]{16}$/;

/**
 * A new hidden path in a folder, for something that is made there and then
 * renamed to its place in the same folder, so that it appears whole or not at
 * all. The name says which process makes it, so that another one can tell what
 * was abandoned.
 *
 * @param parent - absolute path of the folder.
 */
export function stagingPath(parent: string): string {
  const { host, pid, started } = currentProcess();
  const random = randomBytes(8).toString('hex');
  return path.join(
    parent,
    `.ameide-staging-${host}-${pid}-${started}-${random}`,
  );
}

/**
 * Removes what processes that were killed left in a folder: entries that have a
 * staging name, belong to the same user and whose process certainly runs no
 * more. Whatever cannot be removed stays for the next time.
 *
 * @returns names of what was removed.
 */
export async function removeAbandonedStaging(
  parent: string,
): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await readdir(parent).catch(() => [] as string[])) {
    const maker = makerOf(name);
    if (maker === undefined || !isDead(maker)) continue;
    const target = path.join(parent, name);
    try {
      const { uid } = await lstat(target);
      // A name is easily made up by whoever else may write here.
      if (process.geteuid !== undefined && uid !== process.geteuid()) continue;
      await rm(target, { recursive: true, force: true });
      removed.push(name);
    } catch {
      continue;
    }
  }
  return removed;
}

/** Writes a file so that it appears whole or not at all. */
export async function writeFileAtomically(
  target: string,
  content: Uint8Array,
): Promise<void> {
  const temporary = stagingPath(path.dirname(target));
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function makerOf(name: string): ProcessIdentity | undefined {
  const match = stagingName.exec(name);
  if (match === null) return undefined;
  const [, host = '', pid, started] = match;
  return { host, pid: Number(pid), started: Number(started) };
}
