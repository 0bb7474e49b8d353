import { dirname, join } from 'node:path';

import { Code } from '@connectrpc/connect';

import { lifetimeOf } from '../lifetime.js';
import { count, createVia, request, titles } from './fixtures/create-entry.js';
import {
  handle,
  startTestLedger,
  user,
  type TestLedger,
} from './fixtures/test-ledger.js';
import { sql } from './sql.js';

const fixtures = join(dirname(expect.getState().testPath ?? ''), 'fixtures');
let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
}, 60_000);
afterAll(() => ledger.close());

describe('a connection that calls share', () => {
  it('keeps nothing of a call, whatever its end', async () => {
    const databases = ledger.open(1);
    const one = handle(databases, user('left1', 'a'));
    const other = handle(databases, user('left2', 'a'));
    await createVia(
      one,
      { tenant: 'left1', organization: 'a' },
      request('mine'),
    );
    await databases.checkNoContextLeft();
    await expect(one.query(sql`SELECT 1 / 0 AS boom`)).rejects.toMatchObject({
      code: '22012',
    });
    await databases.checkNoContextLeft();
    await expect(
      createVia(one, { tenant: 'left1', organization: 'a' }, request('mine')),
    ).rejects.toMatchObject({ code: '23505' });
    await databases.checkNoContextLeft();
    await expect(
      handle(databases, user('left1', 'a'), { timeoutMs: 50 }).query(
        sql`SELECT pg_sleep(5)`,
      ),
    ).rejects.toMatchObject({ code: '57014' });
    await databases.checkNoContextLeft();
    await handle(databases, user('left1', undefined), {
      tenantWide: true,
    }).query(titles);
    await databases.checkNoContextLeft();
    expect(await other.query(titles)).toEqual([]);
    expect(await one.query(titles)).toEqual([{ title: 'mine' }]);
    const [settings] = await other.query(
      sql`SELECT current_user AS who, current_setting('app.tenant_id') AS tenant, current_setting('statement_timeout') AS timeout`,
    );
    expect(settings).toEqual({
      who: 'ledger_app',
      tenant: 'left2',
      timeout: '5s',
    });
  });

  it('says so when something was left', async () => {
    const databases = ledger.open(1);
    await ledger.admin(`ALTER ROLE ledger_app SET app.tenant_id = 'preset'`);
    try {
      await expect(databases.checkNoContextLeft()).rejects.toThrow(
        'still carries the tenant',
      );
    } finally {
      await ledger.admin(`ALTER ROLE ledger_app RESET app.tenant_id`);
    }
  });

  it('serves many callers at once, each with its own rows', async () => {
    const databases = ledger.open(3);
    const owners = Array.from({ length: 12 }, (_, index) => ({
      tenant: `many${index % 4}`,
      organization: `o${index % 3}`,
      title: `t${index}`,
    }));
    await Promise.all(
      owners.map(owner =>
        createVia(
          handle(databases, user(owner.tenant, owner.organization)),
          owner,
          request(owner.title),
        ),
      ),
    );
    const reads = await Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const owner = owners[index % owners.length]!;
        const rows = await handle(
          databases,
          user(owner.tenant, owner.organization),
        ).query<{ title: string }>(titles);
        return rows.map(row => row.title).join() === owner.title;
      }),
    );
    expect(reads.every(Boolean)).toBe(true);
  });

  it('gives up a cancelled call at once and uses the connection again', async () => {
    const databases = ledger.open(1);
    const abort = new AbortController();
    const slow = handle(databases, user('abort', 'a'), {
      lifetime: lifetimeOf(abort.signal),
      timeoutMs: 400,
    }).query(sql`SELECT pg_sleep(10)`);
    const waiting = handle(databases, user('abort', 'a'), {
      lifetime: lifetimeOf(abort.signal),
    }).query(count);
    setTimeout(() => abort.abort(), 30);
    const started = Date.now();
    await expect(slow).rejects.toMatchObject({ code: Code.Canceled });
    await expect(waiting).rejects.toMatchObject({ code: Code.Canceled });
    expect(Date.now() - started).toBeLessThan(300);
    expect(await handle(databases, user('abort', 'a')).query(count)).toEqual([
      { n: 0n },
    ]);
    const timeout = handle(databases, user('abort', 'a'), {
      lifetime: lifetimeOf(AbortSignal.timeout(20)),
    }).query(sql`SELECT pg_sleep(0.2)`);
    await expect(timeout).rejects.toMatchObject({
      code: Code.DeadlineExceeded,
    });
    await databases.checkNoContextLeft();
  });

  it('replaces a connection that the server has closed', async () => {
    const databases = ledger.open(1);
    const database = handle(databases, user('lost', 'a'));
    await database.query(count);
    const killed = database.query(sql`SELECT pg_sleep(5)`);
    setTimeout(
      () =>
        void ledger.admin(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ledger_app' AND query LIKE '%pg_sleep(5)%'`,
        ),
      50,
    );
    await expect(killed).rejects.toMatchObject({ code: Code.Unavailable });
    expect(await database.query(count)).toEqual([{ n: 0n }]);
  });

  it('survives a change of a table under a prepared statement', async () => {
    const database = handle(ledger.open(1), user('stale', 'a'));
    const all = sql`SELECT * FROM ledger.entry`;
    await database.query(all);
    await ledger.admin(`ALTER TABLE ledger.entry ADD COLUMN note text`);
    await expect(database.query(all)).resolves.toEqual([]);
    await ledger.admin(`ALTER TABLE ledger.entry DROP COLUMN note`);
    await expect(database.query(all)).resolves.toEqual([]);
  });
});
