import type { ConnectionPool } from './connection-pool.js';
import { sql } from './sql.js';

interface RoleFacts {
  name: string;
  superuser: boolean;
  bypass: boolean;
  replication: boolean;
  creates_roles: boolean;
  creates_databases: boolean;
  dangerous_memberships: string[];
  owned: string[];
  may_create_in: string[];
}

/*
 * A temporary table outlives the call that made it and has no policy, so the
 * next tenant on the connection would find it: the role may not create any.
 *
 * "Member" here means able to become: SET ROLE works without inheriting, so
 * pg_has_role(…, 'MEMBER') is asked, not 'USAGE'. The tenant-wide role, which
 * the service's role is a member of by design, passes because it owns nothing.
 */
const roleFacts = sql`
  SELECT r.rolname::text AS name, r.rolsuper AS superuser, r.rolbypassrls AS bypass, r.rolreplication AS replication,
         r.rolcreaterole AS creates_roles, r.rolcreatedb AS creates_databases,
         ARRAY(
           SELECT m.rolname::text FROM pg_catalog.pg_roles m
           WHERE m.oid <> r.oid AND pg_catalog.pg_has_role(r.oid, m.oid, 'MEMBER')
             AND (m.rolsuper OR m.rolbypassrls OR m.rolreplication OR m.rolcreaterole
                  OR m.rolname LIKE 'pg\_%'
                  OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relowner = m.oid)
                  OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspowner = m.oid)
                  OR EXISTS (SELECT FROM pg_catalog.pg_database d WHERE d.datdba = m.oid))
           ORDER BY 1
         ) AS dangerous_memberships,
         ARRAY(
           SELECT c.oid::pg_catalog.regclass::text FROM pg_catalog.pg_class c WHERE c.relowner = r.oid
           UNION ALL SELECT 'schema ' || n.nspname FROM pg_catalog.pg_namespace n WHERE n.nspowner = r.oid
           UNION ALL SELECT 'database ' || d.datname FROM pg_catalog.pg_database d WHERE d.datdba = r.oid
           ORDER BY 1 LIMIT 5
         ) AS owned,
         ARRAY(
           SELECT 'schema ' || n.nspname FROM pg_catalog.pg_namespace n
           WHERE n.nspname NOT LIKE 'pg\_%' AND pg_catalog.has_schema_privilege(r.oid, n.oid, 'CREATE')
           UNION ALL SELECT 'database ' || d.datname FROM pg_catalog.pg_database d
           WHERE d.datname = pg_catalog.current_database() AND pg_catalog.has_database_privilege(r.oid, d.oid, 'CREATE, TEMPORARY')
           ORDER BY 1 LIMIT 5
         ) AS may_create_in
  FROM pg_catalog.pg_roles r WHERE r.rolname = session_user`;

const TIMEOUT_MS = 10_000;

/**
 * Makes sure that the login role of a pool is held by row-level security.
 *
 * @param name key of the database in the configuration.
 * @throws Error with every reason for which the role is refused.
 */
export async function verifyRuntimeRole(
  name: string,
  pool: ConnectionPool,
): Promise<void> {
  const facts = await pool.use(undefined, async session => {
    const [result] = await session.run([roleFacts], TIMEOUT_MS);
    return result?.rows[0] as RoleFacts | undefined;
  });
  if (facts === undefined) {
    throw new Error(
      `Database '${name}': PostgreSQL does not know the login role.`,
    );
  }
  const reasons = [
    facts.superuser && 'it is a superuser',
    facts.bypass && 'it has BYPASSRLS',
    facts.replication && 'it has REPLICATION',
    facts.creates_roles && 'it may create roles',
    facts.creates_databases && 'it may create databases',
    facts.dangerous_memberships.length > 0 &&
      `it is a member of ${facts.dangerous_memberships.join(', ')}`,
    facts.owned.length > 0 && `it owns ${facts.owned.join(', ')}`,
    facts.may_create_in.length > 0 &&
      `it may create tables, lasting or temporary, in ${facts.may_create_in.join(
        ', ',
      )}`,
  ].filter(reason => reason !== false);
  if (reasons.length > 0) {
    throw new Error(
      `Database '${name}': the role '${
        facts.name
      }' could get round row-level security: ${reasons.join('; ')}. ` +
        "Connect as the service's run-time role, which owns nothing.",
    );
  }
}
