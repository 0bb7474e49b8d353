import { dirname, join } from 'node:path';

import { create } from '@bufbuild/protobuf';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import pg from 'pg';

import type { AuditEvent } from '../../proto/ameide/common/v1/audit_pb.js';
import type { EventEnvelope } from '../../proto/ameide/common/v1/event_pb.js';
import {
  AuditService,
  EventService,
  ProjectionService,
  type ProjectRequest,
} from '../../proto/ameide/common/v1/sinks_pb.js';
import {
  startTestIssuer,
  type TestIssuer,
} from '../../testing/issuer/test-issuer.js';
import {
  startTestGateway,
  type TestGateway,
} from '../client/fixtures/test-gateway.js';
import {
  CreateEntryRequestSchema,
  EntrySchema,
  unaryMethod,
} from '../database/fixtures/ledger-service.js';
import {
  handle,
  startTestLedger,
  type TestLedger,
  user,
} from '../database/fixtures/test-ledger.js';
import { newId } from '../database/new-id.js';
import type { Databases } from '../database/tenant-database.js';
import {
  type DispatcherOptions,
  type RunningDispatcher,
  startDispatcher,
} from './dispatcher.js';

const fixtures = join(
  dirname(expect.getState().testPath ?? ''),
  '..',
  'database',
  'fixtures',
);

let ledger: TestLedger;
let databases: Databases;
let issuer: TestIssuer;
let gateway: TestGateway;
let credentials: { clientId: string; privateKeyFile: string };
const events: { event: EventEnvelope; claims: JWTPayload }[] = [];
const entries: { events: AuditEvent[]; claims: JWTPayload }[] = [];
const projections: { request: ProjectRequest; claims: JWTPayload }[] = [];
const logged: string[] = [];
let refuse: (message: EventEnvelope | AuditEvent) => Code | undefined = () =>
  undefined;
const running: RunningDispatcher[] = [];

beforeAll(async () => {
  [ledger, issuer] = await Promise.all([
    startTestLedger(fixtures),
    startTestIssuer(),
  ]);
  databases = ledger.open();
  credentials = await issuer.serviceCredentials('ledger');
  const keys = createRemoteJWKSet(new URL(issuer.serviceJwksUri));
  const claimsOf = async (
    context: HandlerContext,
    audience: string,
  ): Promise<JWTPayload> => {
    const token =
      context.requestHeader.get('authorization')?.replace('Bearer ', '') ?? '';
    const verified = await jwtVerify(token, keys, {
      issuer: issuer.serviceIssuer,
      audience,
      typ: 'at+jwt',
    });
    return verified.payload;
  };
  const check = (message: EventEnvelope | AuditEvent): void => {
    const code = refuse(message);
    if (code !== undefined) {
      throw new ConnectError('refused by the test', code);
    }
  };
  gateway = await startTestGateway(router => {
    router.service(EventService, {
      deliver: async (request, context) => {
        check(request.event!);
        events.push({
          event: request.event!,
          claims: await claimsOf(context, 'platform-events'),
        });
        return {};
      },
    });
    router.service(AuditService, {
      record: async (request, context) => {
        request.events.forEach(check);
        entries.push({
          events: request.events,
          claims: await claimsOf(context, 'platform-audit'),
        });
        return {};
      },
    });
    router.service(ProjectionService, {
      project: async (request, context) => {
        projections.push({
          request,
          claims: await claimsOf(context, 'platform-graph'),
        });
        return {};
      },
    });
  });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await issuer.close();
  await ledger.close();
});
beforeEach(async () => {
  refuse = () => undefined;
  [events, entries, projections, logged].forEach(list => list.splice(0));
  await ledger.admin('DELETE FROM app.outbox');
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(dispatcher => dispatcher.close()));
});

/** By default it works only when drained, so that a test sees each step. */
async function dispatcher(
  times: DispatcherOptions['times'] = {},
): Promise<RunningDispatcher> {
  const made = await startDispatcher({
    name: 'ledger',
    config: {
      database: {
        databases: { main: { url: ledger.database.dispatcherUrl } },
        plans: { shared: 'main' },
        tenants: {},
        poolSize: 2,
      },
      gateway: { endpoint: gateway.endpoint },
      serviceTokens: { tokenEndpoint: issuer.tokenEndpoint, ...credentials },
    },
    log: {
      info: (_fields, message) => logged.push(message),
      warn: (fields, message) =>
        logged.push(`${message} ${JSON.stringify(fields)}`),
    },
    times: { pollMs: 60_000, ...times },
  });
  running.push(made);
  return made;
}

