import git, { type PromiseFsClient } from 'isomorphic-git';
import { uncommittableReason } from './committable-name';

/** A file to be committed. */
export interface RepositoryFile {
  /** Below the repository's root, `/`-separated, plain segments only. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}

interface Folder {
  readonly folders: Map<string, Folder>;
  readonly files: Map<string, RepositoryFile>;
}

/**
 * Writes blobs and trees straight into the object store, without a work tree.
 *
 * @returns object id of the root tree.
 * @throws Error for a path that no Git client would accept.
 */
export async function writeTreeObjects(
  gitdir: string,
  files: readonly RepositoryFile[],
  fs: PromiseFsClient,
): Promise<string> {
  const root: Folder = { folders: new Map(), files: new Map() };
  for (const file of files) place(root, file);
  return writeFolder(gitdir, root, fs);
}

function place(root: Folder, file: RepositoryFile): void {
  const segments = file.path.split('/');
  const name = segments.pop() ?? '';
  for (const segment of [...segments, name]) {
    const reason = uncommittableReason(segment);
    if (reason !== undefined)
      throw new Error(
        `${JSON.stringify(
          file.path,
        )} cannot be committed, because ${JSON.stringify(segment)} ${reason}.`,
      );
  }
  let folder = root;
  for (const segment of segments) {
    let next = folder.folders.get(segment);
    if (!next) {
      next = { folders: new Map(), files: new Map() };
      folder.folders.set(segment, next);
    }
    if (folder.files.has(segment)) throw takenTwice(file.path);
    folder = next;
  }
  if (folder.files.has(name) || folder.folders.has(name))
    throw takenTwice(file.path);
  folder.files.set(name, file);
}

function takenTwice(path: string): Error {
  return new Error(
    `${JSON.stringify(path)} cannot be committed: its place is taken.`,
  );
}

async function writeFolder(
  gitdir: string,
  folder: Folder,
  fs: PromiseFsClient,
): Promise<string> {
  const entries = [];
  for (const [name, file] of folder.files) {
    entries.push({
      mode: file.executable ? '100755' : '100644',
      path: name,
      oid: await git.writeBlob({ fs, gitdir, blob: file.content }),
      type: 'blob' as const,
    });
  }
  for (const [name, child] of folder.folders) {
    entries.push({
      mode: '040000',
      path: name,
      oid: await writeFolder(gitdir, child, fs),
      type: 'tree' as const,
    });
  }
  return git.writeTree({ fs, gitdir, tree: entries });
}
