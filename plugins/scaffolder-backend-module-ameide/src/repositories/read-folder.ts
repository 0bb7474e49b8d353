import fs from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@backstage/errors';
import type { RepositoryFile } from './write-tree-objects';

/**
 * Reads a folder as the files of a commit.
 *
 * @param folder - absolute path.
 * @throws InputError when it holds a link, a device or a `.git`: none of them
 *   belongs into a generated tree, and a link could bring in any file of this
 *   machine.
 */
export async function readFolder(folder: string): Promise<RepositoryFile[]> {
  const files: RepositoryFile[] = [];
  const walk = async (current: string, prefix: string): Promise<void> => {
    const entries = await fs.readdir(current, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const relative = prefix ? `${prefix}/${entry.name}` : entry.name;
      const absolute = path.join(current, entry.name);
      if (entry.name.toLowerCase() === '.git') {
        throw new InputError(`${relative} cannot be published: remove it.`);
      }
      if (entry.isDirectory()) {
        await walk(absolute, relative);
      } else if (entry.isFile()) {
        const { mode } = await fs.lstat(absolute);
        files.push({
          path: relative,
          content: await fs.readFile(absolute),
          // eslint-disable-next-line no-bitwise
          executable: (mode & 0o100) !== 0,
        });
      } else {
        throw new InputError(
          `${relative} is neither a file nor a folder and cannot be published.`,
        );
      }
    }
  };
  await walk(folder, '');
  return files;
}
