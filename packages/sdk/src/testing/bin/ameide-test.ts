#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';

import { startPostgresServer } from '../postgres-server.js';

/**
 * Runs compiled test files with Node's own test runner against one PostgreSQL
 * server, which the files find in TEST_DATABASE_URL. Options (`--test-…`) are
 * handed to Node. The exit code is the test runner's; 2 when the call is wrong.
 */
async function main(args: readonly string[]): Promise<number> {
  const files = args.filter(argument => !argument.startsWith('-'));
  const options = args.filter(argument => argument.startsWith('-'));
  const missing = files.filter(file => !existsSync(file));
  if (files.length === 0 || missing.length > 0) {
    process.stderr.write(
      missing.length > 0
        ? `ameide-test: no such file: ${missing.join(
            ', ',
          )}. Build first: test files are run compiled.\n`
        : 'usage: ameide-test [--test-…] <compiled test files>\n',
    );
    return 2;
  }
  const server = await startPostgresServer();
  try {
    return await runTests(options, files, server.adminUrl);
  } finally {
    await server.close();
  }
}

function runTests(
  options: readonly string[],
  files: readonly string[],
  databaseUrl: string,
): Promise<number> {
  const tests = spawn(process.execPath, ['--test', ...options, ...files], {
    env: { ...process.env, TEST_DATABASE_URL: databaseUrl },
    stdio: 'inherit',
  });
  const forward = (signal: NodeJS.Signals): void => {
    tests.kill(signal);
  };
  process.on('SIGINT', forward).on('SIGTERM', forward);
  return new Promise((resolve, reject) => {
    tests.once('error', reject);
    tests.once('exit', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(
      `ameide-test: ${
        error instanceof Error ? error.message : String(error)
      }\n`,
    );
    process.exitCode = 2;
  },
);
