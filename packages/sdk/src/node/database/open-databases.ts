import type { ServiceConfig } from '../config/service-config.js';
import { connectionSettings } from './connection-settings.js';
import { ConnectionPool } from './connection-pool.js';
import { checkNoContextLeft } from './context-left.js';
import { placementProblems, placeTenant } from './placement.js';
import { PostgresTenantDatabase } from './postgres-tenant-database.js';
import { verifyRuntimeRole } from './runtime-role.js';
import type { Databases } from './tenant-database.js';

/** What must be known of a service to open its databases. */
export interface DatabaseUser {
  readonly name: string;
  readonly databasePlans: readonly string[];
}

/**
 * Opens a pool for each of a service's databases. No connection is made yet.
 *
 * @throws Error listing every problem of the configuration with its path.
 */
export function openDatabases(
  config: ServiceConfig['database'],
  service: DatabaseUser,
): Databases {
  const rules = { config, supportedPlans: service.databasePlans };
  const problems = placementProblems(rules);
  if (problems.length > 0) {
    throw new Error(
      `The configuration is not valid:\n${problems
        .map(problem => `- ${problem}`)
        .join('\n')}`,
    );
  }
  const pools = new Map(
    Object.entries(config.databases).map(([key, connection]) => [
      key,
      new ConnectionPool({
        connection: connectionSettings(key, connection),
        size: config.poolSize,
        applicationName: service.name,
      }),
    ]),
  );
  const tenantWideRole = `${service.name.replaceAll('-', '_')}_tenant_wide`;
  const each = async (
    check: (key: string, pool: ConnectionPool) => Promise<void>,
  ): Promise<void> => {
    await Promise.all([...pools].map(([key, pool]) => check(key, pool)));
  };
  return {
    forIdentity: (identity, scope) => {
      const pool = pools.get(placeTenant(rules, identity.tenantId));
      if (pool === undefined) {
        throw new Error(
          'A checked placement names a database that was not opened.',
        );
      }
      return new PostgresTenantDatabase({
        pool,
        identity,
        scope,
        service: service.name,
        tenantWideRole,
      });
    },
    verifyRuntimeRole: () => each(verifyRuntimeRole),
    checkNoContextLeft: () => each(checkNoContextLeft),
    close: () => each((_key, pool) => pool.close()),
  };
}
