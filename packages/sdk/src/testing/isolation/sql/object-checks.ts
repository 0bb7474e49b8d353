import type { RoleNames } from '../../test-database.js';
import { INSPECTED_SCHEMAS, NOT_OF_AN_EXTENSION } from './catalogue.js';
import type { SqlSession } from './sql-session.js';

/*
 * Things besides tables that open a way round row-level security. Each query
 * gives one finding a row.
 */
const QUERIES: Readonly<Record<string, string>> = {
  "a view runs with its owner's rights: add WITH (security_invoker = true)": `
    SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'v' AND ${INSPECTED_SCHEMAS}
      AND NOT coalesce(c.reloptions && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1'], false)`,
  'a materialised view or a foreign table has no row-level security': `
    SELECT c.oid::regclass::text AS object FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('m', 'f') AND ${INSPECTED_SCHEMAS}`,
  'a rewrite rule': `
    SELECT r.rulename || ' on ' || c.oid::regclass AS object FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE r.rulename <> '_RETURN' AND ${INSPECTED_SCHEMAS}`,
  "a function runs with its owner's rights (SECURITY DEFINER)": `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND ${INSPECTED_SCHEMAS} AND ${NOT_OF_AN_EXTENSION}`,
  'a function is LEAKPROOF': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.proleakproof AND ${INSPECTED_SCHEMAS} AND ${NOT_OF_AN_EXTENSION}`,
  'a function has no search_path of its own': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE ${INSPECTED_SCHEMAS} AND ${NOT_OF_AN_EXTENSION} AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search_path=%')`,
  'a function of the context must be STABLE: IMMUTABLE keeps the first tenant, VOLATILE reads it for each row': `
    SELECT p.oid::regprocedure::text AS object FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.provolatile <> 's' AND p.prosrc ILIKE '%current_setting%' AND ${INSPECTED_SCHEMAS}`,
  'an event trigger': `SELECT evtname::text AS object FROM pg_event_trigger`,
  'a publication sends rows of all tenants': `SELECT pubname::text AS object FROM pg_publication`,
  'privileges are given on whatever comes later (ALTER DEFAULT PRIVILEGES)': `
    SELECT CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END || ': ' || acl.privilege_type AS object
    FROM pg_default_acl d CROSS JOIN LATERAL aclexplode(d.defaclacl) acl WHERE acl.grantee <> d.defaclrole`,
};

/** Views, functions, rules, publications and defaults that would open a way round row-level security. */
export async function objectFindings(admin: SqlSession): Promise<string[]> {
  const findings: string[] = [];
  for (const [meaning, query] of Object.entries(QUERIES)) {
    const rows = (await admin.rows(query)) as { object: string }[];
    findings.push(...rows.map(({ object }) => `${object}: ${meaning}`));
  }
  return findings;
}

/** The context functions raise when nothing, or nothing but an empty string, has been set. */
export async function contextFunctionFindings(
  app: SqlSession,
  roles: RoleNames,
): Promise<string[]> {
  const findings: string[] = [];
  for (const [name, setting] of [
    ['app.tenant_id()', 'app.tenant_id'],
    ['app.organization_id()', 'app.organization_id'],
  ] as const) {
    const unset = await app.attempt({}, `SELECT ${name}`);
    const empty = await app.attempt(
      {},
      `SELECT set_config('${setting}', '', true)`,
      `SELECT ${name}`,
    );
    const set = await app.attempt(
      {},
      `SELECT set_config('${setting}', 'some-value', true)`,
      `SELECT ${name} AS value`,
    );
    if (unset.ok) {
      findings.push(
        `${name}: does not raise when nothing is set (as ${roles.app})`,
      );
    }
    if (empty.ok) {
      findings.push(
        `${name}: does not raise on the empty string, which is what a used connection reads`,
      );
    }
    if (!set.ok || set.rows[0]?.['value'] !== 'some-value') {
      findings.push(`${name}: does not give what ${setting} was set to`);
    }
  }
  return findings;
}
