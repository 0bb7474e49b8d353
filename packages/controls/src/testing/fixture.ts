import { readFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { SourceTree } from '../source/source-tree';

const CONTROLS = path.join(__dirname, '..', 'controls');
const BASES = path.join(__dirname, 'bases');

const schema = z.strictObject({
  /** What the fixture shows, as a test's name. */
  title: z.string().min(1),
  /** A tree that it starts from: `bases/<base>.yaml`. */
  base: z.string().optional(),
  /** Contents by path; null takes a file of the base away. */
  files: z.record(z.string(), z.string().nullable()),
  /** What is neither file nor folder, by path, in words, as `link to ../elsewhere`. */
  irregular: z.record(z.string(), z.string()).optional(),
  /** Places where the control must find something, all of them and no others; only in `bad` files. */
  expect: z
    .array(
      z.strictObject({
        file: z.string().optional(),
        /** A part of the line that the finding must point at. */
        line: z.string().optional(),
      }),
    )
    .min(1)
    .optional(),
});

export type Fixture = z.infer<typeof schema>;

function read(file: string): readonly Fixture[] {
  return parseAllDocuments(readFileSync(file, 'utf8')).map(document => {
    const [wrong] = 'errors' in document ? document.errors : [];
    if (wrong !== undefined) throw new Error(`${file}: ${wrong.message}`);
    return schema.parse(document.toJS());
  });
}

/** Good or bad trees for a control: the YAML documents of `<family>/<id>.<which>.yaml` beside it. */
export function fixturesOf(
  id: string,
  which: 'good' | 'bad',
): readonly Fixture[] {
  const file = path.join(
    CONTROLS,
    id.slice(0, 3).toLowerCase(),
    `${id}.${which}.yaml`,
  );
  if (!existsSync(file)) {
    throw new Error(`${id} has no ${which} fixture: ${file} is missing.`);
  }
  return read(file);
}

/** The tree that a fixture describes. */
export function fixtureTree(fixture: Fixture): SourceTree {
  const files = new Map<string, string | null>();
  if (fixture.base !== undefined) {
    const [base, ...rest] = read(path.join(BASES, `${fixture.base}.yaml`));
    if (base === undefined || rest.length > 0 || base.base !== undefined) {
      throw new Error(
        `${fixture.base}: a base is one document without a base.`,
      );
    }
    for (const [name, text] of Object.entries(base.files))
      files.set(name, text);
  }
  for (const [name, text] of Object.entries(fixture.files)) {
    if (text === null && !files.has(name)) {
      throw new Error(
        `${fixture.title}: the base has no ${name} to take away.`,
      );
    }
    files.set(name, text);
  }
  const encoder = new TextEncoder();
  return {
    files: new Map(
      [...files]
        .flatMap(([name, text]) =>
          text === null ? [] : [[name, encoder.encode(text)] as const],
        )
        .sort(([first], [second]) => (first < second ? -1 : 1)),
    ),
    irregular: new Map(Object.entries(fixture.irregular ?? {})),
  };
}
