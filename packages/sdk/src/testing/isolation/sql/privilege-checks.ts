import type { RoleNames } from '../../test-database.js';
import {
  FOUNDATION,
  INSPECTED_SCHEMAS,
  NOT_OF_AN_EXTENSION,
  privilegesOf,
  runtimeRoles,
  type Table,
} from './catalogue.js';
import type { SqlSession } from './sql-session.js';

/** Each role has exactly the privileges of the contract on a table; nobody else has any. */
export function tablePrivilegeFindings(
  table: Table,
  roles: RoleNames,
  tenantWide: boolean,
): string[] {
  const foundation = FOUNDATION[table.name];
  const expected: Readonly<Record<string, readonly string[]>> = {
    [roles.app]: foundation?.app ?? ['SELECT', 'INSERT', 'UPDATE'],
    [roles.dispatcher]: foundation?.dispatcher ?? [],
    [roles.tenantWide]: tenantWide ? ['SELECT'] : [],
  };
  const known = runtimeRoles(roles);
  return [
    ...(table.owner === roles.owner
      ? []
      : [`${table.name}: is owned by ${table.owner}, not by ${roles.owner}`]),
    ...table.grants
      .filter(grant => !known.includes(grant.grantee))
      .map(
        grant =>
          `${table.name}: ${grant.privilege} is granted to ${grant.grantee}`,
      ),
    ...table.grants
      .filter(grant => grant.grantable)
      .map(
        grant =>
          `${table.name}: ${grant.grantee} may grant ${grant.privilege} on`,
      ),
    ...known.flatMap(role => {
      const allowed = expected[role] ?? [];
      return privilegesOf(table, role)
        .filter(privilege => !allowed.some(one => covers(one, privilege)))
        .map(
          privilege =>
            `${table.name}: ${role} has ${privilege}; allowed: ${
              allowed.join(', ') || 'nothing'
            }`,
        );
    }),
  ];
}

/** A privilege on the whole table covers the same privilege on one column. */
function covers(allowed: string, actual: string): boolean {
  return actual === allowed || actual.startsWith(`${allowed}(`);
}

const SCHEMA_PRIVILEGES = `
SELECT 'schema ' || n.nspname AS object, acl.privilege_type AS privilege,
       CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END AS grantee
FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) acl
WHERE ${INSPECTED_SCHEMAS} AND acl.grantee <> n.nspowner
UNION ALL
SELECT 'database', acl.privilege_type, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END
FROM pg_database d CROSS JOIN LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) acl
WHERE d.datname = current_database() AND acl.grantee <> d.datdba
UNION ALL
SELECT 'function ' || p.oid::regprocedure, acl.privilege_type, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) acl
WHERE ${INSPECTED_SCHEMAS} AND ${NOT_OF_AN_EXTENSION} AND acl.grantee = 0
UNION ALL
SELECT 'sequence ' || c.oid::regclass, acl.privilege_type, CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(acl.grantee)::text END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) acl
WHERE c.relkind = 'S' AND ${INSPECTED_SCHEMAS} AND acl.grantee <> c.relowner`;

/** Nobody but the owner can create anything; schemas and functions are not open to everyone; no sequence can be read or set. */
export async function schemaPrivilegeFindings(
  admin: SqlSession,
  roles: RoleNames,
): Promise<string[]> {
  const known = runtimeRoles(roles);
  const rows = (await admin.rows(SCHEMA_PRIVILEGES)) as {
    object: string;
    privilege: string;
    grantee: string;
  }[];
  return rows.flatMap(({ object, privilege, grantee }) => {
    const isUse = privilege === 'USAGE' || privilege === 'CONNECT';
    const tolerated =
      (isUse && known.includes(grantee)) ||
      // PostgreSQL's own defaults, which show nothing: the empty schema public, and connecting.
      (object === 'schema public' && privilege === 'USAGE') ||
      (object === 'database' && privilege === 'CONNECT');
    return tolerated && !object.startsWith('sequence')
      ? []
      : [`${object}: ${privilege} is granted to ${grantee}`];
  });
}
