import { lifetimeOf } from '../lifetime.js';
import type { ConnectionPool } from './connection-pool.js';
import { sql } from './sql.js';

interface LeftOver {
  tenant: string;
  organization: string;
  user_id: string;
  other_role: boolean;
}

const leftOver = sql`
  SELECT coalesce(current_setting('app.tenant_id', true), '') AS tenant,
         coalesce(current_setting('app.organization_id', true), '') AS organization,
         coalesce(current_setting('app.user_id', true), '') AS user_id,
         current_user <> session_user AS other_role`;

const TIMEOUT_MS = 2_000;

/**
 * Proves, on every connection that is idle now (one at least), that no caller's
 * context has been left behind.
 *
 * @throws Error naming the database and what was left; never the value.
 */
export async function checkNoContextLeft(
  name: string,
  pool: ConnectionPool,
): Promise<void> {
  const lifetime = lifetimeOf(AbortSignal.timeout(TIMEOUT_MS));
  const checks = Array.from({ length: Math.max(1, pool.idleCount) }, () =>
    pool.use(lifetime, async session => {
      const [result] = await session.run([leftOver], TIMEOUT_MS);
      return result?.rows[0] as LeftOver | undefined;
    }),
  );
  for (const row of await Promise.all(checks)) {
    const left = row === undefined ? ['an unknown state'] : whatIsLeft(row);
    if (left.length > 0) {
      throw new Error(
        `Database '${name}': a pooled connection still carries ${left.join(
          ', ',
        )} of an earlier call.`,
      );
    }
  }
}

function whatIsLeft(row: LeftOver): string[] {
  return [
    row.tenant !== '' && 'the tenant',
    row.organization !== '' && 'the organisation',
    row.user_id !== '' && 'the user',
    row.other_role && 'another role',
  ].filter(part => part !== false);
}
