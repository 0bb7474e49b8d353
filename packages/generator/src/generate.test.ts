import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse as parseSql } from 'libpg-query';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { generate } from './generate';
import { writeTree } from './node/write-tree';
import { PROTOC_GEN_ES_OPTIONS } from './proto/generate-typescript';
import type { TemplateRelease } from './release/release';
import {
  currentSources,
  REPOSITORY_ROOT,
  templateCases,
} from './testing/repository';
import type { GeneratedTree } from './tree/generated-tree';

// Processes are started here, and the machine may be busy.
jest.setTimeout(60_000);

const template = 'domain-controller';
// Quotes, comment ends, tags and markup of every kind of file that is generated.
const HOSTILE = `"' \\ */ /* -- # <b>{ {x}} \${y} $$ \`z\`\n---\n- a: b\n| ; DROP TABLE x; //`;
const ordinary = templateCases(template);
const cases = [
  ...ordinary,
  ...ordinary.map(({ name, input }) => ({
    name: `${name} with hostile texts`,
    input: {
      ...input,
      description: HOSTILE,
      ...(input.aggregates && {
        aggregates: input.aggregates.map(aggregate => ({
          ...aggregate,
          description: HOSTILE,
          fields: aggregate.fields.map(field => ({
            ...field,
            description: HOSTILE,
          })),
        })),
      }),
    },
  })),
];
const bin = (name: string) =>
  path.join(REPOSITORY_ROOT, 'node_modules', '.bin', name);
const run = promisify(execFile);

function textOf(tree: GeneratedTree, file: string): string {
  return Buffer.from(tree.files.get(file)?.content ?? []).toString('utf8');
}

function filesOf(tree: GeneratedTree, ending: RegExp): [string, string][] {
  return [...tree.files.keys()]
    .filter(file => ending.test(file))
    .map(file => [file, textOf(tree, file)]);
}

let release: TemplateRelease;
beforeAll(async () => {
  release = await currentSources(template);
});

describe.each(cases)('the case $name', ({ input }) => {
  let tree: GeneratedTree;
  beforeAll(() => {
    tree = generate({ release, input });
  });

  it('has the code that buf generate would write, from a contract that buf lint passes', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'buf-'));
    try {
      await writeTree(tree, path.join(folder, 'service'));
      const proto = path.join(folder, 'service', 'proto');
      await cp(
        path.join(REPOSITORY_ROOT, 'packages/sdk/proto'),
        path.join(folder, 'sdk'),
        { recursive: true },
      );
      await writeFile(
        path.join(folder, 'buf.yaml'),
        JSON.stringify({
          version: 'v2',
          modules: [
            { path: 'service/proto', lint: { use: ['STANDARD'] } },
            { path: 'sdk' },
          ],
        }),
      );
      await writeFile(
        path.join(folder, 'buf.gen.yaml'),
        JSON.stringify({
          version: 'v2',
          plugins: [
            {
              local: bin('protoc-gen-es'),
              out: 'gen',
              opt: PROTOC_GEN_ES_OPTIONS,
            },
          ],
        }),
      );
      await run(bin('buf'), ['generate', proto], { cwd: folder });
      const generated = filesOf(tree, /^src\/gen\/.*_pb\.ts$/);
      expect(generated).toHaveLength(1);
      for (const [file, text] of generated) {
        expect(text).toBe(
          await readFile(
            path.join(folder, 'gen', file.replace('src/gen/', '')),
            'utf8',
          ),
        );
      }
      const lint = await run(bin('buf'), ['lint', proto], {
        cwd: folder,
      }).catch(error => error);
      expect(lint.stdout).toBe('');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('has only YAML that can be read', () => {
    const files = filesOf(tree, /\.ya?ml$/);
    expect(files.length).toBeGreaterThan(0);
    for (const [file, text] of files) {
      for (const document of parseAllDocuments(text)) {
        expect([file, document.errors, document.warnings]).toEqual([
          file,
          [],
          [],
        ]);
      }
    }
  });

  it('has only JSON that can be read', () => {
    for (const [file, text] of filesOf(tree, /\.json$/)) {
      expect(() => [file, JSON.parse(text)]).not.toThrow();
    }
  });

  it('has only TypeScript that can be read', () => {
    const files = filesOf(tree, /\.ts$/);
    expect(files.length).toBeGreaterThan(0);
    for (const [file, text] of files) {
      const { diagnostics } = ts.transpileModule(text, {
        fileName: file,
        reportDiagnostics: true,
      });
      expect([
        file,
        diagnostics?.map(({ messageText }) => messageText),
      ]).toEqual([file, []]);
    }
  });

  it('has only SQL that PostgreSQL can read', async () => {
    const files = filesOf(tree, /\.sql$/);
    expect(files.length).toBeGreaterThan(0);
    for (const [file, text] of files) {
      const failure = await parseSql(text).then(
        () => undefined,
        error => String(error),
      );
      expect([file, failure]).toEqual([file, undefined]);
    }
  });

  it('leaves no tag of a template and nothing of this machine in any file', () => {
    for (const [file, text] of filesOf(tree, /(?<!\.tgz)$/)) {
      expect([file, text.includes(REPOSITORY_ROOT)]).toEqual([file, false]);
      expect([file, /"resolved": "https?:/.test(text)]).toEqual([file, false]);
    }
    // In YAML a tag may be GitHub's, Prometheus' or an ExternalSecret's own.
    for (const [file, text] of filesOf(
      tree,
      /\.(?:ts|sql|proto)$|^[^/]*\.json$/,
    )) {
      expect([file, /\{\{/.exec(text)?.[0]]).toEqual([file, undefined]);
    }
  });

  it('is the same again', () => {
    expect(generate({ release, input }).digest).toBe(tree.digest);
  });
});
