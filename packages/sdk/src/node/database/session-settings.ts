import { sql, type Statement } from './sql.js';

/** For whom, and for how long at most, statements run. */
export interface SessionContext {
  readonly tenantId: string;
  /** Undefined for a caller without one, in methods that are declared tenant-wide. */
  readonly organizationId: string | undefined;
  readonly userId: string;
  readonly timeoutMs: number;
}

/*
 * Every setting is local to the transaction that it is sent with (`true`), so
 * nothing of one caller is left on the connection for the next. Where there is
 * no organisation the setting is left alone: app.organization_id() then raises.
 */

/** Context of a read of one organisation; the transaction cannot write. */
export function readSettings(context: SessionContext): Statement {
  return sql`SELECT
    set_config('app.tenant_id', ${context.tenantId}, true),
    set_config('app.organization_id', ${requireOrganization(context)}, true),
    set_config('app.user_id', ${context.userId}, true),
    set_config('statement_timeout', ${milliseconds(context)}, true),
    set_config('transaction_read_only', 'on', true)`;
}

/** Context of a read across the organisations of one tenant, as the role that has a policy for it. */
export function tenantWideSettings(
  context: SessionContext,
  role: string,
): Statement {
  return sql`SELECT
    set_config('app.tenant_id', ${context.tenantId}, true),
    set_config('app.user_id', ${context.userId}, true),
    set_config('statement_timeout', ${milliseconds(context)}, true),
    set_config('transaction_read_only', 'on', true),
    set_config('role', ${role}, true)`;
}

/** Context of a change in one organisation. */
export function changeSettings(context: SessionContext): Statement {
  return sql`SELECT
    set_config('app.tenant_id', ${context.tenantId}, true),
    set_config('app.organization_id', ${requireOrganization(context)}, true),
    set_config('app.user_id', ${context.userId}, true),
    set_config('statement_timeout', ${milliseconds(context)}, true)`;
}

/** Context of the audit trail, which a refusal without an organisation must reach too. */
export function auditSettings(context: SessionContext): Statement {
  return context.organizationId !== undefined
    ? changeSettings(context)
    : sql`SELECT
    set_config('app.tenant_id', ${context.tenantId}, true),
    set_config('app.user_id', ${context.userId}, true),
    set_config('statement_timeout', ${milliseconds(context)}, true)`;
}

function requireOrganization(context: SessionContext): string {
  if (context.organizationId === undefined || context.organizationId === '') {
    throw new Error(
      'The caller has no organisation; only methods declared tenant-wide may read without one.',
    );
  }
  return context.organizationId;
}

/** PostgreSQL reads 0 as "no limit", hence at least one millisecond. */
function milliseconds(context: SessionContext): string {
  return String(Math.max(1, Math.ceil(context.timeoutMs)));
}
