import { access } from 'node:fs/promises';
import { join } from 'node:path';

import pg from 'pg';
import Postgrator from 'postgrator';

import {
  connectionSettings,
  type DatabaseConnection,
} from './connection-settings.js';

/** What to migrate: a database, connected to as its owner, and the folder of `<number>.do.<name>.sql` files. */
export type MigrateOptions = DatabaseConnection & {
  readonly directory: string;
};

/** A migration that was applied now. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
}

/** Any number will do, as long as nothing else uses it: one migration at a time in a database. */
const LOCK = 4_764_764_764;
const LOCK_TIMEOUT = '5min';

/**
 * Applies the migrations that a database lacks, all of them or none: they run in
 * one transaction, under a lock that makes others who migrate wait. Their history
 * is in `app_migrations.history`; a migration that was changed after it had been
 * applied is refused.
 *
 * @throws Error when a migration fails or was changed; nothing has been applied then.
 */
export async function migrate(
  options: MigrateOptions,
): Promise<AppliedMigration[]> {
  const { directory, ...connection } = options;
  await access(directory);
  const client = new pg.Client({
    ...connectionSettings('migration', connection),
    application_name: 'migrate',
    connectionTimeoutMillis: 10_000,
    options: '-c DateStyle=ISO -c TimeZone=UTC',
  });
  await client.connect();
  try {
    await client.query(
      `BEGIN; SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SELECT pg_advisory_xact_lock(${LOCK})`,
    );
    const applied = await new Postgrator({
      driver: 'pg',
      migrationPattern: join(directory, '*.sql'),
      schemaTable: 'app_migrations.history',
      validateChecksums: true,
      execQuery: query => client.query(query),
    }).migrate();
    await client.query('COMMIT');
    return applied.map(({ version, name }) => ({ version, name }));
  } finally {
    // Without a COMMIT the end of the connection rolls everything back.
    await client.end();
  }
}
