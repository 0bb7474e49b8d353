import { startTestService, type TestService, type TestUser } from '@ameideio/ameide-sdk-ts/testing';

import { definition, start } from '../src/service.js';

/** Files of the service, seen from where the tests are compiled to. */
export const ROLES = new URL('../../db/roles.sql', import.meta.url);
export const MIGRATIONS = new URL('../../db/migrations', import.meta.url);

/** Somebody who may read and write in one organisation. */
export const MEMBER: TestUser = { tenantId: 'tenant-1', organizationId: 'organization-1', roles: ['contributor'], subject: 'user-1' };

/** The service as production runs it, with an issuer, a database and the platform's sinks around it. */
export function startTestedService(): Promise<TestService> {
  return startTestService({ definition, start, roles: ROLES, migrations: MIGRATIONS, tenants: [MEMBER.tenantId] });
}
