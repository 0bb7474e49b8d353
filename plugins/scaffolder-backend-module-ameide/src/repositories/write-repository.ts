import fs from 'node:fs';
import git, { type PromiseFsClient } from 'isomorphic-git';
import { writeMark, type Maker } from './publication-mark';
import { defaultBranch } from './repository-url';
import { writeTreeObjects, type RepositoryFile } from './write-tree-objects';

/** What a first commit consists of. */
export interface Publication {
  readonly name: string;
  readonly files: readonly RepositoryFile[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
  /** Who makes it; recognises it again after an interruption. */
  readonly maker: Maker;
}

/**
 * Writes a bare repository with one commit and its mark into a folder that is
 * not there yet.
 *
 * @returns the commit's id.
 */
export async function writeRepository(
  gitdir: string,
  publication: Publication,
  content: string,
): Promise<string> {
  await fs.promises.mkdir(gitdir);
  const { client, failure } = fsThatRemembers();
  try {
    await git.init({ fs: client, gitdir, bare: true, defaultBranch });
    const tree = await writeTreeObjects(gitdir, publication.files, client);
    const author = {
      ...publication.author,
      timestamp: Math.floor(Date.now() / 1000),
      timezoneOffset: 0,
    };
    const commit = await git.commit({
      fs: client,
      gitdir,
      tree,
      parent: [],
      ref: `refs/heads/${defaultBranch}`,
      message: publication.message,
      author,
      committer: author,
    });
    await writeMark(gitdir, { ...publication.maker, content });
    return commit;
  } catch (error) {
    throw failure() ?? error;
  }
}

/**
 * isomorphic-git goes on when it cannot make a folder, and fails later with
 * "no such file". This file system remembers why the folder could not be made.
 */
function fsThatRemembers(): {
  readonly client: PromiseFsClient;
  readonly failure: () => unknown;
} {
  let failure: unknown;
  const mkdir = async (...args: Parameters<typeof fs.promises.mkdir>) => {
    try {
      return await fs.promises.mkdir(...args);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'EEXIST' && code !== 'ENOENT') failure ??= error;
      throw error;
    }
  };
  return {
    client: { promises: { ...fs.promises, mkdir } },
    failure: () => failure,
  };
}
