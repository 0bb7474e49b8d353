import type { RoleNames } from '../../test-database.js';
import { INSPECTED_SCHEMAS, runtimeRoles } from './catalogue.js';
import type { SqlSession } from './sql-session.js';

interface RoleRow {
  readonly name: string;
  readonly powers: readonly string[];
  readonly inherits: boolean;
  readonly login: boolean;
  readonly memberships: readonly string[];
  readonly owned: readonly string[];
  readonly settings: readonly string[];
}

const ROLES = `
SELECT r.rolname::text AS name,
       array_remove(ARRAY[CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
         CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
         CASE WHEN r.rolreplication THEN 'REPLICATION' END], NULL) AS powers,
       r.rolinherit AS inherits, r.rolcanlogin AS login,
       ARRAY(SELECT m.rolname::text FROM pg_roles m WHERE m.oid <> r.oid AND pg_has_role(r.oid, m.oid, 'MEMBER') ORDER BY 1) AS memberships,
       ARRAY(SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relowner = r.oid AND ${INSPECTED_SCHEMAS}
             UNION SELECT n.nspname::text FROM pg_namespace n WHERE n.nspowner = r.oid AND ${INSPECTED_SCHEMAS}
             UNION SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.proowner = r.oid AND ${INSPECTED_SCHEMAS}) AS owned,
       ARRAY(SELECT unnest(s.setconfig) FROM pg_db_role_setting s
             WHERE s.setrole IN (r.oid, 0) AND s.setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))) AS settings
FROM pg_roles r WHERE r.rolname = ANY($1)`;

/** Settings that a role or a database may not preset. */
const CONTEXT_SETTING = /^(app\.|row_security=|role=|session_authorization=)/i;

/** The roles of the run time have no power of their own, and reach nobody else's. */
export async function roleFindings(
  admin: SqlSession,
  roles: RoleNames,
): Promise<string[]> {
  const names = [roles.owner, ...runtimeRoles(roles)];
  const found = (await admin.rows(ROLES, [
    names,
  ])) as unknown as readonly RoleRow[];
  return [
    ...names
      .filter(name => !found.some(role => role.name === name))
      .map(name => `role ${name}: does not exist`),
    ...found.flatMap(role => {
      const isOwner = role.name === roles.owner;
      // Who owns a database is a member of pg_database_owner by that alone.
      const allowedMemberships = isOwner
        ? ['pg_database_owner']
        : role.name === roles.app
        ? [roles.tenantWide]
        : [];
      const forbidden = role.memberships.filter(
        name => !allowedMemberships.includes(name),
      );
      return [
        ...role.powers.map(power => `role ${role.name}: has ${power}`),
        ...forbidden.map(name => `role ${role.name}: is a member of ${name}`),
        ...(isOwner
          ? []
          : role.owned.map(object => `role ${role.name}: owns ${object}`)),
        ...role.settings
          .filter(setting => CONTEXT_SETTING.test(setting))
          .map(
            setting => `role ${role.name}: presets ${setting.split('=')[0]}`,
          ),
        ...(role.name === roles.app && role.inherits
          ? [
              `role ${role.name}: inherits what ${roles.tenantWide} may do; make it NOINHERIT`,
            ]
          : []),
        ...(role.name === roles.tenantWide && role.login
          ? [`role ${role.name}: may log in`]
          : []),
      ];
    }),
  ];
}

/** Roles that the role of the run time must not be able to become. */
export async function roleChangeFindings(
  app: SqlSession,
  roles: RoleNames,
): Promise<string[]> {
  const findings: string[] = [];
  for (const role of [
    roles.owner,
    roles.dispatcher,
    'postgres',
    'pg_read_all_data',
    'pg_database_owner',
  ]) {
    for (const statement of [
      `SET LOCAL ROLE ${role}`,
      `SET LOCAL SESSION AUTHORIZATION ${role}`,
      `SELECT set_config('role', '${role}', true)`,
    ]) {
      const outcome = await app.attempt({}, statement);
      if (outcome.ok) {
        findings.push(`${roles.app}: ${statement} succeeds`);
      }
    }
  }
  return findings;
}
