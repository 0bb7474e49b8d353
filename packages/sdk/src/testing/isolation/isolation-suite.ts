import { after, before, describe } from 'node:test';

import { registerAuditChecks } from './checks/audit-checks.js';
import { registerConnectionChecks } from './checks/connection-checks.js';
import { registerCoverageChecks } from './checks/coverage-checks.js';
import { registerDisclosureChecks } from './checks/disclosure-checks.js';
import { registerEventChecks } from './checks/event-checks.js';
import { registerExistenceChecks } from './checks/existence-checks.js';
import { registerForgeryChecks } from './checks/forgery-checks.js';
import { registerIdempotencyChecks } from './checks/idempotency-checks.js';
import { registerRateLimitChecks } from './checks/rate-limit-checks.js';
import { registerRoleChecks } from './checks/role-checks.js';
import { registerRowChecks } from './checks/row-checks.js';
import { registerSqlChecks } from './checks/sql-checks.js';
import { registerTokenChecks } from './checks/token-checks.js';
import { IsolationWorld } from './world/isolation-world.js';
import type { IsolationOptions } from './world/suite-options.js';

const START_TIMEOUT_MS = 120_000;

/**
 * Registers the isolation suite with `node:test`: tests that attack a service
 * through every method it serves, and its database through every role it has, in
 * order to cross from one tenant into another or from one organisation into
 * another. The service runs as in production, on a real PostgreSQL; run the
 * compiled file with `ameide-test`.
 *
 * Methods are taken from the service's definition and tables from PostgreSQL's
 * catalogue, so that one which the author forgot is attacked, or missed, by name.
 */
export function isolationSuite(options: IsolationOptions): void {
  describe(`isolation of ${options.name ?? options.definition.name}`, () => {
    let built: IsolationWorld | undefined;
    const world = (): IsolationWorld => {
      if (built === undefined) {
        throw new Error(
          'The service did not start, so nothing could be checked.',
        );
      }
      return built;
    };
    before(
      async () => {
        built = await IsolationWorld.build(options);
      },
      { timeout: START_TIMEOUT_MS },
    );
    after(async () => built?.close());

    registerRowChecks(world);
    registerExistenceChecks(world);
    registerForgeryChecks(world);
    registerIdempotencyChecks(world);
    registerTokenChecks(world);
    registerRoleChecks(world);
    registerConnectionChecks(world);
    registerSqlChecks(world);
    registerAuditChecks(world);
    registerEventChecks(world);
    registerRateLimitChecks(world);
    // Last: they look at everything that the checks above have caused.
    registerDisclosureChecks(world);
    registerCoverageChecks(world);
  });
}
