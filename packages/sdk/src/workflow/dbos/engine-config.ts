import type { DBOSConfig } from '@dbos-inc/dbos-sdk';
import pg from 'pg';

import {
  connectionSettings,
  type DatabaseConnection,
} from '../../node/database/connection-settings.js';
import { engineLogger, type EngineLog } from './engine-log.js';

const POOL_SIZE = 10;
const IDLE_IN_TRANSACTION_MS = 60_000;

/** Connections of an engine, under the rules for those of services. */
export function openEnginePool(
  database: DatabaseConnection,
  size = POOL_SIZE,
  log?: EngineLog,
): pg.Pool {
  const pool = new pg.Pool({
    ...connectionSettings('engine', database),
    application_name: 'ameide-engine',
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    max: size,
  });
  // Without a listener, a connection that breaks while idle would end the process.
  pool.on('error', error => log?.warn(`engine database: ${error.message}`));
  return pool;
}

/** DBOS without telemetry, console output and a connection of its own making. */
export function quietConfig(
  name: string,
  pool: pg.Pool,
  log: EngineLog | undefined,
): DBOSConfig {
  return {
    name,
    // The versions that count are those of the definitions; for DBOS all code is one,
    // and it wants no two applications to have one version.
    applicationVersion: name,
    systemDatabasePool: pool,
    // Only its form is looked at; what connects is the pool.
    systemDatabaseUrl: 'postgresql://pool@localhost/pool',
    enableOTLP: false,
    tracingEnabled: false,
    logger: engineLogger(log),
  };
}
