import { createHash, createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import { dirname, join } from 'node:path';

import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { exportSPKI, importJWK, type JWTPayload } from 'jose';
import pg from 'pg';

import {
  type PostgresServer,
  startPostgresServer,
} from '../../testing/postgres-server.js';
import {
  startTestService,
  type TestService,
  type TestUser,
} from '../../testing/test-service.js';
import { createApiKey } from '../identity/api-key-verifier.js';
import { ProbeService } from './fixtures/gen/test/probe/v1/probe_pb.js';
import { probe } from './fixtures/probe-service.js';
import { startService } from './start-service.js';

const ledger = join(
  dirname(expect.getState().testPath ?? ''),
  '../database/fixtures',
);
const viewer: TestUser = {
  tenantId: 't1',
  organizationId: 'o1',
  roles: ['viewer'],
};
const contributor: TestUser = { ...viewer, roles: ['contributor'] };

let server: PostgresServer;
let service: TestService;
let admin: pg.Client;

beforeAll(async () => {
  server = await startPostgresServer();
  process.env['TEST_DATABASE_URL'] = server.adminUrl;
  service = await startTestService({
    definition: probe,
    start: (config, overrides) => startService(probe, config, overrides),
    roles: join(ledger, 'roles.sql'),
    migrations: join(ledger, 'migrations'),
    configure: config => ({
      ...config,
      apiKeys: { enabled: true },
      cors: { origins: ['https://app.ameide.example'] },
      limits: { maxMessageBytes: 4096 },
    }),
  });
  admin = new pg.Client({ connectionString: service.database.adminUrl });
  await admin.connect();
}, 60_000);

afterAll(async () => {
  await admin?.end();
  await service?.close();
  await server?.close();
});

async function refusal(call: Promise<unknown>): Promise<ConnectError> {
  try {
    await call;
  } catch (error) {
    return ConnectError.from(error);
  }
  throw new Error('the call was let in');
}

const withToken = (
  token: string | undefined,
  protocol: 'connect' | 'grpc' = 'connect',
) => createClient(ProbeService, service.transport(token, { protocol }));

async function refusedToken(token: string | undefined): Promise<void> {
  expect((await refusal(withToken(token).read({}))).code).toBe(
    Code.Unauthenticated,
  );
  const stream = withToken(token, 'grpc').watch({});
  const first = await refusal(
    (async () => (await stream[Symbol.asyncIterator]().next()).value)(),
  );
  expect(first.code).toBe(Code.Unauthenticated);
}

describe('tokens', () => {
  const signed = (
    change: (claims: JWTPayload) => JWTPayload,
    header: Record<string, unknown> = {},
  ) =>
    service.issuer.sign(
      change(service.issuer.userClaims({ ...viewer, audience: 'ledger' })),
      { header },
    );
  const now = () => Math.floor(Date.now() / 1000);

  it('lets a good token in, by Connect and by gRPC', async () => {
    for (const protocol of ['connect', 'grpc'] as const) {
      const client = await service.client(ProbeService, viewer, { protocol });
      const { seen } = await client.read({});
      expect(JSON.parse(seen)).toMatchObject({
        kind: 'user',
        tenantId: 't1',
        organizationId: 'o1',
        roles: ['viewer'],
      });
    }
  });

  it.each<[string, (claims: JWTPayload) => JWTPayload]>([
    ['expired', claims => ({ ...claims, iat: now() - 600, exp: now() - 300 })],
    ['not yet valid', claims => ({ ...claims, nbf: now() + 300 })],
    [
      'issued in the future',
      claims => ({ ...claims, iat: now() + 300, exp: now() + 600 }),
    ],
    ['without exp', ({ exp: _, ...claims }) => claims],
    ['without iat', ({ iat: _, ...claims }) => claims],
    ['without sub', ({ sub: _, ...claims }) => claims],
    ['with an empty sub', claims => ({ ...claims, sub: '' })],
    ['of ten years', claims => ({ ...claims, exp: now() + 315_360_000 })],
    ['for another audience', claims => ({ ...claims, aud: 'account' })],
    ['for a longer name', claims => ({ ...claims, aud: 'ledger-2' })],
    ['for no audience', ({ aud: _, ...claims }) => claims],
    ['of another issuer', claims => ({ ...claims, iss: `${claims.iss}/` })],
    [
      'of an issuer that begins alike',
      claims => ({ ...claims, iss: `${claims.iss}.evil.example` }),
    ],
    ['that is an ID token', claims => ({ ...claims, typ: 'ID', nonce: 'n' })],
    ['that is a refresh token', claims => ({ ...claims, typ: 'Refresh' })],
    [
      'that is a logout token',
      claims => ({ ...claims, typ: 'Logout', events: {} }),
    ],
    ['without a type', ({ typ: _, ...claims }) => claims],
    ['without tenantId', ({ tenantId: _, ...claims }) => claims],
    ['with an empty tenantId', claims => ({ ...claims, tenantId: '' })],
    ['with several tenants', claims => ({ ...claims, tenantId: ['t1', 't2'] })],
    ['with a number as tenantId', claims => ({ ...claims, tenantId: 1 })],
    [
      'with an object as tenantId',
      claims => ({ ...claims, tenantId: { toString: 't1' } }),
    ],
    [
      'with several organisations',
      claims => ({ ...claims, organizationId: ['o1'] }),
    ],
    [
      'with an empty organizationId',
      claims => ({ ...claims, organizationId: '' }),
    ],
    ['of nine kilobytes', claims => ({ ...claims, padding: 'x'.repeat(9000) })],
  ])('refuses a token %s', async (_name, change) =>
    refusedToken(await signed(change)),
  );

  it('refuses a token whose header names another kind', async () => {
    await refusedToken(await signed(claims => claims, { typ: 'dpop+jwt' }));
  });

  it('refuses no token, garbage, and two credentials', async () => {
    await refusedToken(undefined);
    await refusedToken('garbage');
    await refusedToken(`${await service.userToken(viewer)}.x`);
    const token = await service.userToken(viewer);
    await refusedToken(`${token}, Bearer ${token}`);
  });

  it('refuses unsigned, stripped and swapped signatures', async () => {
    const [header = '', payload = '', signature = ''] = (
      await service.userToken(viewer)
    ).split('.');
    const encode = (value: object) =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const other = (
      await service.userToken({ ...viewer, tenantId: 't2' })
    ).split('.');
    for (const alg of ['none', 'None', 'nOnE']) {
      await refusedToken(`${encode({ alg, typ: 'JWT' })}.${payload}.`);
      await refusedToken(
        `${encode({ alg, typ: 'JWT' })}.${payload}.${signature}`,
      );
    }
    await refusedToken(`${header}.${payload}.`);
    await refusedToken(`${header}.${other[1]}.${signature}`);
  });

  it('refuses an HMAC with the public key as its secret', async () => {
    const [, payload = ''] = (await service.userToken(viewer)).split('.');
    const { publicJwk } = service.issuer.currentKey();
    const publicKey = (await importJWK(publicJwk, 'RS256')) as Parameters<
      typeof exportSPKI
    >[0];
    const head = Buffer.from(
      JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: publicJwk.kid }),
    ).toString('base64url');
    for (const secret of [
      await exportSPKI(publicKey),
      JSON.stringify(publicJwk),
    ]) {
      const mac = createHmac('sha256', secret)
        .update(`${head}.${payload}`)
        .digest('base64url');
      await refusedToken(`${head}.${payload}.${mac}`);
    }
  });

  it('refuses a claim named twice', async () => {
    const [header = '', payload = '', signature = ''] = (
      await service.userToken(viewer)
    ).split('.');
    const text = Buffer.from(payload, 'base64url')
      .toString('utf8')
      .replace('{', '{"tenantId":"t2",');
    await refusedToken(
      `${header}.${Buffer.from(text).toString('base64url')}.${signature}`,
    );
  });

  it('does not fetch keys for each unknown key id', async () => {
    const before = service.issuer.keyFetches();
    for (let index = 0; index < 20; index += 1) {
      await refusal(
        withToken(
          await signed(claims => claims, { kid: `unknown-${index}` }),
        ).read({}),
      );
    }
    expect(service.issuer.keyFetches() - before).toBeLessThanOrEqual(1);
  });

  it('gives a user no service role, and a service its actor', async () => {
    const user = await service.client(ProbeService, {
      ...viewer,
      roles: ['service', 'viewer'],
    });
    expect(JSON.parse((await user.read({})).seen)).toMatchObject({
      kind: 'user',
      roles: ['viewer'],
    });
    const peer = await service.peerClient(ProbeService, {
      service: 'billing',
      tenantId: 't1',
      organizationId: 'o1',
      actor: 'user-7',
    });
    expect(JSON.parse((await peer.read({})).seen)).toMatchObject({
      kind: 'service',
      subject: 'billing',
      roles: ['service'],
      actor: 'user-7',
    });
  });
});

