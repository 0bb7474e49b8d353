/** The engine on DBOS Transact and PostgreSQL; needs the package `@dbos-inc/dbos-sdk`. */
export type { EngineLog } from './engine-log.js';
export {
  type DbosEngineOptions,
  startDbosEngine,
} from './start-dbos-engine.js';
export {
  migrateDbosDatabase,
  type MigrateDbosOptions,
} from './migrate-dbos-database.js';
