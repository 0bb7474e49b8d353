import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import pg from 'pg';

import { migrate } from '../node/database/migrate.js';

/** What a service's database is made from. */
export interface TestDatabaseOptions {
  /** Service id, for example `orders`; the roles' names derive from it. */
  readonly service: string;
  /** File with the statements that create the roles. */
  readonly roles: URL | string;
  /** Folder of the migrations. */
  readonly migrations: URL | string;
  /** Superuser's address of the server; default TEST_DATABASE_URL. */
  readonly adminUrl?: string;
}

/** Names of the database roles of a service. */
export interface RoleNames {
  readonly owner: string;
  readonly app: string;
  readonly dispatcher: string;
  readonly tenantWide: string;
}

/** A new database with the service's roles and all its migrations. */
export interface TestDatabase {
  readonly databaseName: string;
  readonly roles: RoleNames;
  /** Superuser, for looking at what the service did. */
  readonly adminUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly dispatcherUrl: string;
  /** Drops the database; the roles belong to the server and stay. */
  close(): Promise<void>;
}

/** One lock for all test runs of a server: roles are shared by its databases. */
const ROLES_LOCK = 4_718_226;

/** The names of a service's roles. */
export function roleNames(service: string): RoleNames {
  const prefix = service.replaceAll('-', '_');
  return {
    owner: `${prefix}_owner`,
    app: `${prefix}_app`,
    dispatcher: `${prefix}_dispatcher`,
    tenantWide: `${prefix}_tenant_wide`,
  };
}

/**
 * Creates a database the way it is created in production: an administrator makes
 * roles and database, the owner applies the migrations.
 *
 * @throws Error when there is no server (run the tests by `ameide-test`), or a statement fails; the message names the file.
 */
export async function startTestDatabase(
  options: TestDatabaseOptions,
): Promise<TestDatabase> {
  const server = options.adminUrl ?? process.env['TEST_DATABASE_URL'];
  if (server === undefined || server === '') {
    throw new Error(
      'TEST_DATABASE_URL is not set. Run the tests with ameide-test, which starts a PostgreSQL server for them.',
    );
  }
  const roles = roleNames(options.service);
  const databaseName = `test_${options.service.replaceAll(
    '-',
    '_',
  )}_${randomBytes(6).toString('hex')}`;
  const urlOf = (role: string): string =>
    withLogin(server, databaseName, role, passwordOf(server, role));

  await withClient(server, async admin => {
    await admin.query('SELECT pg_advisory_lock($1)', [ROLES_LOCK]);
    await runFile(admin, pathOf(options.roles));
    for (const role of [roles.owner, roles.app, roles.dispatcher]) {
      await admin.query(
        `ALTER ROLE ${pg.escapeIdentifier(role)} PASSWORD ${pg.escapeLiteral(
          passwordOf(server, role),
        )}`,
      );
    }
    await admin.query('SELECT pg_advisory_unlock($1)', [ROLES_LOCK]);
    await admin.query(
      `CREATE DATABASE ${pg.escapeIdentifier(
        databaseName,
      )} OWNER ${pg.escapeIdentifier(roles.owner)} TEMPLATE template0`,
    );
  });
  const database: TestDatabase = {
    databaseName,
    roles,
    adminUrl: withDatabase(server, databaseName),
    ownerUrl: urlOf(roles.owner),
    appUrl: urlOf(roles.app),
    dispatcherUrl: urlOf(roles.dispatcher),
    async close() {
      await withClient(server, admin =>
        admin.query(
          `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(
            databaseName,
          )} WITH (FORCE)`,
        ),
      );
    },
  };
  try {
    await migrate({
      url: database.ownerUrl,
      directory: pathOf(options.migrations),
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/**
 * The same for every test run of one server, so that runs side by side do not
 * take each other's login away.
 */
function passwordOf(server: string, role: string): string {
  return createHmac('sha256', new URL(server).password || 'test')
    .update(role)
    .digest('hex');
}

function pathOf(location: URL | string): string {
  return location instanceof URL ? fileURLToPath(location) : location;
}

async function runFile(client: pg.Client, file: string): Promise<void> {
  try {
    await client.query(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function withClient<T>(
  url: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function withDatabase(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
}

function withLogin(
  server: string,
  database: string,
  user: string,
  password: string,
): string {
  const url = new URL(withDatabase(server, database));
  url.username = user;
  url.password = password;
  url.search = '';
  return url.href;
}