describe('authorisation', () => {
  it('refuses a method without a requirement to everybody', async () => {
    const client = await service.client(ProbeService, {
      ...viewer,
      roles: ['admin', 'contributor', 'viewer', 'guest'],
    });
    expect((await refusal(client.unspecified({}))).code).toBe(
      Code.PermissionDenied,
    );
  });

  it('asks for one of the roles and all of the scopes', async () => {
    const client = await service.client(ProbeService, contributor);
    expect((await refusal(client.read({}))).code).toBe(Code.PermissionDenied);
    expect(
      (await refusal((await service.client(ProbeService, viewer)).scoped({})))
        .code,
    ).toBe(Code.PermissionDenied);
    const scoped = await service.client(ProbeService, {
      ...viewer,
      scope: 'openid probe.read',
    });
    await expect(scoped.scoped({})).resolves.toBeDefined();
    const alike = await service.client(ProbeService, {
      ...viewer,
      roles: ['viewers', 'superviewer', 'VIEWER'],
    });
    expect((await refusal(alike.read({}))).code).toBe(Code.PermissionDenied);
  });

  it('asks for an organisation, except in tenant-wide methods', async () => {
    const { organizationId: _, ...nobody } = viewer;
    expect(
      (await refusal((await service.client(ProbeService, nobody)).read({})))
        .code,
    ).toBe(Code.PermissionDenied);
    const wide = await service.client(ProbeService, {
      ...nobody,
      roles: ['admin'],
    });
    expect(
      JSON.parse((await wide.wide({})).seen).organizationId,
    ).toBeUndefined();
    expect(
      (await refusal((await service.client(ProbeService, viewer)).wide({})))
        .code,
    ).toBe(Code.PermissionDenied);
  });

  it('judges before it reads the message', async () => {
    const client = await service.client(ProbeService, {
      ...viewer,
      roles: ['guest'],
    });
    expect((await refusal(client.read({ title: 'x'.repeat(100) }))).code).toBe(
      Code.PermissionDenied,
    );
  });
});

