import { dirname, join } from 'node:path';

import { create, fromBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack, timestampNow } from '@bufbuild/protobuf/wkt';
import { Code } from '@connectrpc/connect';

import {
  type EventEnvelope,
  EventEnvelopeSchema,
} from '../../proto/ameide/common/v1/event_pb.js';
import {
  type DeliverRequest,
  DeliverRequestSchema,
} from '../../proto/ameide/common/v1/sinks_pb.js';
import { EntrySchema } from '../database/fixtures/ledger-service.js';
import {
  handle,
  startTestLedger,
  type TestLedger,
  user,
} from '../database/fixtures/test-ledger.js';
import { newId } from '../database/new-id.js';
import { sql } from '../database/sql.js';
import type { Databases } from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import { createDeliverHandler, type DeliverCall } from './deliver-handler.js';
import { isForgedEvent } from './forged-event.js';
import { type Subscription, subscription } from './subscription.js';

const fixtures = join(
  dirname(expect.getState().testPath ?? ''),
  '..',
  'database',
  'fixtures',
);
let ledger: TestLedger;
let databases: Databases;
beforeAll(async () => {
  ledger = await startTestLedger(fixtures);
  databases = ledger.open();
}, 60_000);
afterAll(() => ledger.close());

function service(
  tenantId: string,
  organizationId: string | undefined,
  subject = 'billing',
): Identity {
  return {
    ...user(tenantId, organizationId, subject),
    kind: 'service',
    roles: ['service'],
  };
}

function callBy(identity: Identity): DeliverCall {
  return { identity, database: handle(databases, identity) };
}

function event(
  changes: MessageInitShape<typeof EventEnvelopeSchema> = {},
): DeliverRequest {
  return create(DeliverRequestSchema, {
    event: {
      id: newId(),
      type: EntrySchema.typeName,
      tenantId: 't1',
      organizationId: 'o1',
      producer: 'billing',
      correlationId: 'req-far-away',
      occurredAt: timestampNow(),
      payload: anyPack(
        EntrySchema,
        create(EntrySchema, { id: newId(), title: 'paid' }),
      ),
      ...changes,
    },
  });
}

const handled: EventEnvelope[] = [];
const record: Subscription = subscription({
  type: EntrySchema,
  producer: 'billing',
  async handle(_payload, tx, envelope) {
    handled.push(envelope);
    await tx.query(sql`INSERT INTO ledger.entry (tenant_id, organization_id, id, title)
      VALUES (${envelope.tenantId}, ${envelope.organizationId}, ${newId()}, ${
      envelope.id
    })`);
    tx.emit(EntrySchema, { title: 'follows' });
  },
});
const deliver = createDeliverHandler([record]);

const rows = async (table: string): Promise<number> =>
  Number(
    (await ledger.admin<{ n: string }>(`SELECT count(*) AS n FROM ${table}`))[0]
      ?.n,
  );
beforeEach(() => {
  handled.length = 0;
});

