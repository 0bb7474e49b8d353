import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';

import type { DatabaseConnection } from '../../node/database/connection-settings.js';
import { openEnginePool, quietConfig } from './engine-config.js';
import type { EngineLog } from './engine-log.js';

/** What a migration of the engine's database needs. */
export interface MigrateDbosOptions {
  /** Connects as the owner of the database. */
  readonly database: DatabaseConnection;
  /** Role that engines run with: it gets what they need, and may change no table's form. */
  readonly applicationRole: string;
  readonly log?: EngineLog;
}

/**
 * Creates the engine's tables, or brings them up to date. For a job that runs before
 * the engines of a release start, in a process of its own.
 *
 * @throws Error when this process has an engine, or a statement fails.
 */
export async function migrateDbosDatabase(
  options: MigrateDbosOptions,
): Promise<void> {
  if (DBOS.isInitialized()) {
    throw new Error('This process has an engine; migrate in another.');
  }
  const pool = openEnginePool(options.database, undefined, options.log);
  try {
    DBOS.setConfig({
      // A name that no engine has: it takes up nothing.
      ...quietConfig('ameide-migration', pool, options.log),
      executorID: 'migration',
      runMigrations: true,
    });
    await DBOS.launch();
    await DBOS.shutdown({ deregister: true });
    const role = pg.escapeIdentifier(options.applicationRole);
    await pool.query(`
      REVOKE ALL ON SCHEMA dbos FROM PUBLIC;
      GRANT USAGE ON SCHEMA dbos TO ${role};
      GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA dbos TO ${role};
      GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA dbos TO ${role};
      GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA dbos TO ${role};`);
  } finally {
    await pool.end();
  }
}