describe('requests', () => {
  it('overwrites the context in the body, of unary and of streamed messages', async () => {
    const client = await service.client(ProbeService, viewer, {
      protocol: 'grpc',
      headers: { 'x-tenant-id': 't2' },
    });
    const forged = { context: { tenantId: 't2', organizationId: 'o2' } };
    expect(JSON.parse((await client.read(forged)).seen).context).toBe('t1');
    for await (const { seen } of client.watch(forged)) {
      expect(JSON.parse(seen)).toMatchObject({ tenantId: 't1', context: 't1' });
    }
    const sent = (async function* () {
      yield { ...forged, title: 'a' };
      yield { ...forged, title: 'b' };
    })();
    expect(JSON.parse((await client.collect(sent)).seen).titles).toEqual([
      'a@t1',
      'b@t1',
    ]);
  });

  it('names the field that breaks a rule, and never its value', async () => {
    const client = await service.client(ProbeService, viewer);
    const error = await refusal(
      client.read({
        title: 'T'.repeat(50),
        email: `planted-${'e'.repeat(50)}`,
      }),
    );
    expect(error.code).toBe(Code.InvalidArgument);
    expect(error.rawMessage).toContain('title:');
    expect(error.rawMessage).toContain('email:');
    expect(error.rawMessage).not.toContain('planted');
    const streamed = await refusal(
      (
        await service.client(ProbeService, viewer, { protocol: 'grpc' })
      ).collect(
        (async function* () {
          yield { title: 'T'.repeat(50) };
        })(),
      ),
    );
    expect(streamed.code).toBe(Code.InvalidArgument);
  });

  it('refuses a message that is too large', async () => {
    const error = await refusal(
      (
        await service.client(ProbeService, viewer)
      ).read({ title: 'x'.repeat(10_000) }),
    );
    expect(error.code).toBe(Code.ResourceExhausted);
  });

  it('gives up at the deadline of the method', async () => {
    const began = Date.now();
    const error = await refusal(
      (await service.client(ProbeService, viewer)).slow({}),
    );
    expect(error.code).toBe(Code.DeadlineExceeded);
    expect(Date.now() - began).toBeLessThan(3000);
  });

  it('limits each tenant and organisation by itself', async () => {
    const client = await service.client(ProbeService, {
      ...viewer,
      organizationId: 'limited',
    });
    for (let index = 0; index < 3; index += 1) await client.limited({});
    expect((await refusal(client.limited({}))).code).toBe(
      Code.ResourceExhausted,
    );
    await expect(
      (
        await service.client(ProbeService, {
          ...viewer,
          organizationId: 'other',
        })
      ).limited({}),
    ).resolves.toBeDefined();
    await expect(
      (
        await service.client(ProbeService, {
          ...viewer,
          tenantId: 't9',
          organizationId: 'limited',
        })
      ).limited({}),
    ).resolves.toBeDefined();
  });

  it('ends a stream when its token expires', async () => {
    const client = await service.client(
      ProbeService,
      { ...viewer, lifetime: 2 },
      { protocol: 'grpc' },
    );
    const error = await refusal(
      (async () => {
        for await (const message of client.watch({ title: 'endless' }))
          expect(message.seen).toContain('t1');
      })(),
    );
    expect(error.code).toBe(Code.Unauthenticated);
  });
});

