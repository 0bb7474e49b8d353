import { constants, type Dirent } from 'node:fs';
import { open, readdir, readlink } from 'node:fs/promises';
import path from 'node:path';
import {
  createSourceTree,
  tooManyBytes,
  tooManyFiles,
} from './create-source-tree';
import { SOURCE_LIMITS, type SourceLimits } from './source-limits';
import type { SourceTree } from './source-tree';
import { SourceTreeError } from './source-tree-error';
import { invalidPathReason, printablePath } from './tree-path';

/** What is not source: the history, and what a package manager has installed. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** More levels than any service has; Node's own calls go no deeper than paths allow. */
const DEEPEST = 100;

/** What is asked of `readDirectory` beyond the folder. */
export interface ReadDirectoryOptions {
  readonly limits?: SourceLimits;
}

class DirectoryReader {
  readonly files = new Map<string, Uint8Array>();
  readonly irregular = new Map<string, string>();
  private bytes = 0;

  constructor(
    private readonly root: string,
    private readonly limits: SourceLimits,
  ) {}

  async readFolder(folder: string, depth: number): Promise<void> {
    const entries = await this.entriesOf(folder);
    for (const entry of entries) {
      // Names that are not UTF-8 come as bytes that no text gives back.
      const name = entry.name.toString('utf8');
      if (LEFT_OUT.has(name)) continue;
      const relative = folder === '' ? name : `${folder}/${name}`;
      const reason = Buffer.from(name).equals(entry.name)
        ? invalidPathReason(relative)
        : 'is not valid Unicode';
      if (reason !== undefined) {
        this.addIrregular(unnamed(folder, entry.name), `a name that ${reason}`);
      } else if (entry.isDirectory() && depth >= DEEPEST) {
        this.addIrregular(relative, `folder below ${DEEPEST} others`);
      } else if (entry.isDirectory()) {
        await this.readFolder(relative, depth + 1);
      } else if (entry.isFile()) {
        await this.readFile(relative);
      } else {
        this.addIrregular(relative, await this.describe(relative, entry));
      }
    }
  }

  private async entriesOf(folder: string): Promise<Dirent<Buffer>[]> {
    const absolute = path.join(this.root, folder);
    try {
      return await readdir(absolute, {
        withFileTypes: true,
        encoding: 'buffer',
      });
    } catch (error) {
      throw explained(error, folder === '' ? this.root : folder);
    }
  }

  private async readFile(relative: string): Promise<void> {
    if (this.files.size + this.irregular.size >= this.limits.files) {
      throw tooManyFiles(this.limits);
    }
    // Neither a link nor a pipe is opened, even if it was a file a moment ago.
    // Each flag is a bit of its own (none on systems without it): the sum is all of them.
    const flags = [
      constants.O_RDONLY,
      constants.O_NOFOLLOW ?? 0,
      constants.O_NONBLOCK ?? 0,
    ].reduce((sum, flag) => sum + flag);
    try {
      const handle = await open(path.join(this.root, relative), flags);
      try {
        const { size } = await handle.stat();
        if (this.bytes + size > this.limits.bytes) {
          throw tooManyBytes(this.limits);
        }
        const content = await handle.readFile();
        this.bytes += content.byteLength;
        this.files.set(relative, content);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw explained(error, relative);
    }
  }

  private addIrregular(relative: string, description: string): void {
    if (this.files.size + this.irregular.size >= this.limits.files) {
      throw tooManyFiles(this.limits);
    }
    this.irregular.set(relative, description);
  }

  private async describe(
    relative: string,
    entry: Dirent<Buffer>,
  ): Promise<string> {
    if (entry.isSymbolicLink()) {
      const target = await readlink(path.join(this.root, relative)).catch(
        () => '(unreadable)',
      );
      return `link to ${printablePath(target)}`;
    }
    if (entry.isFIFO()) return 'named pipe';
    if (entry.isSocket()) return 'socket';
    return 'device';
  }
}

/**
 * Reads a folder. `.git` and `node_modules` are left out at every level. Links,
 * devices, sockets and pipes are recorded as irregular and never followed or
 * opened, and so is an entry whose name is not valid Unicode or has control
 * characters: whatever it holds is not evaluated.
 *
 * @throws SourceTreeError when the folder cannot be read or is larger than the limits.
 */
export async function readDirectory(
  directory: string,
  { limits = SOURCE_LIMITS }: ReadDirectoryOptions = {},
): Promise<SourceTree> {
  const reader = new DirectoryReader(directory, limits);
  await reader.readFolder('', 0);
  return createSourceTree({ ...reader, limits });
}

/** A path for an entry whose name cannot be repeated: each byte that is not plain ASCII as `%xx`. */
function unnamed(folder: string, name: Buffer): string {
  const escaped = Array.from(name, byte =>
    byte > 0x20 && byte < 0x7f && byte !== 0x5c && byte !== 0x25
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).padStart(2, '0')}`,
  ).join('');
  return folder === '' ? escaped : `${folder}/${escaped}`;
}

function explained(error: unknown, place: string): unknown {
  if (error instanceof SourceTreeError) return error;
  const shown = printablePath(place);
  switch (codeOf(error)) {
    case 'ENOENT':
      return new SourceTreeError('NOT_FOUND', `${shown} does not exist.`);
    case 'ENOTDIR':
      return new SourceTreeError(
        'NOT_A_DIRECTORY',
        `${shown} is not a folder.`,
      );
    case 'EACCES':
    case 'EPERM':
      return new SourceTreeError('UNREADABLE', `${shown} may not be read.`);
    case 'ELOOP':
      return new SourceTreeError(
        'UNREADABLE',
        `${shown} was exchanged for a link while it was read.`,
      );
    default:
      return error;
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error
    ? error.code
    : undefined;
}
