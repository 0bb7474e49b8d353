import { type ExecFileException, execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import ts from 'typescript';

import {
  type PostgresServer,
  startPostgresServer,
} from '../postgres-server.js';
import {
  type IsolationMutant,
  isolationMutants,
} from '../fixtures/isolation-mutants.js';

/*
 * The suite is tried on a small service: it passes for the service as it is, and
 * for each mistake in it, or in the SDK below it, the test that is meant to
 * notice fails. The suite runs as it does for a generated service: compiled, in
 * a process of its own, on a real PostgreSQL.
 */
const source = join(import.meta.dirname, '..', '..');
const packageFolder = join(source, '..');
const RUN_TIMEOUT_MS = 120_000;

let workspace: string;
let compiled: string;
let server: PostgresServer;

beforeAll(async () => {
  const parent = join(packageFolder, 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  workspace = mkdtempSync(join(parent, 'isolation-suite-'));
  compiled = join(workspace, 'correct');
  compileAll(compiled);
  server = await startPostgresServer();
  startAll();
}, RUN_TIMEOUT_MS);

afterAll(async () => {
  await server?.close();
  rmSync(workspace, { recursive: true, force: true });
});

it(
  'passes for a service without a mistake',
  async () => {
    const run = await runSuite({
      program: compiled,
      fixtures: fixturesWith(undefined, 'correct'),
    });
    expect(run.failed).toEqual([]);
    expect(run.passed).toBeGreaterThan(50);
    expect(run.code).toBe(0);
  },
  RUN_TIMEOUT_MS,
);

it.each(isolationMutants)(
  'notices: $name',
  async mutant => {
    const run = await started.get(mutant);
    expect(run?.failed).toContain(mutant.caughtBy);
    expect(run?.code).not.toBe(0);
  },
  RUN_TIMEOUT_MS,
);

/** Each test waits for its own run; the runs go on beside each other. */
const started = new Map<IsolationMutant, Promise<SuiteRun>>();
const RUNS_AT_ONCE = 2;

function startAll(): void {
  const lanes = Array.from({ length: RUNS_AT_ONCE }, () =>
    Promise.resolve<unknown>(undefined),
  );
  isolationMutants.forEach((mutant, index) => {
    const lane = index % RUNS_AT_ONCE;
    const run = (lanes[lane] ?? Promise.resolve()).then(() =>
      tryMutant(mutant),
    );
    lanes[lane] = run.catch(() => undefined);
    started.set(mutant, run);
  });
}

function tryMutant(mutant: IsolationMutant): Promise<SuiteRun> {
  const folder = mutant.name.replaceAll(/[^a-z]+/g, '-');
  return runSuite({
    program:
      mutant.source === undefined
        ? compiled
        : mutatedProgram(folder, mutant.source),
    fixtures: fixturesWith(mutant.migration, folder),
    variant: mutant.variant ?? 'correct',
    only: [
      mutant.caughtBy,
      ...(mutant.after === undefined ? [] : [mutant.after]),
    ],
  });
}

function compileAll(target: string): void {
  for (const entry of readdirSync(source, {
    recursive: true,
    withFileTypes: true,
  })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && file.endsWith('.ts') && !file.endsWith('.test.ts')) {
      compile(target, relative(source, file), readFileSync(file, 'utf8'));
    }
  }
  // The generated code of the fixture imports the common contracts by the package's name.
  writeFileSync(
    join(target, 'package.json'),
    JSON.stringify({
      name: '@ameideio/ameide-sdk-ts',
      type: 'module',
      exports: { './proto/*.js': './proto/*.js' },
    }),
  );
}

function compile(target: string, file: string, text: string): void {
  const output = join(target, file.replace(/\.ts$/, '.js'));
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2023,
    },
  });
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, outputText);
}

function mutatedProgram(
  folder: string,
  { file, from, to }: NonNullable<IsolationMutant['source']>,
): string {
  const target = join(workspace, 'programs', folder);
  cpSync(compiled, target, { recursive: true });
  const before = readFileSync(join(source, file), 'utf8');
  const after = before.replace(from, to);
  if (after === before) {
    throw new Error(
      `${file} has nothing like ${from.source} any more: bring the mutant up to date.`,
    );
  }
  compile(target, file, after);
  return target;
}

function fixturesWith(migration: string | undefined, folder: string): string {
  const target = join(workspace, 'fixtures', folder);
  for (const part of ['roles.sql', 'migrations']) {
    cpSync(join(source, 'testing', 'fixtures', part), join(target, part), {
      recursive: true,
    });
  }
  if (migration !== undefined) {
    writeFileSync(join(target, 'migrations', '003.do.mutation.sql'), migration);
  }
  return target;
}

interface SuiteRun {
  readonly code: number;
  readonly passed: number;
  /** Names of the tests that failed. */
  readonly failed: readonly string[];
}

function runSuite(options: {
  program: string;
  fixtures: string;
  variant?: string;
  /** Names of the tests to run; default all. */
  only?: readonly string[];
}): Promise<SuiteRun> {
  const patterns = (options.only ?? []).map(
    name =>
      `--test-name-pattern=${name.replaceAll(
        /[.*+?^${}()|[\]\\]/g,
        String.raw`\$&`,
      )}`,
  );
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [
        join(options.program, 'testing', 'bin', 'ameide-test.js'),
        '--test-reporter=tap',
        ...patterns,
        join(options.program, 'testing', 'fixtures', 'notes.isolation.js'),
      ],
      {
        timeout: RUN_TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
        env: {
          PATH: process.env['PATH'],
          TEST_DATABASE_URL: server.adminUrl,
          NOTES_FIXTURES: options.fixtures,
          NOTES_VARIANT: options.variant ?? 'correct',
        },
      },
      (error: ExecFileException | null, output) => {
        const lines = output.split('\n').flatMap(line => {
          const match = /^ {8}(ok|not ok) \d+ - (.*)$/.exec(line);
          return match === null
            ? []
            : [
                {
                  ok: match[1] === 'ok',
                  name: match[2]?.replaceAll('\\', '') ?? '',
                },
              ];
        });
        resolve({
          code:
            typeof error?.code === 'number'
              ? error.code
              : error === null
              ? 0
              : -1,
          passed: lines.filter(line => line.ok).length,
          failed: lines.filter(line => !line.ok).map(line => line.name),
        });
      },
    );
  });
}