describe('errors', () => {
  it.each(['', 'database', 'connect'])(
    'lets nothing internal out (%s)',
    async title => {
      const client = await service.client(ProbeService, viewer);
      const error = await refusal(
        client.fail({ title, email: 'planted@example.com' }),
      );
      expect(
        title === 'database' ? [Code.InvalidArgument] : [Code.Internal],
      ).toContain(error.code);
      expect(
        JSON.stringify([error.rawMessage, [...error.metadata]]),
      ).not.toMatch(/planted|SELECT|internals|secret/);
      expect(error.metadata.get('x-request-id')).toMatch(/^[A-Za-z0-9-]{8,}$/);
    },
  );

  it('keeps personal fields out of the log and correlates each line', () => {
    expect(service.log.text()).not.toContain('planted');
    expect(service.logs()).toContainEqual(
      expect.objectContaining({
        message: 'about to fail',
        tenant_id: 't1',
        organization_id: 'o1',
        primitive_name: 'ledger',
        primitive_type: 'domain',
        trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        request_id: expect.any(String),
      }),
    );
  });
});

describe('audit', () => {
  it('records changes and refusals of a known tenant, and streams the rest', async () => {
    const user: TestUser = {
      tenantId: 'audited',
      organizationId: 'o1',
      roles: ['contributor'],
      subject: 'auditee',
    };
    const client = await service.client(ProbeService, user);
    await client.write({ title: 'first', clientRequestId: 'request-1' });
    await refusal(
      client.write({ title: 'first', clientRequestId: 'request-2' }),
    );
    await refusal(
      (
        await service.client(ProbeService, { ...user, roles: ['guest'] })
      ).write({ title: 'second' }),
    );
    const { organizationId: _, ...homeless } = user;
    await refusal(
      (await service.client(ProbeService, homeless)).write({ title: 'third' }),
    );
    const { rows } = await admin.query(
      `SELECT user_id, action, allowed, denied_reason, organization_id FROM app.audit_log WHERE tenant_id = 'audited' ORDER BY occurred_at`,
    );
    expect(rows).toEqual([
      {
        user_id: 'auditee',
        action: 'entry.create',
        allowed: true,
        denied_reason: null,
        organization_id: 'o1',
      },
      {
        user_id: 'auditee',
        action: 'entry.create',
        allowed: false,
        denied_reason: 'permission_denied',
        organization_id: 'o1',
      },
      {
        user_id: 'auditee',
        action: 'entry.create',
        allowed: false,
        denied_reason: 'no_organization',
        organization_id: null,
      },
    ]);
    expect(service.logs()).toContainEqual(
      expect.objectContaining({
        message: 'refused',
        data: expect.objectContaining({ stream: 'security' }),
      }),
    );
  });
});

