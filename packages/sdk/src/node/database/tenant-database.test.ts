import { dirname, join } from 'node:path';

import { count, createVia, request, titles } from './fixtures/create-entry.js';
import {
  handle,
  startTestLedger,
  user,
  type TestLedger,
} from './fixtures/test-ledger.js';
import { startTurnCounter } from './fixtures/turn-counter.js';
import { newId } from './new-id.js';
import { sql } from './sql.js';

const fixtures = join(dirname(expect.getState().testPath ?? ''), 'fixtures');
let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
}, 60_000);
afterAll(() => ledger.close());

describe('isolation through the handle', () => {
  it('shows each organisation its own rows only', async () => {
    const databases = ledger.open();
    for (const [tenant, organization, title] of [
      ['iso1', 'a', 'one'],
      ['iso1', 'b', 'two'],
      ['iso2', 'a', 'three'],
    ] as const) {
      await createVia(
        handle(databases, user(tenant, organization)),
        { tenant, organization },
        request(title),
      );
    }
    expect(await handle(databases, user('iso1', 'a')).query(titles)).toEqual([
      { title: 'one' },
    ]);
    expect(await handle(databases, user('iso1', 'b')).query(titles)).toEqual([
      { title: 'two' },
    ]);
    expect(await handle(databases, user('iso2', 'a')).query(titles)).toEqual([
      { title: 'three' },
    ]);
    expect(await handle(databases, user('iso3', 'a')).query(titles)).toEqual(
      [],
    );
    expect(
      await handle(databases, user('iso1', undefined), {
        tenantWide: true,
      }).query(titles),
    ).toEqual([{ title: 'one' }, { title: 'two' }]);
  });

  it('refuses rows written for somebody else', async () => {
    const database = handle(ledger.open(), user('iso4', 'a'));
    await expect(
      createVia(database, { tenant: 'iso5', organization: 'a' }, request('x')),
    ).rejects.toMatchObject({ code: '42501' });
    await expect(
      createVia(database, { tenant: 'iso4', organization: 'b' }, request('x')),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('needs an organisation for all that is not declared tenant-wide', async () => {
    const databases = ledger.open();
    await expect(
      handle(databases, user('iso1', undefined)).query(titles),
    ).rejects.toThrow('no organisation');
    await expect(
      handle(databases, user('iso1', '')).query(titles),
    ).rejects.toThrow('no organisation');
    const wide = handle(databases, user('iso1', 'a'), { tenantWide: true });
    await expect(
      createVia(wide, { tenant: 'iso1', organization: 'a' }, request('x')),
    ).rejects.toThrow('reads only');
  });

  it('keeps values that look like SQL as values', async () => {
    const title = `'); DROP TABLE ledger.entry; -- $1 \\ "`;
    const database = handle(
      ledger.open(),
      user(`t'; DROP SCHEMA app; --`, `o' OR '1'='1`),
    );
    await createVia(
      database,
      { tenant: `t'; DROP SCHEMA app; --`, organization: `o' OR '1'='1` },
      request(title),
    );
    expect(await database.query(titles)).toEqual([{ title }]);
    const some = sql`WHERE title = ANY(${[
      title,
      '{a,"b"}',
      'NULL',
    ]}) AND title <> ${'$2'}`;
    expect(
      await database.query(
        sql`SELECT title FROM ledger.entry ${some} LIMIT ${5}`,
      ),
    ).toEqual([{ title }]);
  });
});

describe('reading', () => {
  it('cannot write', async () => {
    const database = handle(ledger.open(), user('read1', 'a'));
    const write = sql`INSERT INTO ledger.entry (tenant_id, organization_id, id, title) VALUES ('read1', 'a', ${newId()}, 'x') RETURNING id`;
    await expect(database.query(write)).rejects.toMatchObject({
      code: '25006',
    });
    await expect(
      database.query(
        sql`WITH made AS (UPDATE ledger.entry SET title = 'y' RETURNING id) SELECT id FROM made`,
      ),
    ).rejects.toMatchObject({ code: '25006' });
  });

  it.each([
    'COMMIT',
    'SET ROLE ledger_owner',
    'BEGIN',
    'RESET ALL',
    '  \n/* */ SELECT 1',
    '',
    'DO $$ BEGIN END $$',
  ])('refuses to run %j', async text => {
    const strings = Object.freeze(
      Object.assign([text], { raw: Object.freeze([text]) }),
    );
    await expect(
      handle(ledger.open(), user('read1', 'a')).query(sql(strings)),
    ).rejects.toThrow('must begin with');
  });

  it('refuses statements that set the context, and look-alikes of statements', async () => {
    const database = handle(ledger.open(), user('read1', 'a'));
    await expect(
      database.query(sql`SELECT set_config('app.tenant_id', 'other', true)`),
    ).rejects.toThrow('set_config');
    const lookalike = JSON.parse(
      '{"text":"SELECT 1","values":[],"name":"n"}',
    ) as ReturnType<typeof sql>;
    await expect(database.query(lookalike)).rejects.toThrow(
      'Only statements made with sql',
    );
    expect(() =>
      (sql as unknown as (text: string) => unknown)('SELECT 1'),
    ).toThrow('template tag');
  });

  it('gives exact types', async () => {
    const bytes = Buffer.from([0, 255, 92]);
    const [row] = await handle(ledger.open(), user('read1', 'a')).query(sql`
      SELECT 12345678901234.10::numeric AS amount, 9007199254740993::int8 AS big, 7 AS small, '2024-02-29'::date AS day,
        '2024-01-02T03:04:05.678Z'::timestamptz AS at, true AS yes, ${bytes}::bytea AS bytes, '{"a":[1]}'::jsonb AS json,
        NULL::text AS nothing, ARRAY['a','b"c',NULL] AS list, 'dfc1d1a0-0000-7000-8000-000000000000'::uuid AS id,
        ${10n}::int8 AS sent, ${new Date(
      0,
    )}::timestamptz AS epoch, ARRAY[1.50::numeric] AS amounts, 1.5::float8 AS real`);
    expect(row).toEqual({
      amount: '12345678901234.10',
      big: 9007199254740993n,
      small: 7,
      day: '2024-02-29',
      at: new Date('2024-01-02T03:04:05.678Z'),
      yes: true,
      bytes,
      json: { a: [1] },
      nothing: null,
      list: ['a', 'b"c', null],
      id: 'dfc1d1a0-0000-7000-8000-000000000000',
      sent: 10n,
      epoch: new Date(0),
      amounts: ['1.50'],
      real: 1.5,
    });
  });

  it('takes one round trip; a change takes one beside those of its statements for each end', async () => {
    const counter = await startTurnCounter(ledger.database.appUrl);
    const databases = ledger.open(1, counter.url);
    const database = handle(databases, user('turns', 'a'));
    const owner = { tenant: 'turns', organization: 'a' };
    await database.query(count);
    await createVia(database, owner, request('warm', 'key-1'));
    counter.take();
    await database.query(count);
    expect(counter.take()).toBe(1);
    await createVia(database, owner, request('counted', 'key-2'));
    expect(counter.take()).toBe(3);
    await database.recordRefusal({
      action: 'a',
      resourceType: 'b',
      deniedReason: 'rate_limited',
    });
    expect(counter.take()).toBe(1);
    await databases.close();
    await counter.close();
  });

  it('keeps a bounded number of statements prepared', async () => {
    const databases = ledger.open(1);
    const database = handle(databases, user('read1', 'a'));
    for (let index = 0; index < 300; index += 1) {
      const strings = [`SELECT ${index} AS n`];
      const statement = sql(
        Object.freeze(
          Object.assign(strings, { raw: Object.freeze([...strings]) }),
        ),
      );
      expect(await database.query(statement)).toEqual([{ n: index }]);
    }
    const [row] = await database.query<{ n: bigint }>(
      sql`SELECT count(*) AS n FROM pg_prepared_statements`,
    );
    expect(row?.n).toBeLessThanOrEqual(256n);
    expect(row?.n).toBeGreaterThan(100n);
  });
});
