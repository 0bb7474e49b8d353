import type { Place } from '../world/place.js';
import { canSelect, FOUNDATION, type Table } from './catalogue.js';
import { describeOutcome, type SqlSession } from './sql-session.js';

/** FORCE at work: the owner of the tables sees and takes nothing, whatever context it claims. */
export async function ownerFindings(
  owner: SqlSession,
  table: Table,
  home: Place,
): Promise<string[]> {
  const findings: string[] = [];
  for (const context of [{}, home]) {
    for (const statement of [
      `SELECT count(*)::int AS n FROM ${table.sql}`,
      `SELECT count(*)::int AS n FROM (SELECT 1 FROM ${table.sql} FOR UPDATE) AS locked`,
    ]) {
      const outcome = await owner.attempt(context, statement);
      if (outcome.ok && outcome.rows[0]?.['n'] !== 0) {
        findings.push(
          `${table.name}: the owner sees ${outcome.rows[0]?.['n']} row(s): row-level security is not forced, or a policy includes the owner`,
        );
      }
    }
  }
  return findings;
}

/** The dispatcher reaches the tables it works on, and no other. */
export async function dispatcherFindings(
  dispatcher: SqlSession,
  table: Table,
  home: Place,
): Promise<string[]> {
  if (FOUNDATION[table.name]?.dispatched === true) {
    return [];
  }
  const findings: string[] = [];
  for (const context of [{}, home]) {
    const outcome = await dispatcher.attempt(
      context,
      `SELECT 1 FROM ${table.sql} LIMIT 1`,
    );
    if (outcome.ok) {
      findings.push(
        `${table.name}: the dispatcher may read it: ${describeOutcome(
          outcome,
        )}`,
      );
    }
  }
  return findings;
}

/** The tenant-wide role reads the tables it is meant for, of one tenant, and changes nothing. */
export async function tenantWideFindings(
  app: SqlSession,
  admin: SqlSession,
  {
    table,
    role,
    home,
    readable,
  }: { table: Table; role: string; home: Place; readable: boolean },
): Promise<string[]> {
  const become = `SELECT set_config('role', '${role}', true)`;
  const count = `SELECT count(*)::int AS n, count(*) FILTER (WHERE tenant_id <> '${home.tenantId}')::int AS foreign_rows FROM ${table.sql}`;
  const inTenant = await app.attempt(
    { tenantId: home.tenantId },
    become,
    count,
  );
  const findings: string[] = [];
  if (readable) {
    const [expected] = await admin.rows(
      `SELECT count(*)::int AS n FROM ${table.sql} WHERE tenant_id = $1`,
      [home.tenantId],
    );
    if (
      !inTenant.ok ||
      inTenant.rows[0]?.['n'] !== expected?.['n'] ||
      inTenant.rows[0]?.['foreign_rows'] !== 0
    ) {
      const seen = inTenant.ok
        ? `${inTenant.rows[0]?.['n']} rows, ${inTenant.rows[0]?.['foreign_rows']} foreign`
        : describeOutcome(inTenant);
      findings.push(
        `${table.name}: ${role} sees ${seen} instead of the tenant's ${expected?.['n']}`,
      );
    }
  } else if (inTenant.ok || canSelect(table, role)) {
    findings.push(
      `${table.name}: ${role} may read it, but no tenant-wide method does`,
    );
  }
  for (const context of [{}, { tenantId: '' }]) {
    const outcome = await app.attempt(context, become, count);
    if (outcome.ok && outcome.rows[0]?.['n'] !== 0) {
      findings.push(
        `${table.name}: ${role} sees ${outcome.rows[0]?.['n']} row(s) without a tenant`,
      );
    }
  }
  for (const statement of [
    `UPDATE ${table.sql} SET tenant_id = tenant_id`,
    `DELETE FROM ${table.sql}`,
    `INSERT INTO ${table.sql} DEFAULT VALUES`,
    `TRUNCATE ${table.sql}`,
  ]) {
    const outcome = await app.attempt(home, become, statement);
    if (outcome.ok) {
      findings.push(`${table.name}: ${role} may ${statement.split(' ')[0]}`);
    }
  }
  return findings;
}

/** What was set for one transaction is gone after it, however it ended. */
export async function contextLeftFindings(
  app: SqlSession,
  home: Place,
): Promise<string[]> {
  const findings: string[] = [];
  const endings: Readonly<Record<string, readonly string[]>> = {
    COMMIT: ['COMMIT'],
    ROLLBACK: ['ROLLBACK'],
    'an error': ['SELECT 1 / 0', 'ROLLBACK'],
  };
  for (const [name, statements] of Object.entries(endings)) {
    await app.rows('BEGIN');
    await app.rows(
      `SELECT set_config('app.tenant_id', $1, true), set_config('app.organization_id', $2, true)`,
      [home.tenantId, home.organizationId],
    );
    for (const statement of statements) {
      await app.run(statement);
    }
    const left = await app.run('SELECT app.tenant_id(), app.organization_id()');
    if (left.ok) {
      findings.push(
        `after ${name} the connection still has the context of ${home.tenantId}`,
      );
    }
  }
  return findings;
}
