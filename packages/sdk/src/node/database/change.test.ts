import { dirname, join } from 'node:path';

import { fromBinary } from '@bufbuild/protobuf';
import { Code, ConnectError } from '@connectrpc/connect';

import { EventEnvelopeSchema } from '../../proto/ameide/common/v1/event_pb.js';
import { lifetimeOf } from '../lifetime.js';
import {
  count,
  createEntry,
  createVia,
  insert,
  request,
  textOf,
} from './fixtures/create-entry.js';
import { EntrySchema, unaryMethod } from './fixtures/ledger-service.js';
import {
  handle,
  startTestLedger,
  user,
  type TestLedger,
} from './fixtures/test-ledger.js';
import { sql } from './sql.js';
import { type ChangeTransaction } from './tenant-database.js';

const fixtures = join(dirname(expect.getState().testPath ?? ''), 'fixtures');
let ledger: TestLedger;
beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
}, 60_000);
afterAll(() => ledger.close());

describe('changing', () => {
  const owner = { tenant: 'change', organization: 'a' };
  const rowsFor = async (table: string): Promise<number> =>
    Number(
      (
        await ledger.admin<{ n: string }>(
          `SELECT count(*) AS n FROM ${table} WHERE tenant_id = 'change'`,
        )
      )[0]?.n,
    );

  it('commits row, audit entry, forwarded entry and event together', async () => {
    const database = handle(
      ledger.open(),
      user(owner.tenant, owner.organization),
      { requestId: 'req-9' },
    );
    await database.change(
      {
        method: createEntry,
        request: request('together'),
        resourceId: 'r-1',
        metadata: { source: 'test' },
      },
      async tx => {
        const id = await insert(tx, owner, 'together');
        tx.emit(EntrySchema, { id, title: 'together' });
        tx.project({ type: 'ledger.entry', id, fields: { title: 'together' } });
        return { id };
      },
    );
    const [entry] = await ledger.admin(
      `SELECT organization_id, user_id, actor_id, action, resource_type, resource_id, allowed, denied_reason, request_id, metadata FROM app.audit_log WHERE tenant_id = 'change'`,
    );
    expect(entry).toEqual({
      organization_id: 'a',
      user_id: 'user-1',
      actor_id: null,
      action: 'entry.create',
      resource_type: 'entry',
      resource_id: 'r-1',
      allowed: true,
      denied_reason: null,
      request_id: 'req-9',
      metadata: { source: 'test' },
    });
    const outbox = await ledger.admin<{
      topic: string;
      type: string;
      payload: Buffer;
    }>(
      `SELECT topic, type, payload FROM app.outbox WHERE tenant_id = 'change' ORDER BY topic`,
    );
    expect(outbox.map(({ topic, type }) => [topic, type])).toEqual([
      ['audit', 'entry.create'],
      ['event', 'test.ledger.v1.Entry'],
      ['projection', 'ledger.entry'],
    ]);
    expect(fromBinary(EventEnvelopeSchema, outbox[1]!.payload)).toMatchObject({
      tenantId: 'change',
      organizationId: 'a',
      producer: 'ledger',
      correlationId: 'req-9',
      causationId: 'req-9',
      type: 'test.ledger.v1.Entry',
    });
  });

  it.each([
    [
      'its own code fails',
      async () => Promise.reject(new Error('own failure')),
      'own failure',
    ],
    [
      'a statement fails',
      async (tx: ChangeTransaction) => void (await tx.query(sql`SELECT 1 / 0`)),
      'division by zero',
    ],
    [
      'a failed statement was swallowed',
      async (tx: ChangeTransaction) =>
        void (await tx.query(sql`SELECT 1 / 0`).catch(() => undefined)),
      'current transaction is aborted',
    ],
  ])('leaves nothing when %s', async (_name, also, message) => {
    const before = [
      await rowsFor('ledger.entry'),
      await rowsFor('app.audit_log'),
      await rowsFor('app.outbox'),
      await rowsFor('app.idempotency_key'),
    ];
    const databases = ledger.open(1);
    const database = handle(databases, user(owner.tenant, owner.organization));
    await expect(
      createVia(database, owner, request('never', 'key-never'), also),
    ).rejects.toThrow(message);
    const after = [
      await rowsFor('ledger.entry'),
      await rowsFor('app.audit_log'),
      await rowsFor('app.outbox'),
      await rowsFor('app.idempotency_key'),
    ];
    expect(after).toEqual(before);
    await databases.checkNoContextLeft();
  });

  it('rolls back when the call ends first, and refuses what comes after the end', async () => {
    const before = await rowsFor('ledger.entry');
    const databases = ledger.open(1);
    const late: { tx?: ChangeTransaction } = {};
    const database = handle(databases, user(owner.tenant, owner.organization), {
      lifetime: lifetimeOf(AbortSignal.timeout(60)),
    });
    const never = new Promise<void>(() => undefined);
    await expect(
      createVia(database, owner, request('late'), async tx => {
        late.tx = tx;
        await never;
      }),
    ).rejects.toMatchObject({ code: Code.DeadlineExceeded });
    await expect(late.tx!.query(count)).rejects.toBeInstanceOf(ConnectError);
    expect(await rowsFor('ledger.entry')).toBe(before);
    await databases.checkNoContextLeft();

    const done: { tx?: ChangeTransaction } = {};
    await createVia(
      handle(databases, user(owner.tenant, owner.organization)),
      owner,
      request('done'),
      async tx => {
        done.tx = tx;
      },
    );
    await expect(done.tx!.query(count)).rejects.toThrow('has ended');
    expect(() => done.tx!.emit(EntrySchema, {})).toThrow('has ended');
  });

  it('is refused for a method whose contract declares no audit entry', async () => {
    const database = handle(
      ledger.open(),
      user(owner.tenant, owner.organization),
    );
    await expect(
      database.change(
        {
          method: unaryMethod('Unaudited'),
          request: request('x'),
          resourceId: 'r',
        },
        async () => ({}),
      ),
    ).rejects.toThrow('(ameide.common.v1.audit)');
  });

  it('records a refusal with and without an organisation, in a cancelled call too', async () => {
    const databases = ledger.open(1);
    const over = AbortSignal.abort();
    const refusal = {
      action: 'entry.create',
      resourceType: 'entry',
      deniedReason: 'permission_denied',
    };
    await handle(databases, user('refused', 'a'), {
      lifetime: lifetimeOf(over),
    }).recordRefusal(refusal);
    await handle(databases, user('refused', undefined), {
      tenantWide: true,
    }).recordRefusal({ ...refusal, deniedReason: 'no_organization' });
    const rows = await ledger.admin(
      `SELECT organization_id, allowed, denied_reason FROM app.audit_log WHERE tenant_id = 'refused' ORDER BY denied_reason`,
    );
    expect(rows).toEqual([
      {
        organization_id: null,
        allowed: false,
        denied_reason: 'no_organization',
      },
      {
        organization_id: 'a',
        allowed: false,
        denied_reason: 'permission_denied',
      },
    ]);
    expect(
      await ledger.admin(
        `SELECT topic FROM app.outbox WHERE tenant_id = 'refused'`,
      ),
    ).toEqual([{ topic: 'audit' }, { topic: 'audit' }]);
    await databases.checkNoContextLeft();
  });
});

