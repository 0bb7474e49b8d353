import { z } from 'zod';
import type { Engine } from '../engine/engine';

/*
 * PostgreSQL's catalogues as rows. Queries run as the administrator with nothing
 * of the tree's on the search path.
 */

const USER_SCHEMAS = `(SELECT oid, nspname FROM pg_namespace
  WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)')`;

function acl(column: string, kind: string, owner: string): string {
  return `(SELECT json_agg(json_build_array(a.grantee::int8, a.privilege_type, a.is_grantable))
    FROM aclexplode(coalesce(${column}, acldefault(${kind}, ${owner}))) AS a)`;
}

const xmin = z.coerce.number();
const aclRows = z
  .array(z.tuple([z.number(), z.string(), z.boolean()]))
  .nullable();
const strings = z.array(z.string()).nullable();
const numbers = z.array(z.number()).nullable();

export type AclRows = z.infer<typeof aclRows>;

interface Source<T extends z.ZodRawShape> {
  readonly query: string;
  readonly row: z.ZodObject<T>;
}

function source<T extends z.ZodRawShape>(query: string, row: T): Source<T> {
  return { query, row: z.object(row) };
}

const sources = {
  roles: source(
    `SELECT oid::int8 AS oid, rolname AS name, rolsuper AS superuser, rolbypassrls AS bypass, rolcreatedb AS createdb,
      rolcreaterole AS createrole, rolreplication AS replication, rolcanlogin AS login, rolinherit AS inherit,
      rolpassword IS NOT NULL AS password, xmin::text AS xmin
      FROM pg_authid`,
    {
      oid: z.number(),
      name: z.string(),
      superuser: z.boolean(),
      bypass: z.boolean(),
      createdb: z.boolean(),
      createrole: z.boolean(),
      replication: z.boolean(),
      login: z.boolean(),
      inherit: z.boolean(),
      password: z.boolean(),
      xmin,
    },
  ),
  memberships: source(
    `SELECT pg_get_userbyid(member) AS member, pg_get_userbyid(roleid) AS "group", admin_option AS admin,
      inherit_option AS inherits, set_option AS sets, xmin::text AS xmin FROM pg_auth_members`,
    {
      member: z.string(),
      group: z.string(),
      admin: z.boolean(),
      inherits: z.boolean(),
      sets: z.boolean(),
      xmin,
    },
  ),
  sessionDefaults: source(
    `SELECT CASE setrole WHEN 0 THEN NULL ELSE pg_get_userbyid(setrole) END AS role, setconfig AS settings, xmin::text AS xmin
      FROM pg_db_role_setting`,
    { role: z.string().nullable(), settings: strings, xmin },
  ),
  defaultPrivileges: source(
    `SELECT pg_get_userbyid(defaclrole) AS owner, n.nspname AS schema, defaclobjtype AS kind,
      (SELECT json_agg(json_build_array(a.grantee::int8, a.privilege_type, a.is_grantable)) FROM aclexplode(defaclacl) AS a) AS acl,
      d.xmin::text AS xmin
      FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = defaclnamespace`,
    {
      owner: z.string(),
      schema: z.string().nullable(),
      kind: z.string(),
      acl: aclRows,
      xmin,
    },
  ),
  databases: source(
    `SELECT ${acl(
      'datacl',
      `'d'`,
      'datdba',
    )} AS acl, pg_get_userbyid(datdba) AS owner, xmin::text AS xmin FROM pg_database`,
    { acl: aclRows, owner: z.string(), xmin },
  ),
  schemas: source(
    `SELECT n.oid::int8 AS oid, n.nspname AS name, pg_get_userbyid(nspowner) AS owner,
      ${acl('nspacl', `'n'`, 'nspowner')} AS acl, n.xmin::text AS xmin
      FROM pg_namespace AS n JOIN ${USER_SCHEMAS} AS u ON u.oid = n.oid`,
    {
      oid: z.number(),
      name: z.string(),
      owner: z.string(),
      acl: aclRows,
      xmin,
    },
  ),
  relations: source(
    `SELECT c.oid::int8 AS oid, n.nspname AS schema, relname AS name, relkind AS kind, pg_get_userbyid(relowner) AS owner,
      relrowsecurity AS "rowSecurity", relforcerowsecurity AS forced, reloptions AS options,
      ${acl(
        'relacl',
        `CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r'::"char" END`,
        'relowner',
      )} AS acl,
      (SELECT json_agg(inhparent::int8) FROM pg_inherits WHERE inhrelid = c.oid) AS parents, c.xmin::text AS xmin
      FROM pg_class AS c JOIN ${USER_SCHEMAS} AS n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')`,
    {
      oid: z.number(),
      schema: z.string(),
      name: z.string(),
      kind: z.string(),
      owner: z.string(),
      rowSecurity: z.boolean(),
      forced: z.boolean(),
      options: strings,
      acl: aclRows,
      parents: numbers,
      xmin,
    },
  ),
  columns: source(
    `SELECT attrelid::int8 AS relation, attnum AS number, attname AS name, format_type(atttypid, atttypmod) AS type,
      t.typtype AS "typeKind", atttypid::int8 AS "typeId", attnotnull AS "notNull",
      CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END AS "default", attgenerated <> '' OR attidentity <> '' AS generated,
      coalesce(l.collisdeterministic, true) AS deterministic, t.typnotnull AS "typeNotNull",
      (SELECT json_agg(json_build_array(x.grantee::int8, x.privilege_type, x.is_grantable)) FROM aclexplode(attacl) AS x) AS acl,
      a.xmin::text AS xmin
      FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = attrelid AND relkind IN ('r', 'p', 'v', 'm', 'f')
      JOIN ${USER_SCHEMAS} AS n ON n.oid = relnamespace JOIN pg_type AS t ON t.oid = atttypid
      LEFT JOIN pg_attrdef AS d ON adrelid = attrelid AND adnum = attnum
      LEFT JOIN pg_collation AS l ON l.oid = attcollation
      WHERE attnum > 0 AND NOT attisdropped ORDER BY attrelid, attnum`,
    {
      relation: z.number(),
      number: z.number(),
      name: z.string(),
      type: z.string(),
      typeKind: z.string(),
      typeId: z.number(),
      notNull: z.boolean(),
      default: z.string().nullable(),
      generated: z.boolean(),
      deterministic: z.boolean(),
      typeNotNull: z.boolean(),
      acl: aclRows,
      xmin,
    },
  ),
  domains: source(
    `WITH RECURSIVE d(id, base, kind) AS (
        SELECT oid, typbasetype, typtype FROM pg_type WHERE typtype = 'd' AND oid >= 16384
        UNION ALL SELECT d.id, t.typbasetype, t.typtype FROM d JOIN pg_type AS t ON t.oid = d.base WHERE t.typtype = 'd')
      SELECT id::int8 AS id, format_type(base, NULL) AS base, format_type(id, NULL) AS name FROM d
      WHERE NOT EXISTS (SELECT FROM pg_type AS t WHERE t.oid = d.base AND t.typtype = 'd')`,
    { id: z.number(), base: z.string(), name: z.string() },
  ),
  policies: source(
    `SELECT polrelid::int8 AS relation, polname AS name, polcmd AS command, polpermissive AS permissive,
      (SELECT json_agg(CASE r WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END) FROM unnest(polroles) AS r) AS roles,
      pg_get_expr(polqual, polrelid) AS "using", pg_get_expr(polwithcheck, polrelid) AS "check", xmin::text AS xmin
      FROM pg_policy`,
    {
      relation: z.number(),
      name: z.string(),
      command: z.string(),
      permissive: z.boolean(),
      roles: strings,
      using: z.string().nullable(),
      check: z.string().nullable(),
      xmin,
    },
  ),
  checks: source(
    `SELECT conrelid::int8 AS relation, contypid::int8 AS type, conkey AS columns,
      pg_get_expr(conbin, conrelid) AS expression FROM pg_constraint WHERE contype = 'c' AND conenforced AND conrelid <> 0`,
    {
      relation: z.number(),
      type: z.number(),
      columns: numbers,
      expression: z.string().nullable(),
    },
  ),
  indexes: source(
    `SELECT i.indrelid::int8 AS relation, c.relname AS name, i.indisprimary AS "primary", i.indisunique AS "unique", i.indisexclusion AS exclusion,
      (SELECT json_agg(k ORDER BY o) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS u(k, o) WHERE o <= i.indnkeyatts) AS columns,
      coalesce(n.xmin, i.xmin)::text AS xmin
      FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid JOIN ${USER_SCHEMAS} AS s ON s.oid = c.relnamespace
      JOIN pg_class AS t ON t.oid = i.indrelid
      LEFT JOIN pg_constraint AS n ON n.conindid = i.indexrelid AND n.contype IN ('p', 'u', 'x')
      WHERE t.relkind IN ('r', 'p', 'm')`,
    {
      relation: z.number(),
      name: z.string(),
      primary: z.boolean(),
      unique: z.boolean(),
      exclusion: z.boolean(),
      columns: numbers,
      xmin,
    },
  ),
  foreignKeys: source(
    `SELECT conrelid::int8 AS relation, conname AS name, conkey AS columns, confrelid::int8 AS "references", confkey AS "referencedColumns",
      conenforced AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgconstraint = n.oid AND tgenabled IN ('D', 'R')) AS enforced, xmin::text AS xmin
      FROM pg_constraint AS n WHERE contype = 'f'`,
    {
      relation: z.number(),
      name: z.string(),
      columns: numbers,
      references: z.number(),
      referencedColumns: numbers,
      enforced: z.boolean(),
      xmin,
    },
  ),
  triggers: source(
    `SELECT tgrelid::int8 AS relation, tgname AS name, tgfoid::int8 AS function, tgenabled IN ('O', 'A') AS enabled, xmin::text AS xmin
      FROM pg_trigger WHERE NOT tgisinternal`,
    {
      relation: z.number(),
      name: z.string(),
      function: z.number(),
      enabled: z.boolean(),
      xmin,
    },
  ),
  rules: source(
    `SELECT ev_class::int8 AS relation, rulename AS name, xmin::text AS xmin FROM pg_rewrite
      WHERE rulename <> '_RETURN' AND oid >= 16384`,
    { relation: z.number(), name: z.string(), xmin },
  ),
  reads: source(
    `SELECT DISTINCT r.ev_class::int8 AS relation, d.refobjid::int8 AS reads FROM pg_rewrite AS r
      JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
      WHERE d.refobjid <> r.ev_class AND r.oid >= 16384`,
    { relation: z.number(), reads: z.number() },
  ),
  routines: source(
    `SELECT p.oid::int8 AS oid, n.nspname AS schema, proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments,
      proargnames AS "argumentNames", pronargs AS "argumentCount", prokind AS kind,
      pg_get_userbyid(proowner) AS owner, lanname AS language, prosecdef AS definer, provolatile AS volatility,
      proleakproof AS leakproof, proconfig AS settings, prosqlbody IS NOT NULL AS bound,
      CASE WHEN prosqlbody IS NULL THEN prosrc ELSE pg_get_function_sqlbody(p.oid) END AS source,
      CASE WHEN prokind IN ('f', 'p') THEN pg_get_functiondef(p.oid) END AS definition,
      format_type(prorettype, NULL) AS "returns", proretset AS "returnsSet",
      ${acl(
        'proacl',
        `'f'`,
        'proowner',
      )} AS acl, (SELECT json_agg(format_type(t, NULL) ORDER BY o) FROM unnest(proargtypes::oid[]) WITH ORDINALITY AS u(t, o)) AS "argumentTypes", p.xmin::text AS xmin
      FROM pg_proc AS p JOIN ${USER_SCHEMAS} AS n ON n.oid = pronamespace JOIN pg_language AS l ON l.oid = prolang
      WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')`,
    {
      oid: z.number(),
      schema: z.string(),
      name: z.string(),
      arguments: z.string(),
      argumentNames: strings,
      argumentCount: z.number(),
      kind: z.string(),
      owner: z.string(),
      language: z.string(),
      definer: z.boolean(),
      volatility: z.string(),
      leakproof: z.boolean(),
      settings: strings,
      bound: z.boolean(),
      source: z.string().nullable(),
      definition: z.string().nullable(),
      returns: z.string().nullable(),
      returnsSet: z.boolean(),
      acl: aclRows,
      argumentTypes: strings,
      xmin,
    },
  ),
  publications: source(
    `SELECT p.pubname AS name, p.puballtables AS "allTables",
      (SELECT json_agg(json_build_object('relation', r.prrelid::int8, 'filtered', r.prqual IS NOT NULL, 'xmin', r.xmin::text)) FROM pg_publication_rel AS r WHERE r.prpubid = p.oid) AS tables,
      (SELECT json_agg(n.nspname) FROM pg_publication_namespace AS s JOIN pg_namespace AS n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid) AS schemas,
      p.xmin::text AS xmin FROM pg_publication AS p`,
    {
      name: z.string(),
      allTables: z.boolean(),
      tables: z
        .array(
          z.object({
            relation: z.number(),
            filtered: z.boolean(),
            xmin,
          }),
        )
        .nullable(),
      schemas: strings,
      xmin,
    },
  ),
  extras: source(
    `SELECT 'extension' AS kind, extname AS name, xmin::text AS xmin FROM pg_extension WHERE oid >= 16384
      UNION ALL SELECT 'foreign server', srvname, xmin::text FROM pg_foreign_server
      UNION ALL SELECT 'event trigger', evtname, xmin::text FROM pg_event_trigger
      UNION ALL SELECT 'language', lanname, xmin::text FROM pg_language WHERE oid >= 16384
      UNION ALL SELECT 'subscription', subname, xmin::text FROM pg_subscription
      UNION ALL SELECT 'parameter right', parname, xmin::text FROM pg_parameter_acl
      UNION ALL SELECT 'operator', format('%s.%s', n.nspname, oprname), o.xmin::text FROM pg_operator AS o
        JOIN ${USER_SCHEMAS} AS n ON n.oid = oprnamespace
        WHERE NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_operator'::regclass AND d.objid = o.oid AND d.deptype = 'e')
      UNION ALL SELECT 'system object', proname::text, xmin::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
      UNION ALL SELECT 'system object', oprname::text, xmin::text FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace
      UNION ALL SELECT 'system object', relname::text, r.xmin::text FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = ev_class
        WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      UNION ALL SELECT 'system object', relname::text, xmin::text FROM pg_class
        WHERE oid >= 16384 AND relnamespace = 'pg_catalog'::regnamespace
      UNION ALL SELECT 'cast', format('%s to %s', format_type(castsource, NULL), format_type(casttarget, NULL)), xmin::text FROM pg_cast
        WHERE oid >= 16384 AND castfunc >= 16384
          AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 'pg_cast'::regclass AND d.objid = pg_cast.oid AND d.deptype = 'e')`,
    { kind: z.string(), name: z.string(), xmin },
  ),
} as const;

