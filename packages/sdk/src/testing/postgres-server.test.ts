import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import pg from 'pg';

import { findServerBinaries } from './postgres/server-binaries.js';
import { startServerProcess } from './postgres/server-process.js';
import { startPostgresServer } from './postgres-server.js';

const START_TIMEOUT_MS = 90_000;

async function canConnect(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const given = process.env['TEST_DATABASE_URL'];

afterEach(() => {
  if (given === undefined) {
    delete process.env['TEST_DATABASE_URL'];
  } else {
    process.env['TEST_DATABASE_URL'] = given;
  }
});

it(
  'starts a server that asks for a password, and leaves nothing',
  async () => {
    delete process.env['TEST_DATABASE_URL'];
    const server = await startPostgresServer();
    const client = new pg.Client({ connectionString: server.adminUrl });
    await client.connect();
    const { rows } = await client.query<{ data: string }>(
      `SELECT current_setting('data_directory') AS data`,
    );
    await client.end();
    const wrong = new URL(server.adminUrl);
    wrong.password = 'guess';
    expect(await canConnect(wrong.href)).toBe(false);
    await server.close();
    expect(await canConnect(server.adminUrl)).toBe(false);
    expect(existsSync(rows[0]?.data ?? '/')).toBe(false);
  },
  START_TIMEOUT_MS,
);

it('says what is wrong with the server that TEST_DATABASE_URL names', async () => {
  process.env['TEST_DATABASE_URL'] = 'postgres://nobody:x@127.0.0.1:1/postgres';
  await expect(startPostgresServer()).rejects.toThrow(
    /^The PostgreSQL server of TEST_DATABASE_URL cannot be used: /,
  );
});

it('finds the programs of a server of this machine or of the npm package', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ameide-binaries-'));
  try {
    const binaries = findServerBinaries(directory, false);
    expect(existsSync(binaries.initdb)).toBe(true);
    expect(existsSync(binaries.postgres)).toBe(true);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

it(
  'stops what runs under the watchdog and removes its folder',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ameide-killed-'));
    const stand = join(directory, 'alive');
    // In place of PostgreSQL: a process that says that it lives, as long as it does.
    const program = `const fs = require('node:fs'); setInterval(() => fs.writeFileSync(${JSON.stringify(
      stand,
    )}, String(process.pid)), 20)`;
    const server = startServerProcess({
      command: process.execPath,
      args: ['-e', program],
      environment: {},
      account: undefined,
      workDirectory: directory,
      logFile: join(directory, 'server.log'),
    });
    for (let waited = 0; !existsSync(stand) && waited < 200; waited += 1) {
      await sleep(50);
    }
    expect(existsSync(stand)).toBe(true);
    await server.stop();
    expect(existsSync(directory)).toBe(false);
  },
  START_TIMEOUT_MS,
);
