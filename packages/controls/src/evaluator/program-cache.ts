import { createHash } from 'node:crypto';
import { constants, existsSync, mkdtempSync, statSync } from 'node:fs';
import {
  access,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';

/** What nobody has made anew for so long is removed. */
const KEPT_MS = 14 * 24 * 60 * 60 * 1000;

const recordSchema = z.object({
  program: z.string().regex(/^[0-9a-f]{16}\.cjs$/),
  /** Size and time of change of each source, by its path. */
  sources: z.record(z.string(), z.string()),
});

/** A program as it was made. */
export interface MadeProgram {
  readonly content: Uint8Array;
  /** Absolute paths of the files that it was made from. */
  readonly sources: readonly string[];
}

/**
 * Keeps programs between runs. Each content has a file of its own, so that who
 * runs one keeps it when its sources change; a record for each key says which is
 * the last, and what it was made from.
 */
export class ProgramCache {
  private constructor(private readonly folder: string) {}

  /** A cache beside the installed modules of a package, or a private one where nothing may be written there. */
  static async of(packageFolder: string): Promise<ProgramCache> {
    const folder = path.join(
      packageFolder,
      'node_modules',
      '.cache',
      'evaluator',
    );
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
      return new ProgramCache(folder);
    } catch {
      return new ProgramCache(
        mkdtempSync(path.join(tmpdir(), 'ameide-evaluator-')),
      );
    }
  }

  /** The program of a key, if none of its sources has changed. */
  async find(key: string): Promise<string | undefined> {
    const record = this.recordOf(key);
    if (!existsSync(record)) return undefined;
    const { data } = recordSchema.safeParse(
      JSON.parse(await readFile(record, 'utf8')),
    );
    if (data === undefined) return undefined;
    const file = path.join(this.folder, data.program);
    const isFresh =
      existsSync(file) &&
      Object.entries(data.sources).every(
        ([source, state]) => stateOf(source) === state,
      );
    return isFresh ? file : undefined;
  }

  /** Keeps the program of a key. */
  async keep(key: string, { content, sources }: MadeProgram): Promise<string> {
    const digest = createHash('sha256').update(content).digest('hex');
    const program = `${digest.slice(0, 16)}.cjs`;
    const file = path.join(this.folder, program);
    await this.write(file, content);
    await this.write(
      this.recordOf(key),
      JSON.stringify({
        program,
        sources: Object.fromEntries(
          sources.map(source => [source, stateOf(source)]),
        ),
      }),
    );
    await this.removeOld();
    return file;
  }

  private recordOf(key: string): string {
    return path.join(this.folder, `${key}.json`);
  }

  /** Writes a file so that nobody ever reads half of it. */
  private async write(
    file: string,
    content: Uint8Array | string,
  ): Promise<void> {
    const temporary = `${file}.${process.pid}.${Date.now()}`;
    await writeFile(temporary, content);
    await rename(temporary, file);
  }

  private async removeOld(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found !== undefined && Date.now() - found.mtimeMs > KEPT_MS) {
        await rm(file, { force: true });
      }
    }
  }
}

/** What tells an edited file from the old one; empty for one that is no more. */
function stateOf(file: string): string {
  const found = statSync(file, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`;
}
