import type { RoleNames } from '../../test-database.js';
import type { SqlSession } from './sql-session.js';

/** A column as PostgreSQL's catalogue has it. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
}

/** A key or an index: the columns it leads with. */
export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly columns: readonly string[];
}

/** A foreign key. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
}

/** A policy of row-level security. */
export interface Policy {
  readonly name: string;
  readonly permissive: boolean;
  readonly command: string;
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** A privilege on a table or on one of its columns. */
export interface Grant {
  readonly grantee: string;
  readonly privilege: string;
  /** Null when it is on the whole table. */
  readonly column: string | null;
  readonly grantable: boolean;
}

/** A table, whoever made it. */
export interface Table {
  /** With its schema, for example `orders.order`. */
  readonly name: string;
  /** Quoted, for statements. */
  readonly sql: string;
  readonly owner: string;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly columns: readonly Column[];
  readonly checks: readonly string[];
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly policies: readonly Policy[];
  readonly grants: readonly Grant[];
}

/** What the suite looks at: everything but PostgreSQL's own schemas and the migrations' history. */
export const INSPECTED_SCHEMAS = `n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'app_migrations')`;

/** Functions that came with an extension are PostgreSQL's own matter. */
export const NOT_OF_AN_EXTENSION = `NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e')`;

const TABLES = `
SELECT n.nspname || '.' || c.relname AS name,
       format('%I.%I', n.nspname, c.relname) AS sql,
       pg_get_userbyid(c.relowner)::text AS owner,
       c.relrowsecurity AS "rowSecurity",
       c.relforcerowsecurity AS forced,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                'notNull', a.attnotnull, 'hasDefault', a.atthasdef) ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]') AS columns,
       coalesce((SELECT jsonb_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname)
          FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'c' AND k.convalidated), '[]') AS checks,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', ic.relname, 'unique', i.indisunique, 'columns',
                (SELECT jsonb_agg(coalesce(a.attname, '(expression)') ORDER BY key.position)
                   FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS key(number, position)
                   LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = key.number AND key.number <> 0
                   WHERE key.position <= i.indnkeyatts)) ORDER BY ic.relname)
          FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid), '[]') AS indexes,
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', k.conname, 'target', tn.nspname || '.' || t.relname,
                'columns', (SELECT jsonb_agg(a.attname ORDER BY key.position) FROM unnest(k.conkey) WITH ORDINALITY AS key(number, position)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = key.number),
                'targetColumns', (SELECT jsonb_agg(a.attname ORDER BY key.position) FROM unnest(k.confkey) WITH ORDINALITY AS key(number, position)
                   JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = key.number)) ORDER BY k.conname)
          FROM pg_constraint k JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
          WHERE k.conrelid = c.oid AND k.contype = 'f'), '[]') AS "foreignKeys",
       coalesce((SELECT jsonb_agg(jsonb_build_object('name', p.polname, 'permissive', p.polpermissive,
                'command', CASE p.polcmd WHEN '*' THEN 'ALL' WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' ELSE 'DELETE' END,
                'roles', (SELECT jsonb_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(role)::text END) FROM unnest(p.polroles) AS role),
                'using', pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
          FROM pg_policy p WHERE p.polrelid = c.oid), '[]') AS policies,
       coalesce((SELECT jsonb_agg(jsonb_build_object('grantee', CASE g.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(g.grantee)::text END,
                'privilege', g.privilege_type, 'column', g.attname, 'grantable', g.is_grantable))
          FROM (SELECT acl.grantee, acl.privilege_type, NULL::name AS attname, acl.is_grantable FROM aclexplode(c.relacl) acl
                UNION ALL
                SELECT acl.grantee, acl.privilege_type, a.attname, acl.is_grantable
                  FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) acl WHERE a.attrelid = c.oid AND a.attnum > 0) g
          WHERE g.grantee <> c.relowner), '[]') AS grants
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND ${INSPECTED_SCHEMAS}
ORDER BY 1`;

/** Reads every table from the catalogue, so that one its author forgot is found too. */
export async function readTables(admin: SqlSession): Promise<readonly Table[]> {
  return (await admin.rows(TABLES)) as unknown as readonly Table[];
}

/** A table that belongs to the platform's foundation, with the privileges that it needs. */
interface FoundationTable {
  readonly app: readonly string[];
  readonly dispatcher: readonly string[];
  /** An entry may belong to the whole tenant. */
  readonly organizationOptional: boolean;
  /** The dispatcher works on the rows of all tenants. */
  readonly dispatched: boolean;
}

/** The tables that every service has in schema `app`; privileges on a column are written `PRIVILEGE(column)`. */
export const FOUNDATION: Readonly<Record<string, FoundationTable>> = {
  'app.audit_log': {
    app: ['INSERT'],
    dispatcher: [],
    organizationOptional: true,
    dispatched: false,
  },
  'app.outbox': {
    app: ['INSERT'],
    dispatcher: [
      'SELECT',
      'UPDATE(attempts)',
      'UPDATE(available_at)',
      'DELETE',
    ],
    organizationOptional: true,
    dispatched: true,
  },
  'app.inbox': {
    app: ['SELECT', 'INSERT'],
    dispatcher: ['SELECT(received_at)', 'DELETE'],
    organizationOptional: false,
    dispatched: true,
  },
  'app.idempotency_key': {
    app: ['SELECT', 'INSERT', 'UPDATE(response)'],
    dispatcher: ['SELECT(created_at)', 'DELETE'],
    organizationOptional: false,
    dispatched: true,
  },
  'app.api_key': {
    app: ['SELECT'],
    dispatcher: [],
    organizationOptional: false,
    dispatched: false,
  },
};

/** Whose rows a table holds: of an organisation, or of a tenant where the organisation may be missing. */
export function isOrganizationOptional(table: Table): boolean {
  return FOUNDATION[table.name]?.organizationOptional ?? false;
}

/** Privileges of a role on a table, columns included, as FOUNDATION writes them. */
export function privilegesOf(table: Table, role: string): readonly string[] {
  return table.grants
    .filter(grant => grant.grantee === role)
    .map(grant =>
      grant.column === null
        ? grant.privilege
        : `${grant.privilege}(${grant.column})`,
    )
    .sort();
}

/** Whether a role may read whole rows. */
export function canSelect(table: Table, role: string): boolean {
  return privilegesOf(table, role).includes('SELECT');
}

/** Roles that may hold privileges at all, besides the owner. */
export function runtimeRoles(roles: RoleNames): readonly string[] {
  return [roles.app, roles.dispatcher, roles.tenantWide];
}