describe('client_request_id', () => {
  const owner = { tenant: 'idem', organization: 'a' };

  it('gives the stored response for the same request, once carried out', async () => {
    const database = handle(ledger.open(), user('idem', 'a'));
    const first = await createVia(
      database,
      owner,
      request('once', 'key-1', 'context-1'),
    );
    const again = await createVia(
      database,
      owner,
      request('once', 'key-1', 'context-2'),
    );
    expect(textOf(again, 'id')).toBe(textOf(first, 'id'));
    expect(
      await database.query(
        sql`SELECT count(*) AS n FROM ledger.entry WHERE title = 'once'`,
      ),
    ).toEqual([{ n: 1n }]);
    expect(
      await ledger.admin(
        `SELECT count(*)::int AS n FROM app.audit_log WHERE tenant_id = 'idem'`,
      ),
    ).toEqual([{ n: 1 }]);
  });

  it('refuses the key for another request, without saying what the first was', async () => {
    const database = handle(ledger.open(), user('idem', 'a'));
    const refused = createVia(database, owner, request('twice', 'key-1'));
    await expect(refused).rejects.toMatchObject({
      code: Code.InvalidArgument,
      rawMessage: expect.not.stringContaining('once'),
    });
  });

  it('means nothing to another user, organisation or tenant', async () => {
    const databases = ledger.open();
    const others = [
      { who: user('idem', 'a', 'user-2'), owner },
      { who: user('idem', 'b'), owner: { tenant: 'idem', organization: 'b' } },
      {
        who: user('idem-2', 'a'),
        owner: { tenant: 'idem-2', organization: 'a' },
      },
    ];
    for (const [index, other] of others.entries()) {
      const made = await createVia(
        handle(databases, other.who),
        other.owner,
        request(`other-${index}`, 'key-1'),
      );
      expect(textOf(made, 'title')).toBe(`other-${index}`);
    }
  });

  it('carries out concurrent duplicates once', async () => {
    const databases = ledger.open(8);
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        createVia(
          handle(databases, user('idem', 'a')),
          owner,
          request('race', 'key-race'),
        ),
      ),
    );
    expect(new Set(made.map(message => textOf(message, 'id'))).size).toBe(1);
    expect(
      await handle(databases, user('idem', 'a')).query(
        sql`SELECT count(*) AS n FROM ledger.entry WHERE title = 'race'`,
      ),
    ).toEqual([{ n: 1n }]);
  });

  it('is free again after a change that failed', async () => {
    const database = handle(ledger.open(), user('idem', 'a'));
    await expect(
      createVia(database, owner, request('retry', 'key-2'), async () =>
        Promise.reject(new Error('first try')),
      ),
    ).rejects.toThrow('first try');
    expect(
      textOf(
        await createVia(database, owner, request('retry', 'key-2')),
        'title',
      ),
    ).toBe('retry');
  });
});