describe('Deliver', () => {
  it('records an event and runs its subscription in one transaction', async () => {
    const request = event();
    expect(await deliver(request, callBy(service('t1', 'o1')))).toEqual({
      duplicate: false,
      handled: true,
    });
    expect(
      await ledger.admin(
        `SELECT tenant_id, organization_id, producer, event_id, type FROM app.inbox`,
      ),
    ).toEqual([
      {
        tenant_id: 't1',
        organization_id: 'o1',
        producer: 'billing',
        event_id: request.event!.id,
        type: EntrySchema.typeName,
      },
    ]);
    expect(
      await ledger.admin(
        `SELECT user_id, action, resource_id, allowed FROM app.audit_log`,
      ),
    ).toEqual([
      {
        user_id: 'billing',
        action: 'event.deliver',
        resource_id: request.event!.id,
        allowed: true,
      },
    ]);
    const [follower] = await ledger.admin<{ payload: Buffer }>(
      `SELECT payload FROM app.outbox WHERE topic = 'event'`,
    );
    expect(fromBinary(EventEnvelopeSchema, follower!.payload)).toMatchObject({
      producer: 'ledger',
      correlationId: 'req-far-away',
      causationId: request.event!.id,
    });
  });

  it('takes a replayed event once, also when it comes many times at once', async () => {
    const request = event();
    const before = await rows('app.audit_log');
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        deliver(request, callBy(service('t1', 'o1'))),
      ),
    );
    answers.push(await deliver(request, callBy(service('t1', 'o1'))));
    expect(answers.filter(answer => !answer.duplicate)).toHaveLength(1);
    expect(handled).toHaveLength(1);
    expect(await rows('app.audit_log')).toBe(before + 1);
  });

  it.each([
    ['tenant', { tenantId: 't2' }, service('t2', 'o1')],
    ['organisation', { organizationId: 'o2' }, service('t1', 'o2')],
    ['producer', { producer: 'shipping' }, service('t1', 'o1', 'shipping')],
  ])(
    'keeps the same id apart in another %s',
    async (_name, changes, identity) => {
      const id = newId();
      expect(
        await deliver(event({ id }), callBy(service('t1', 'o1'))),
      ).toMatchObject({ duplicate: false });
      expect(
        await deliver(event({ id, ...changes }), callBy(identity)),
      ).toMatchObject({ duplicate: false });
    },
  );

  it.each<[string, MessageInitShape<typeof EventEnvelopeSchema>, Identity]>([
    ['another producer', { producer: 'shipping' }, service('t1', 'o1')],
    ['another tenant', { tenantId: 't2' }, service('t1', 'o1')],
    ['another organisation', { organizationId: 'o2' }, service('t1', 'o1')],
    ['no tenant', { tenantId: '' }, service('t1', 'o1')],
    [
      'no organisation, by a token without one',
      { organizationId: '' },
      service('t1', undefined),
    ],
    ['a user as its source', {}, user('t1', 'o1', 'billing')],
    [
      'an API key as its source',
      {},
      { ...service('t1', 'o1'), kind: 'api-key' },
    ],
  ])(
    'refuses an envelope with %s, and writes nothing',
    async (_name, changes, identity) => {
      const before = [
        await rows('app.inbox'),
        await rows('app.audit_log'),
        await rows('app.outbox'),
      ];
      const refusal: unknown = await deliver(
        event(changes),
        callBy(identity),
      ).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code: Code.PermissionDenied });
      expect(isForgedEvent(refusal)).toBe(true);
      expect(handled).toHaveLength(0);
      expect([
        await rows('app.inbox'),
        await rows('app.audit_log'),
        await rows('app.outbox'),
      ]).toEqual(before);
    },
  );

  it('acknowledges events that nobody subscribed to, and records them', async () => {
    const before = await rows('app.inbox');
    const call = callBy(service('t1', 'o1'));
    expect(await deliver(event({ type: 'some.Other' }), call)).toEqual({
      duplicate: false,
      handled: false,
    });
    expect(await createDeliverHandler([])(event(), call)).toEqual({
      duplicate: false,
      handled: false,
    });
    expect(handled).toHaveLength(0);
    expect(await rows('app.inbox')).toBe(before + 2);
  });

  it.each([
    [
      'of another type',
      anyPack(EventEnvelopeSchema, create(EventEnvelopeSchema)),
    ],
    [
      'that does not decode',
      {
        ...anyPack(EntrySchema, create(EntrySchema)),
        value: new Uint8Array([255, 255]),
      },
    ],
    ['that is missing', undefined],
  ])('refuses a payload %s', async (_name, payload) => {
    const request = event();
    request.event!.payload = payload;
    await expect(
      deliver(request, callBy(service('t1', 'o1'))),
    ).rejects.toMatchObject({ code: Code.InvalidArgument });
  });

  it('forgets an event whose subscription failed, so that it can be delivered again', async () => {
    let fail = true;
    const flaky = createDeliverHandler([
      {
        ...record,
        handle: async (payload, tx, envelope) => {
          await record.handle(payload, tx, envelope);
          if (fail) {
            throw new Error('not now');
          }
        },
      },
    ]);
    const request = event();
    const before = [
      await rows('app.inbox'),
      await rows('ledger.entry'),
      await rows('app.outbox'),
    ];
    await expect(flaky(request, callBy(service('t1', 'o1')))).rejects.toThrow(
      'not now',
    );
    expect([
      await rows('app.inbox'),
      await rows('ledger.entry'),
      await rows('app.outbox'),
    ]).toEqual(before);
    fail = false;
    expect(await flaky(request, callBy(service('t1', 'o1')))).toEqual({
      duplicate: false,
      handled: true,
    });
  });

  it('refuses two subscriptions to the same event', () => {
    expect(() => createDeliverHandler([record, record])).toThrow(
      'two subscriptions',
    );
  });
});
