import { z } from 'zod';
import type { SourceTree } from '../../source/source-tree';

export const RECORD_FILE = '.ameide/scaffold.json';

const schema = z.looseObject({
  template: z.looseObject({
    name: z.string(),
    version: z.string(),
    digest: z.string(),
  }),
  sdk: z.looseObject({ version: z.string(), integrity: z.string() }),
  files: z.record(z.string(), z.string()),
});

/** What a generated tree says that it was made from. */
export type ScaffoldRecord = z.infer<typeof schema>;

/** The record of a tree; undefined when no template has made it, a reason when it cannot be read. */
export function scaffoldRecord(
  tree: SourceTree,
): ScaffoldRecord | { readonly unreadable: string } | undefined {
  const content = tree.files.get(RECORD_FILE);
  if (content === undefined) return undefined;
  try {
    const parsed = schema.safeParse(
      JSON.parse(Buffer.from(content).toString('utf8')),
    );
    return parsed.success
      ? parsed.data
      : {
          unreadable: parsed.error.issues
            .slice(0, 3)
            .map(({ path, message }) => `${path.join('.')}: ${message}`)
            .join('; '),
        };
  } catch (error) {
    return { unreadable: error instanceof Error ? error.message : `${error}` };
  }
}