/** One change that leaves an event, a projection and an audit entry. */
async function change(
  tenant: string,
  organization: string,
  title: string,
): Promise<void> {
  const database = handle(databases, user(tenant, organization), {
    requestId: `req-${title}`,
  });
  const request = create(CreateEntryRequestSchema, { title });
  await database.change(
    { method: unaryMethod('CreateEntry'), request, resourceId: newId() },
    async tx => {
      tx.emit(EntrySchema, { title });
      tx.project({
        type: 'ledger.entry',
        id: 'e-1',
        fields: { title, total: 3, open: true, none: null },
      });
      return { title };
    },
  );
}

const left = async (): Promise<number> =>
  Number(
    (
      await ledger.admin<{ n: string }>('SELECT count(*) AS n FROM app.outbox')
    )[0]?.n,
  );
const dueNow = async (): Promise<void> =>
  void (await ledger.admin(
    `UPDATE app.outbox SET available_at = now() - interval '1 second'`,
  ));
const passing = async (
  condition: () => boolean | Promise<boolean>,
): Promise<void> => {
  for (
    const until = Date.now() + 5_000;
    !(await condition());
    await new Promise(resolve => setTimeout(resolve, 20))
  ) {
    if (Date.now() > until) {
      throw new Error('The condition did not come true within five seconds.');
    }
  }
};

