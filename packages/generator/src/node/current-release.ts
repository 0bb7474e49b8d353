import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const currentSchema = z.strictObject({
  schemaVersion: z.literal(1),
  template: z.string(),
  version: z.string(),
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  archive: z.string().regex(/^[0-9a-f]{64}\.tgz$/),
  /** Digest of what in the repository it was made from. */
  inputs: z.string(),
});

/** What `current.json` says. */
export type CurrentRelease = z.output<typeof currentSchema>;

/** Where the releases of a template lie. */
export function releasesFolder(
  repositoryRoot: string,
  template: string,
): string {
  return path.join(repositoryRoot, '.ameide', 'releases', template);
}

/**
 * The current release of a template; undefined when none was built yet.
 *
 * @param folder - where the releases of this template lie.
 */
export async function readCurrentRelease(
  folder: string,
): Promise<CurrentRelease | undefined> {
  const file = path.join(folder, 'current.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const parsed = currentSchema.safeParse(JSON.parse(text));
  if (!parsed.success) {
    throw new Error(
      `${file} is not readable: ${z.prettifyError(
        parsed.error,
      )}; build the releases again (yarn build:releases)`,
    );
  }
  return parsed.data;
}