type Sources = typeof sources;

/** All rows of the catalogues that are looked at. */
export type CatalogueRows = {
  readonly [K in keyof Sources]: readonly z.infer<Sources[K]['row']>[];
};

async function rowsOf<T extends z.ZodRawShape>(
  engine: Engine,
  { query, row }: Source<T>,
): Promise<readonly z.infer<z.ZodObject<T>>[]> {
  const rows = await engine.json(
    `SELECT json_agg(r)::text FROM (${query}) AS r`,
  );
  return z.array(row).nullable().parse(rows) ?? [];
}

/** Puts nothing of the tree's before PostgreSQL's own names. */
export const OWN_SEARCH_PATH = 'SET search_path = pg_catalog, pg_temp';

/** Reads the catalogues. The session is the administrator's, outside any transaction. */
export async function readRows(engine: Engine): Promise<CatalogueRows> {
  await engine.run(OWN_SEARCH_PATH);
  return {
    roles: await rowsOf(engine, sources.roles),
    memberships: await rowsOf(engine, sources.memberships),
    sessionDefaults: await rowsOf(engine, sources.sessionDefaults),
    defaultPrivileges: await rowsOf(engine, sources.defaultPrivileges),
    databases: await rowsOf(engine, sources.databases),
    schemas: await rowsOf(engine, sources.schemas),
    relations: await rowsOf(engine, sources.relations),
    columns: await rowsOf(engine, sources.columns),
    domains: await rowsOf(engine, sources.domains),
    policies: await rowsOf(engine, sources.policies),
    checks: await rowsOf(engine, sources.checks),
    indexes: await rowsOf(engine, sources.indexes),
    foreignKeys: await rowsOf(engine, sources.foreignKeys),
    triggers: await rowsOf(engine, sources.triggers),
    rules: await rowsOf(engine, sources.rules),
    reads: await rowsOf(engine, sources.reads),
    routines: await rowsOf(engine, sources.routines),
    publications: await rowsOf(engine, sources.publications),
    extras: await rowsOf(engine, sources.extras),
  };
}
