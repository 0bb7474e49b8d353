import fs from 'node:fs';
import path from 'node:path';
import { randomBytes } from 'node:crypto';
import { ConflictError, NotFoundError } from '@backstage/errors';
import git from 'isomorphic-git';
import { checkRepositoryName } from './repository-name';
import { defaultBranch } from './repository-url';
import { writeTreeObjects, type RepositoryFile } from './write-tree-objects';

/** One file of a commit. */
export interface CommittedFile {
  /** Below the repository's root, `/`-separated. */
  readonly path: string;
  /** Object id of its content. */
  readonly oid: string;
}

/** What a first commit consists of. */
export interface Publication {
  readonly name: string;
  readonly files: readonly RepositoryFile[];
  readonly message: string;
  readonly author: { readonly name: string; readonly email: string };
}

/**
 * One bare Git repository for each component, in one folder. A repository
 * appears whole or not at all: it is made beside its place and renamed.
 */
export class LocalRepositories {
  readonly #folder: string;

  /** @param folder - absolute path; made when it is not there. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Makes a repository with one commit.
   *
   * @returns the commit's id.
   * @throws ConflictError when there is a repository of that name.
   */
  async publish(publication: Publication): Promise<string> {
    const target = this.#gitdir(publication.name);
    this.checkFree(publication.name);
    await fs.promises.mkdir(this.#folder, { recursive: true });
    const gitdir = path.join(
      this.#folder,
      `.${publication.name}.${randomBytes(8).toString('hex')}.tmp`,
    );
    try {
      await git.init({ fs, gitdir, bare: true, defaultBranch });
      const tree = await writeTreeObjects(gitdir, publication.files);
      const author = {
        ...publication.author,
        timestamp: Math.floor(Date.now() / 1000),
        timezoneOffset: 0,
      };
      const commit = await git.commit({
        fs,
        gitdir,
        tree,
        parent: [],
        ref: `refs/heads/${defaultBranch}`,
        message: publication.message,
        author,
        committer: author,
      });
      await this.#moveIntoPlace(gitdir, target, publication.name);
      return commit;
    } catch (error) {
      await fs.promises.rm(gitdir, { recursive: true, force: true });
      throw error;
    }
  }

  async #moveIntoPlace(from: string, to: string, name: string): Promise<void> {
    try {
      await fs.promises.rename(from, to);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOTEMPTY' || code === 'EEXIST') throw taken(name);
      throw error;
    }
  }

  /** Removes a repository; nothing happens when there is none. */
  async remove(name: string): Promise<void> {
    await fs.promises.rm(this.#gitdir(name), { recursive: true, force: true });
  }

  /** Whether there is a repository of that name. */
  exists(name: string): boolean {
    return fs.existsSync(this.#gitdir(name));
  }

  /** @throws ConflictError when there is a repository of that name. */
  checkFree(name: string): void {
    if (this.exists(name)) throw taken(name);
  }

  /**
   * @returns id of the branch's newest commit.
   * @throws NotFoundError when there is no such repository.
   */
  async head(name: string): Promise<string> {
    const gitdir = this.#gitdir(name);
    if (!fs.existsSync(gitdir)) {
      throw new NotFoundError(`There is no local repository ${name}.`);
    }
    return git.resolveRef({ fs, gitdir, ref: `refs/heads/${defaultBranch}` });
  }

  /**
   * @returns the files of a commit below a folder, sorted by path.
   * @throws NotFoundError when the folder is not in the commit.
   */
  async list(
    name: string,
    commit: string,
    below: string,
  ): Promise<CommittedFile[]> {
    const gitdir = this.#gitdir(name);
    const found: CommittedFile[] = [];
    const walk = async (oid: string, prefix: string): Promise<void> => {
      const { tree } = await git.readTree({ fs, gitdir, oid });
      for (const entry of tree) {
        const entryPath = prefix ? `${prefix}/${entry.path}` : entry.path;
        if (entry.type === 'tree') await walk(entry.oid, entryPath);
        // Links and submodules are never written here, so none is followed.
        else if (entry.type === 'blob' && entry.mode !== '120000') {
          found.push({ path: entryPath, oid: entry.oid });
        }
      }
    };
    try {
      const { oid } = await git.readTree({
        fs,
        gitdir,
        oid: commit,
        ...(below ? { filepath: below } : {}),
      });
      await walk(oid, below);
    } catch (error) {
      throw asNotFound(error, `${name} has no folder ${below}.`);
    }
    return found.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /**
   * @returns content of a file in a commit.
   * @throws NotFoundError when there is no such file.
   */
  async read(name: string, commit: string, file: string): Promise<Buffer> {
    try {
      const { blob } = await git.readBlob({
        fs,
        gitdir: this.#gitdir(name),
        oid: commit,
        filepath: file,
      });
      return Buffer.from(blob);
    } catch (error) {
      throw asNotFound(error, `${name} has no file ${file}.`);
    }
  }

  #gitdir(name: string): string {
    return path.join(this.#folder, `${checkRepositoryName(name)}.git`);
  }
}

function taken(name: string): ConflictError {
  return new ConflictError(
    `The name ${name} is taken: there is a repository of that name. Choose another service id.`,
  );
}

function asNotFound(error: unknown, message: string): unknown {
  const code = (error as { code?: string }).code;
  return code === 'NotFoundError' || code === 'ObjectTypeError'
    ? new NotFoundError(message)
    : error;
}