describe('API keys', () => {
  const place = { tenantId: 't1', organizationId: 'o1', keyId: 'key-1' };
  const insert = (
    keyId: string,
    hash: Buffer,
    change: Partial<{ expires: string; revoked: string | null }> = {},
  ) =>
    admin.query(
      `INSERT INTO app.api_key (tenant_id, organization_id, key_id, secret_hash, subject, roles, scopes, expires_at, revoked_at)
       VALUES ('t1', 'o1', $1, $2, 'robot', '{viewer,service}', '{}', now() + $3::interval, $4)`,
      [keyId, hash, change.expires ?? '1 hour', change.revoked ?? null],
    );

  it('lets a good key in with its own roles, tenant and organisation', async () => {
    const key = createApiKey(place, randomBytes(32));
    await insert('key-1', key.secretHash);
    const { seen } = await withToken(key.text).read({});
    expect(JSON.parse(seen)).toMatchObject({
      kind: 'api-key',
      subject: 'robot',
      tenantId: 't1',
      organizationId: 'o1',
      roles: ['viewer'],
    });
  });

  it('refuses a wrong secret, another tenant, an expired, revoked or unknown key', async () => {
    const secret = randomBytes(32);
    await insert('key-2', createHash('sha256').update(secret).digest());
    await insert('key-3', createHash('sha256').update(secret).digest(), {
      expires: '-1 second',
    });
    await insert('key-4', createHash('sha256').update(secret).digest(), {
      revoked: '2020-01-01',
    });
    const attempts = [
      createApiKey({ ...place, keyId: 'key-2' }, randomBytes(32)),
      createApiKey({ ...place, keyId: 'key-2', tenantId: 't2' }, secret),
      createApiKey({ ...place, keyId: 'key-2', organizationId: 'o2' }, secret),
      createApiKey({ ...place, keyId: 'key-3' }, secret),
      createApiKey({ ...place, keyId: 'key-4' }, secret),
      createApiKey({ ...place, keyId: 'key-9' }, secret),
    ];
    for (const { text } of attempts) await refusedToken(text);
    await expect(
      withToken(createApiKey({ ...place, keyId: 'key-2' }, secret).text).read(
        {},
      ),
    ).resolves.toBeDefined();
  });
});

