import fs from 'node:fs';
import path from 'node:path';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { treeDigest } from '@ameide/generator';
import { removeAbandonedStaging, stagingPath } from '@ameide/generator/node';
import git from 'isomorphic-git';
import {
  finishMark,
  readMark,
  type Maker,
  type PublicationMark,
} from './publication-mark';
import { checkRepositoryName } from './repository-name';
import { defaultBranch } from './repository-url';
import { writeRepository, type Publication } from './write-repository';

/** One file of a commit. */
export interface CommittedFile {
  /** Below the repository's root, `/`-separated. */
  readonly path: string;
  /** Object id of its content. */
  readonly oid: string;
}

const suffix = '.git';

/**
 * One bare Git repository for each component, in one folder. A repository
 * appears whole or not at all, and disappears so, even when the process is
 * killed: it is made and taken apart beside its place, under a hidden name.
 */
export class LocalRepositories {
  readonly #folder: string;

  /** @param folder - absolute path; made when it is not there. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Absolute path of the folder that holds the repositories. */
  get folder(): string {
    return this.#folder;
  }

  /**
   * Makes a repository with one commit. When the same step of the same task has
   * made it of the same files before, because it was interrupted and runs again,
   * that is what it gets.
   *
   * @returns the commit's id.
   * @throws ConflictError when there is another repository of that name.
   */
  async publish(publication: Publication): Promise<string> {
    const { name, maker } = publication;
    const target = this.#gitdir(name);
    const content = treeDigest(
      publication.files.map(file => [file.path, file] as const),
    );
    const isOwn = () => isMadeBy(readMark(target), { ...maker, content });
    if (isOwn()) return this.head(name);
    this.checkFree(name);
    await fs.promises.mkdir(this.#folder, { recursive: true });
    await removeAbandonedStaging(this.#folder);
    const staging = stagingPath(this.#folder);
    try {
      const commit = await writeRepository(staging, publication, content);
      await fs.promises.rename(staging, target);
      return commit;
    } catch (error) {
      await fs.promises.rm(staging, { recursive: true, force: true });
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
      if (isOwn()) return this.head(name);
      throw taken(name);
    }
  }

  /** Says that the work on a repository is finished. Synchronous on purpose. */
  finish(name: string): void {
    finishMark(this.#gitdir(name));
  }

  /** Removes a repository; nothing happens when there is none. */
  async remove(name: string): Promise<void> {
    const doomed = stagingPath(this.#folder);
    try {
      await fs.promises.rename(this.#gitdir(name), doomed);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      throw error;
    }
    await fs.promises.rm(doomed, { recursive: true, force: true });
  }

  /** Removes what killed processes left halfway; gives the names. */
  removeAbandoned(): Promise<string[]> {
    return removeAbandonedStaging(this.#folder);
  }

  /** The repositories whose makers have not finished, with their marks. */
  async unfinished(): Promise<(PublicationMark & { readonly name: string })[]> {
    const entries = await fs.promises
      .readdir(this.#folder)
      .catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return [];
        throw error;
      });
    return entries
      .filter(entry => entry.endsWith(suffix) && !entry.startsWith('.'))
      .flatMap(entry => {
        const mark = readMark(path.join(this.#folder, entry));
        const name = entry.slice(0, -suffix.length);
        return mark && !mark.isFinished ? [{ ...mark, name }] : [];
      });
  }

  /** Whether a step of a task has made the repository of that name. */
  isMadeBy(name: string, maker: Maker): boolean {
    return isMadeBy(readMark(this.#gitdir(name)), maker);
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
    return path.join(this.#folder, `${checkRepositoryName(name)}${suffix}`);
  }
}

function isMadeBy(
  mark: PublicationMark | undefined,
  expected: Maker & { readonly content?: string },
): boolean {
  return (
    mark !== undefined &&
    mark.task === expected.task &&
    mark.step === expected.step &&
    (expected.content === undefined || mark.content === expected.content)
  );
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
