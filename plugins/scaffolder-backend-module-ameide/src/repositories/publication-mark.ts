import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const schema = z.strictObject({
  schemaVersion: z.literal(1),
  task: z.string().min(1),
  step: z.string(),
  content: z.string().regex(/^sha256:[0-9a-f]{64}$/),
});

/** Who makes a repository: one step of one task of the scaffolder. */
export interface Maker {
  /** Id that the scaffolder gave to the task. Callers cannot choose it. */
  readonly task: string;
  /** Id of the step in the template. */
  readonly step: string;
}

/**
 * The mark that a repository carries beside its objects, where no commit can
 * write: who made it, from what. It comes into being together with the
 * repository, and its file's name says whether the work is finished.
 */
export interface PublicationMark extends Maker {
  /** Digest of the published files. */
  readonly content: string;
  /** Whether the component was registered and the step had nothing left to do. */
  readonly isFinished: boolean;
}

const finished = 'ameide-publication.json';
const unfinished = 'ameide-publication.unfinished.json';

/** Writes the mark of unfinished work into a repository that has no place yet. */
export async function writeMark(
  gitdir: string,
  mark: Maker & { readonly content: string },
): Promise<void> {
  const { task, step, content } = mark;
  await fs.promises.writeFile(
    path.join(gitdir, unfinished),
    `${JSON.stringify({ schemaVersion: 1, task, step, content }, null, 2)}\n`,
    { flag: 'wx' },
  );
}

/** The mark of a repository; undefined where there is none that can be read. */
export function readMark(gitdir: string): PublicationMark | undefined {
  for (const name of [unfinished, finished]) {
    let text: string;
    try {
      text = fs.readFileSync(path.join(gitdir, name), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      throw error;
    }
    const parsed = schema.safeParse(parseJson(text));
    if (!parsed.success) return undefined;
    const { task, step, content } = parsed.data;
    return { task, step, content, isFinished: name === finished };
  }
  return undefined;
}

/**
 * Says that the work is finished; nothing happens when it is already.
 *
 * Synchronous, so that a caller can make sure that nothing comes between this
 * and the end of its work.
 */
export function finishMark(gitdir: string): void {
  const from = path.join(gitdir, unfinished);
  if (fs.existsSync(from)) fs.renameSync(from, path.join(gitdir, finished));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