describe('the dispatcher', () => {
  it("sends everything with a token of its row's tenant and organisation, and clears it", async () => {
    await change('t1', 'o1', 'one');
    await change('t1', 'o2', 'two');
    await change('t2', 'o1', 'three');
    await (await dispatcher()).drain();
    const seen = events.map(({ event, claims }) => [
      event.correlationId,
      event.tenantId,
      event.organizationId,
      claims['tenantId'],
      claims['organizationId'],
      claims.sub,
    ]);
    expect(seen.sort()).toEqual([
      ['req-one', 't1', 'o1', 't1', 'o1', 'ledger'],
      ['req-three', 't2', 'o1', 't2', 'o1', 'ledger'],
      ['req-two', 't1', 'o2', 't1', 'o2', 'ledger'],
    ]);
    // Audit entries travel together, one request a tenant, on a token without an organisation.
    expect(
      entries
        .map(entry => [
          entry.claims['tenantId'],
          entry.claims['organizationId'],
          entry.events.length,
        ])
        .sort(),
    ).toEqual([
      ['t1', undefined, 2],
      ['t2', undefined, 1],
    ]);
    expect(
      entries.every(entry =>
        entry.events.every(
          event => event.tenantId === entry.claims['tenantId'],
        ),
      ),
    ).toBe(true);
    expect(
      projections.map(({ request, claims }) => [
        request.fields,
        claims['tenantId'],
        claims['organizationId'],
      ]),
    ).toContainEqual([
      { title: 'one', total: 3, open: true, none: null },
      't1',
      'o1',
    ]);
    expect(await left()).toBe(0);
    expect(logged).toEqual([]);
  });

  it('works by itself', async () => {
    const worker = await dispatcher({ pollMs: 20 });
    await change('t1', 'o1', 'alone');
    await passing(async () => (await left()) === 0);
    expect(events).toHaveLength(1);
    expect(worker.healthy()).toBe(true);
  });

  it('keeps what did not arrive, tries later and later, and sends it in the end', async () => {
    await change('t1', 'o1', 'later');
    refuse = () => Code.Unavailable;
    const worker = await dispatcher({ firstBackoffMs: 60_000 });
    await worker.drain();
    expect(events).toHaveLength(0);
    expect(
      await ledger.admin(
        `SELECT topic, attempts, available_at > now() + interval '50 seconds' AS later FROM app.outbox ORDER BY topic`,
      ),
    ).toEqual([
      { topic: 'audit', attempts: 1, later: true },
      { topic: 'event', attempts: 1, later: true },
    ]);
    await dueNow();
    await worker.drain();
    expect(
      await ledger.admin(
        `SELECT attempts, available_at > now() + interval '110 seconds' AS later FROM app.outbox WHERE topic = 'event'`,
      ),
    ).toEqual([{ attempts: 2, later: true }]);
    refuse = () => undefined;
    await dueNow();
    await worker.drain();
    expect([events.length, entries.length, await left()]).toEqual([1, 1, 0]);
  });

  it('does not let one bad audit entry hold back the others', async () => {
    await change('t1', 'o1', 'good-1');
    await change('t1', 'o1', 'bad');
    await change('t1', 'o1', 'good-2');
    refuse = message =>
      'requestId' in message && message.requestId === 'req-bad'
        ? Code.InvalidArgument
        : undefined;
    await (await dispatcher({ firstBackoffMs: 60_000 })).drain();
    expect(
      entries
        .flatMap(entry => entry.events.map(event => event.requestId))
        .sort(),
    ).toEqual(['req-good-1', 'req-good-2']);
    expect(await ledger.admin(`SELECT topic FROM app.outbox`)).toEqual([
      { topic: 'audit' },
    ]);
  });

  it('sends again what a dispatcher had claimed when it died', async () => {
    await change('t1', 'o1', 'crash');
    // What a dispatcher leaves behind that dies between claiming and clearing.
    await ledger.admin(
      `UPDATE app.outbox SET attempts = 1, available_at = now() + interval '200 milliseconds'`,
    );
    const worker = await dispatcher();
    await worker.drain();
    expect(events).toHaveLength(0);
    await new Promise(resolve => setTimeout(resolve, 250));
    await worker.drain();
    expect(events).toHaveLength(1);
    expect(await left()).toBe(0);
  });

  it('shares the work with others without sending twice', async () => {
    await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        change('t1', 'o1', `shared-${index}`),
      ),
    );
    const workers = await Promise.all([dispatcher(), dispatcher()]);
    await Promise.all(workers.map(worker => worker.drain()));
    expect(events).toHaveLength(30);
    expect(new Set(events.map(({ event }) => event.id)).size).toBe(30);
    expect(await left()).toBe(0);
  });

  it('passes over rows that another dispatcher is claiming, without waiting', async () => {
    await change('t1', 'o1', 'claimed');
    await change('t1', 'o1', 'free');
    const other = new pg.Client({ connectionString: ledger.database.adminUrl });
    await other.connect();
    try {
      await other.query('BEGIN');
      await other.query(
        `SELECT FROM app.outbox WHERE topic = 'event' ORDER BY created_at LIMIT 1 FOR UPDATE`,
      );
      await (await dispatcher()).drain();
      expect(events.map(({ event }) => event.correlationId)).toEqual([
        'req-free',
      ]);
    } finally {
      await other.end();
    }
  });

  it('says which row did not arrive, but nothing of its content', async () => {
    await change('t1', 'o1', 'secret-title');
    refuse = () => Code.InvalidArgument;
    await (await dispatcher()).drain();
    expect(logged.join('\n')).toContain('InvalidArgument');
    expect(logged.join('\n')).not.toMatch(
      /secret-title|t1|refused by the test/,
    );
  });

  it('clears old idempotency keys and inbox rows, and no younger ones', async () => {
    await ledger.admin(`INSERT INTO app.idempotency_key (tenant_id, organization_id, subject, method, client_request_id, request_digest, created_at)
      VALUES ('t1', 'o1', 's', 'm', 'old', '', now() - interval '25 hours'), ('t1', 'o1', 's', 'm', 'young', '', now() - interval '23 hours')`);
    await ledger.admin(`INSERT INTO app.inbox (tenant_id, organization_id, producer, event_id, type, received_at)
      VALUES ('t1', 'o1', 'p', 'old', 't', now() - interval '31 days'), ('t1', 'o1', 'p', 'young', 't', now() - interval '29 days')`);
    await dispatcher();
    await passing(
      async () =>
        (
          await ledger.admin(`SELECT 1 FROM app.inbox WHERE event_id = 'old'`)
        ).length === 0,
    );
    expect(
      await ledger.admin(
        `SELECT client_request_id AS id FROM app.idempotency_key WHERE subject = 's'`,
      ),
    ).toEqual([{ id: 'young' }]);
    expect(
      await ledger.admin(
        `SELECT event_id AS id FROM app.inbox WHERE producer = 'p'`,
      ),
    ).toEqual([{ id: 'young' }]);
  });

  it('refuses to start without a gateway, or as a role that owns the tables', async () => {
    const database = {
      databases: { main: { url: ledger.database.ownerUrl } },
      plans: { shared: 'main' },
      tenants: {},
      poolSize: 2,
    };
    await expect(
      startDispatcher({ name: 'ledger', config: { database } }),
    ).rejects.toThrow('the dispatcher needs both');
    const config = {
      database,
      gateway: { endpoint: gateway.endpoint },
      serviceTokens: { tokenEndpoint: issuer.tokenEndpoint, ...credentials },
    };
    await expect(startDispatcher({ name: 'ledger', config })).rejects.toThrow(
      "the role 'ledger_owner' could get round row-level security",
    );
  });
});
