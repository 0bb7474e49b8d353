import { fixtureTree } from '../../testing/fixture';
import type { Fact } from '../fact';
import { gatherMetadata } from '../metadata/gather-metadata';
import type { Database } from './database';
import { gatherDatabase } from './gather-database';

/** The fact of a small service with one more migration. */
async function gathered(
  migration: string,
  more: Readonly<Record<string, string | null>> = {},
): Promise<Fact<Database>> {
  const tree = fixtureTree({
    title: 'a tree',
    base: 'database',
    files: { 'db/migrations/003.do.more.sql': migration, ...more },
  });
  return gatherDatabase(tree, gatherMetadata(tree));
}

function value(fact: Fact<Database>): Database {
  if (fact.state !== 'available') throw new Error(fact.reason);
  return fact.value;
}

describe('gatherDatabase', () => {
  it.each([
    [
      'no SQL',
      'SELECT 1;\nCREATE TABLE x (;',
      /003.do.more.sql:2: syntax error/,
    ],
    ['a command of psql', '\\i other.sql', /003.do.more.sql:1: syntax error/],
    [
      'what is not there',
      'TABLE nowhere;',
      /relation "nowhere" does not exist/,
    ],
    ['a program', `COPY (SELECT 1) TO PROGRAM 'id';`, /cannot be evaluated/],
    [
      'a program in a block',
      `DO $$ BEGIN EXECUTE 'COPY (SELECT 1) TO PROGRAM ''id'''; END $$;`,
      /cannot be evaluated/,
    ],
    [
      'a file',
      `CREATE TABLE shop.t (a text); COPY shop.t FROM '/etc/passwd';`,
      /could not open file/,
    ],
    [
      'data that is not there',
      'CREATE TABLE shop.t (a text); COPY shop.t FROM stdin;',
      /cannot be evaluated/,
    ],
    [
      'a recursion without end',
      `CREATE FUNCTION shop.f(i int) RETURNS int LANGUAGE plpgsql SET search_path = pg_catalog AS 'BEGIN RETURN shop.f(i + 1); END'; SELECT shop.f(1);`,
      /exhausted the engine/,
    ],
    ['a NUL', 'SELECT 1;\0SELECT 2;', /is no text/],
  ])('is broken by %s', async (_, migration, reason) => {
    expect(await gathered(migration)).toEqual({
      state: 'broken',
      reason: expect.stringMatching(reason),
    });
  });

  it('does not know what an extension does that the engine lacks', async () => {
    expect(
      await gathered(
        'CREATE EXTENSION postgis;\nCREATE TABLE shop.place (at geography);',
      ),
    ).toEqual({
      state: 'unavailable',
      reason: expect.stringContaining('postgis'),
    });
  });

  it('takes what a migration may do, in a transaction of its own or not', async () => {
    const { states, problems } = value(
      await gathered(`
        BEGIN;
        SET LOCAL lock_timeout = '1s';
        LOCK TABLE shop.customer IN ACCESS EXCLUSIVE MODE;
        COMMIT;
        CREATE INDEX CONCURRENTLY c ON shop.customer (tenant_id, organization_id, email);
        VACUUM shop.customer;
        DO $$ BEGIN PERFORM 1; COMMIT; END $$;
        DISCARD ALL;
        GRANT CONNECT ON DATABASE shop TO shop_app;
        GRANT SELECT ON shop.customer TO made_by_the_cluster;
        CREATE EXTENSION citext;
      `),
    );
    expect(problems).toEqual([]);
    expect(states[0]?.unprobed).toEqual([]);
    expect(states[0]?.roles.map(({ name }) => name)).toContain(
      'made_by_the_cluster',
    );
  });

  it('does not let what is taken back count', async () => {
    const { states } = value(
      await gathered(`
        BEGIN;
        ALTER TABLE shop.customer DISABLE ROW LEVEL SECURITY;
        ROLLBACK;
      `),
    );
    const customer = states[0]?.relations.find(
      ({ label }) => label === 'shop.customer',
    );
    expect(customer?.rowSecurity).toBe(true);
  });

  it('finds its own names, whatever the tree puts in their way', async () => {
    const { states } = value(
      await gathered(`
        CREATE SCHEMA evil;
        CREATE TABLE evil.pg_class (oid oid, relname name);
        CREATE FUNCTION evil.int8lt(bigint, bigint) RETURNS boolean LANGUAGE sql SET search_path = pg_catalog RETURN true;
        CREATE OPERATOR evil.>= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = evil.int8lt);
        CREATE OPERATOR evil.= (LEFTARG = name, RIGHTARG = name, FUNCTION = nameeq);
        SET search_path = evil, pg_catalog;
        CREATE TEMP TABLE pg_policy (a int);
      `),
    );
    const customer = states[0]?.relations.find(
      ({ label }) => label === 'shop.customer',
    );
    expect(customer).toMatchObject({
      rowSecurity: true,
      at: { file: 'db/migrations/002.do.shop.sql' },
      policies: [
        { name: 'tenant_isolation', read: { tenant: true } },
        { name: 'tenant_wide_read' },
      ],
    });
  });

  it('notices that a block goes on as an administrator', async () => {
    const { problems, states } = value(
      await gathered(
        `DO $$ BEGIN EXECUTE 'SET SESSION AUTHORIZATION postgres'; EXECUTE 'ALTER ROLE shop_app BYPASSRLS'; END $$;`,
      ),
    );
    expect(problems).toEqual([
      expect.objectContaining({ kind: 'changes-session-user' }),
    ]);
    expect(
      states[0]?.roles.find(({ name }) => name === 'shop_app'),
    ).toMatchObject({ bypassesRowSecurity: true });
  });

  it('says which statement made and which one changed an object', async () => {
    const { states } = value(
      await gathered(`
SELECT 1;
DO $$ BEGIN EXECUTE 'ALTER TABLE shop.customer NO FORCE ROW LEVEL SECURITY'; END $$;
COMMENT ON TABLE shop.customer IS 'later';
GRANT DELETE ON shop.customer TO shop_app;`),
    );
    const customer = states[0]?.relations.find(
      ({ label }) => label === 'shop.customer',
    );
    const file = 'db/migrations/003.do.more.sql';
    expect(customer).toMatchObject({
      at: { file: 'db/migrations/002.do.shop.sql' },
      rowSecurityAt: { file, line: 3 },
    });
    expect(
      customer?.grants.find(({ privilege }) => privilege === 'DELETE')?.at,
    ).toEqual({ file, line: 5 });
  });

  it('looks at the database again with SQL that lies elsewhere, and not without what it drops', async () => {
    const { states } = value(
      await gathered('SELECT 1;', {
        'ops/drop.sql': 'DROP TABLE shop.purchase;',
        'ops/open.sql': 'ALTER TABLE shop.customer DISABLE ROW LEVEL SECURITY;',
      }),
    );
    const secured = states.map(({ after, relations }) => [
      after,
      relations.find(({ label }) => label === 'shop.customer')?.rowSecurity,
      relations.some(({ label }) => label === 'shop.purchase'),
    ]);
    expect(secured).toEqual([
      [undefined, true, true],
      ['ops/drop.sql', true, false],
      ['ops/open.sql', false, false],
    ]);
  });

  it('needs no description', async () => {
    const { model } = value(
      await gathered('SELECT 1;', { 'ameide.service.yaml': null }),
    );
    expect(model).toEqual({
      owner: 'shop_owner',
      runtime: 'shop_app',
      dispatcher: 'shop_dispatcher',
      tenantWide: 'shop_tenant_wide',
      declared: false,
    });
  });
});
