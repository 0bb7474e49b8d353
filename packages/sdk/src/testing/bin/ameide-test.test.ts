import { execFile } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

import ts from 'typescript';

import {
  type PostgresServer,
  startPostgresServer,
} from '../postgres-server.js';

const testing = join(import.meta.dirname, '..');
const PARTS = [
  'bin/ameide-test.ts',
  'postgres-server.ts',
  'postgres/server-binaries.ts',
  'postgres/server-process.ts',
  'postgres/unprivileged-account.ts',
];

let workspace: string;
let server: PostgresServer;

beforeAll(async () => {
  const parent = join(testing, '..', '..', 'node_modules', '.cache');
  mkdirSync(parent, { recursive: true });
  workspace = mkdtempSync(join(parent, 'ameide-test-'));
  writeFileSync(join(workspace, 'package.json'), '{"type":"module"}');
  for (const part of PARTS) {
    const output = join(workspace, part.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(
      output,
      ts.transpileModule(readFileSync(join(testing, part), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
        },
      }).outputText,
    );
  }
  server = await startPostgresServer();
}, 90_000);

afterAll(async () => {
  await server?.close();
  rmSync(workspace, { recursive: true, force: true });
});

function run(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    execFile(
      process.execPath,
      [join(workspace, 'bin/ameide-test.js'), ...args],
      {
        env: { PATH: process.env['PATH'], TEST_DATABASE_URL: server.adminUrl },
      },
      (error, stdout, stderr) =>
        resolve({
          code: error === null ? 0 : Number(error.code),
          output: stdout + stderr,
        }),
    );
  });
}

function testFile(name: string, body: string): string {
  const file = join(workspace, name);
  writeFileSync(file, `import { it } from 'node:test';\n${body}`);
  return file;
}

it('tells the tests where the server is, and passes when they pass', async () => {
  const file = testFile(
    'passing.js',
    `it('has a server', () => { if (process.env.TEST_DATABASE_URL !== ${JSON.stringify(
      server.adminUrl,
    )}) throw new Error('none'); });`,
  );
  expect((await run(file)).code).toBe(0);
});

it('fails when a test fails', async () => {
  const file = testFile(
    'failing.js',
    `it('fails', () => { throw new Error('as it should'); });`,
  );
  const { code, output } = await run(file);
  expect(code).toBe(1);
  expect(output).toContain('as it should');
});

it('refuses a file that is not there, which would otherwise test nothing', async () => {
  const { code, output } = await run(join(workspace, 'absent.test.js'));
  expect(code).toBe(2);
  expect(output).toContain('no such file');
});

it('refuses to run nothing', async () => {
  expect((await run()).code).toBe(2);
});