describe('the listener', () => {
  it('answers browsers of configured origins only', async () => {
    const preflight = (origin: string) =>
      fetch(`${service.url}/test.probe.v1.ProbeService/Read`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization',
        },
      });
    const good = await preflight('https://app.ameide.example');
    expect(good.status).toBe(204);
    expect(good.headers.get('access-control-allow-origin')).toBe(
      'https://app.ameide.example',
    );
    for (const origin of [
      'https://evil.example',
      'https://app.ameide.example.evil.example',
      'null',
    ]) {
      const bad = await preflight(origin);
      expect(bad.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  it('survives a host that is none, over HTTP/1.1 and HTTP/2', async () => {
    const path = '/test.probe.v1.ProbeService/Read';
    for (const host of ['[', 'a b', '%', ':99999', '\u00ff']) {
      const answer = http
        .request(`${service.url}${path}`, {
          method: 'POST',
          headers: { host, 'content-type': 'application/json' },
        })
        .end('{}');
      const [response] = (await once(answer, 'response')) as [
        http.IncomingMessage,
      ];
      response.resume();
      expect([host, response.statusCode]).toEqual([host, 401]);
    }

    const session = http2.connect(service.url);
    try {
      const stream = session.request({
        ':path': path,
        ':method': 'POST',
        ':authority': '[',
        'content-type': 'application/json',
      });
      const [headers] = (await once(stream, 'response')) as [
        http2.IncomingHttpHeaders & http2.IncomingHttpStatusHeader,
      ];
      expect(headers).toMatchObject({
        ':status': 400,
        'cache-control': 'no-store',
      });
    } finally {
      session.destroy();
    }
  });

  it('lets no answer be kept, or taken for another type', async () => {
    const call = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    };
    const answers = [
      await fetch(`${service.url}/test.probe.v1.ProbeService/Read`, call),
      await fetch(`${service.url}/test.probe.v1.ProbeService/Read`, {
        ...call,
        headers: {
          ...call.headers,
          authorization: `Bearer ${await service.userToken(viewer)}`,
          origin: 'https://app.ameide.example',
        },
      }),
      await fetch(`${service.url}/nothing`, call),
      await fetch(`${service.url}/test.probe.v1.ProbeService/Read`, {
        method: 'OPTIONS',
        headers: {
          origin: 'https://app.ameide.example',
          'access-control-request-method': 'POST',
        },
      }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 404, 204]);
    for (const { headers } of answers) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
    expect(answers[1]?.headers.get('access-control-allow-origin')).toBe(
      'https://app.ameide.example',
    );
  });

  it('refuses plaintext beyond this machine', async () => {
    const config = { ...service.config, listen: { host: '0.0.0.0', port: 0 } };
    await expect(
      startService(probe, config, { logDestination: service.log }),
    ).rejects.toThrow(/listen: 0\.0\.0\.0 .*TLS/);
  });

  it('shows health and metrics, without tenants', async () => {
    expect((await fetch(`${service.managementUrl}/livez`)).status).toBe(200);
    expect((await fetch(`${service.managementUrl}/readyz`)).status).toBe(200);
    const metrics = await (
      await fetch(`${service.managementUrl}/metrics`)
    ).text();
    expect(metrics).toContain(
      'ameide_requests_total{method="test.probe.v1.ProbeService/Read",code="ok"',
    );
    expect(metrics).toMatch(/ameide_refusals_total\{[^}]*status="401"[^}]*\}/);
    expect(metrics).not.toMatch(/tenant_?id=|"t1"|"audited"/i);
  });

  it('knows no other paths', async () => {
    expect(
      (
        await fetch(
          `${service.url}/grpc.reflection.v1.ServerReflection/ServerReflectionInfo`,
          { method: 'POST' },
        )
      ).status,
    ).toBe(404);
    expect((await fetch(`${service.url}/metrics`)).status).toBe(404);
  });
});

it('refuses a run-time role that could get round row-level security', async () => {
  const url = service.database.ownerUrl;
  const database = { ...service.config.database, databases: { main: { url } } };
  await expect(
    startService(
      probe,
      { ...service.config, database },
      { logDestination: service.log },
    ),
  ).rejects.toThrow(/row-level security/);
});
