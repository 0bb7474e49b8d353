import { createHmac } from 'node:crypto';

import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair, type JWTPayload } from 'jose';

import { parseServiceConfig } from '../config/load-service-config.js';
import type { ServiceConfig } from '../config/service-config.js';
import {
  type PinnedIssuer,
  startPinnedIssuer,
} from './fixtures/pinned-issuer.js';
import type { Identity } from './identity.js';
import { TokenVerifier } from './token-verifier.js';

let users: PinnedIssuer;
let services: PinnedIssuer;
let verifier: TokenVerifier;

type AuthInput = Partial<ServiceConfig['auth']>;

function authConfig(change: AuthInput = {}): ServiceConfig['auth'] {
  return parseServiceConfig({
    listen: { host: '127.0.0.1', port: 0 },
    management: { host: '127.0.0.1', port: 0 },
    auth: {
      issuers: [{ issuer: users.issuer, jwksUri: users.jwksUri }],
      serviceIssuer: { issuer: services.issuer, jwksUri: services.jwksUri },
      ...change,
    },
    database: {
      databases: { main: { url: 'postgres://127.0.0.1/x' } },
      plans: { shared: 'main' },
    },
  }).auth;
}

beforeAll(async () => {
  users = await startPinnedIssuer();
  services = await startPinnedIssuer('ES256');
  verifier = new TokenVerifier(authConfig(), 'orders');
});

afterAll(async () => {
  await users.close();
  await services.close();
});

const REAL_CLOCKS = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

const now = (): number => Math.floor(Date.now() / 1000);

function claims(change: JWTPayload = {}): JWTPayload {
  return {
    iss: users.issuer,
    aud: ['account', 'orders'],
    sub: 'user-1',
    iat: now(),
    exp: now() + 300,
    typ: 'Bearer',
    azp: 'platform-ui',
    tenantId: 'acme',
    organizationId: 'north',
    realm_access: { roles: ['viewer', 'offline_access'] },
    ...change,
  };
}

const serviceClaims = (change: JWTPayload = {}): JWTPayload =>
  claims({
    iss: services.issuer,
    sub: 'billing',
    act: { sub: 'user-7' },
    ...change,
  });

/** Why a token is refused, or the identity that it gives. */
async function judge(token: string, by = verifier): Promise<string | Identity> {
  try {
    return await by.verify(token);
  } catch (error) {
    if (error instanceof Error && 'reason' in error)
      return String(error.reason);
    throw error;
  }
}

const encode = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

it('reads the identity of a user', async () => {
  const token = await users.sign(
    claims({
      scope: 'openid orders.read',
      resource_access: {
        orders: { roles: ['contributor'] },
        other: { roles: ['admin'] },
      },
    }),
  );
  expect(await judge(token)).toEqual({
    kind: 'user',
    subject: 'user-1',
    tenantId: 'acme',
    organizationId: 'north',
    actor: undefined,
    roles: ['viewer', 'contributor'],
    scopes: ['openid', 'orders.read'],
    expiresAt: expect.any(Number),
  });
});

it('reads the identity of a service and whom it acts for', async () => {
  const token = await services.sign(serviceClaims(), { typ: 'at+jwt' });
  expect(await judge(token)).toMatchObject({
    kind: 'service',
    subject: 'billing',
    actor: 'user-7',
    roles: ['service'],
    tenantId: 'acme',
  });
});

// Claims that an issuer of ours could have signed, by mistake or in another role. undefined: left out.
it.each<[string, Record<string, unknown>, string]>([
  ['expired', { iat: -600, exp: -300 }, 'expired'],
  ['not yet valid', { nbf: 300 }, 'claim_nbf'],
  ['issued in the future', { iat: 300, exp: 600 }, 'issued_in_future'],
  ['that expires before it was issued', { iat: 3, exp: 2 }, 'lifetime'],
  ['of ten years', { exp: 315_360_000 }, 'lifetime'],
  ['without exp', { exp: undefined }, 'claim_exp'],
  ['without iat', { iat: undefined }, 'claim_iat'],
  ['without sub', { sub: undefined }, 'claim_sub'],
  ['with an empty sub', { sub: '' }, 'bad_claim_sub'],
  ['without an audience', { aud: undefined }, 'claim_aud'],
  ['for another audience', { aud: 'account' }, 'claim_aud'],
  ['for a longer audience', { aud: 'orders-admin' }, 'claim_aud'],
  ['for the audience in capitals', { aud: 'ORDERS' }, 'claim_aud'],
  ['that is an ID token', { typ: 'ID' }, 'not_an_access_token'],
  ['that is a refresh token', { typ: 'Refresh' }, 'not_an_access_token'],
  ['that is an offline token', { typ: 'Offline' }, 'not_an_access_token'],
  ['that is a logout token', { typ: 'Logout' }, 'not_an_access_token'],
  ['that carries logout events', { events: {} }, 'not_an_access_token'],
  ['of no kind', { typ: undefined }, 'not_an_access_token'],
  ['without tenantId', { tenantId: undefined }, 'no_tenant'],
  ['with an empty tenantId', { tenantId: '' }, 'bad_claim_tenantId'],
  [
    'with several tenants',
    { tenantId: ['acme', 'globex'] },
    'bad_claim_tenantId',
  ],
  ['with one tenant in a list', { tenantId: ['acme'] }, 'bad_claim_tenantId'],
  ['with a number as tenantId', { tenantId: 7 }, 'bad_claim_tenantId'],
  ['with null as tenantId', { tenantId: null }, 'bad_claim_tenantId'],
  [
    'with an object as tenantId',
    { tenantId: { id: 'acme' } },
    'bad_claim_tenantId',
  ],
  [
    'with a zero byte in tenantId',
    { tenantId: 'acme\0x' },
    'bad_claim_tenantId',
  ],
  [
    'with an endless tenantId',
    { tenantId: 'a'.repeat(201) },
    'bad_claim_tenantId',
  ],
  [
    'with several organisations',
    { organizationId: ['north'] },
    'bad_claim_organizationId',
  ],
  [
    'with an empty organizationId',
    { organizationId: '' },
    'bad_claim_organizationId',
  ],
  [
    'with null as organizationId',
    { organizationId: null },
    'bad_claim_organizationId',
  ],
  ['of megabytes', { padding: 'x'.repeat(2_000_000) }, 'too_large'],
])('refuses a token %s', async (_name, change, reason) => {
  const times = ['iat', 'exp', 'nbf'] as const;
  const changed: Record<string, unknown> = { ...change };
  for (const time of times) {
    const offset = change[time];
    if (typeof offset === 'number') changed[time] = now() + offset;
  }
  const payload = Object.fromEntries(
    Object.entries(claims(changed)).filter(([, value]) => value !== undefined),
  );
  expect(await judge(await users.sign(payload))).toBe(reason);
});

describe('issuers', () => {
  it.each([
    ['with a slash more', (issuer: string) => `${issuer}/`],
    ['that begins alike', (issuer: string) => `${issuer}.evil.example`],
    ['of another realm', (issuer: string) => issuer.replace('acme', 'master')],
    ['in capitals', (issuer: string) => issuer.toUpperCase()],
  ])('refuses an issuer %s, and fetches nothing', async (_name, change) => {
    const before = users.fetches();
    const token = await users.sign(claims({ iss: change(users.issuer) }));
    expect(await judge(token)).toBe('wrong_issuer');
    expect(users.fetches()).toBe(before);
  });

  it('refuses what one issuer signs in the name of another', async () => {
    expect(await judge(await users.sign(serviceClaims()))).toBe('unknown_key');
    expect(await judge(await services.sign(claims()))).toBe('unknown_key');
    const { privateKey } = await generateKeyPair('ES256');
    expect(
      await judge(await services.sign(serviceClaims(), {}, privateKey)),
    ).toBe('signature');
  });

  it('gives a user no service role and believes no actor of a user', async () => {
    const token = await users.sign(
      claims({
        act: { sub: 'somebody' },
        realm_access: { roles: ['service', 'viewer'] },
        resource_access: { orders: { roles: ['service'] } },
      }),
    );
    expect(await judge(token)).toMatchObject({
      kind: 'user',
      roles: ['viewer'],
      actor: undefined,
    });
  });

  it('takes no service where no service issuer is configured', async () => {
    const { serviceIssuer: _, ...auth } = authConfig();
    const alone = new TokenVerifier(auth, 'orders');
    expect(await judge(await services.sign(serviceClaims()), alone)).toBe(
      'wrong_issuer',
    );
  });

  it('takes only the clients that are configured', async () => {
    const strict = new TokenVerifier(
      authConfig({
        issuers: [
          {
            issuer: users.issuer,
            jwksUri: users.jwksUri,
            authorizedParties: ['platform-ui'],
          },
        ],
      }),
      'orders',
    );
    expect(await judge(await users.sign(claims()), strict)).toMatchObject({
      kind: 'user',
    });
    for (const azp of ['platform-ui-2', 'admin-cli', '']) {
      expect(await judge(await users.sign(claims({ azp })), strict)).toMatch(
        /wrong_client|bad_claim_azp/,
      );
    }
    const { azp: _, ...without } = claims();
    expect(await judge(await users.sign(without), strict)).toBe('wrong_client');
  });

  it('refuses a service token without a tenant or with an actor that is no name', async () => {
    const { tenantId: _, ...without } = serviceClaims();
    expect(await judge(await services.sign(without))).toBe('no_tenant');
    expect(
      await judge(await services.sign(serviceClaims({ act: { sub: ['a'] } }))),
    ).toBe('bad_claim_sub');
  });

  it('refuses roles that are no list, and other names than the canonical ones', async () => {
    for (const realm_access of [
      'admin',
      { roles: 'admin' },
      ['admin'],
      { roles: [['admin'], 'ADMIN', 'admin '] },
    ]) {
      expect(
        await judge(await users.sign(claims({ realm_access }))),
      ).toMatchObject({ roles: [] });
    }
    const polluted = claims({
      resource_access: { __proto__: null, constructor: { roles: ['admin'] } },
    });
    expect(await judge(await users.sign(polluted))).toMatchObject({
      roles: ['viewer'],
    });
  });
});

describe('the source of the tenant', () => {
  it('is the issuer alone where so configured', async () => {
    const byIssuer = new TokenVerifier(
      authConfig({
        tenantSource: 'issuer',
        issuers: [
          {
            issuer: users.issuer,
            jwksUri: users.jwksUri,
            tenantId: 'of-the-realm',
          },
        ],
      }),
      'orders',
    );
    const token = await users.sign(claims({ tenantId: 'globex' }));
    expect(await judge(token, byIssuer)).toMatchObject({
      tenantId: 'of-the-realm',
    });
  });

  it('is the alias alone where so configured', async () => {
    const byAlias = new TokenVerifier(
      authConfig({
        tenantSource: 'idp-alias',
        idpAliases: { 'acme-saml': 'acme' },
      }),
      'orders',
    );
    const known = await users.sign(
      claims({ identity_provider: 'acme-saml', tenantId: 'globex' }),
    );
    expect(await judge(known, byAlias)).toMatchObject({ tenantId: 'acme' });
    for (const alias of ['other', 'constructor', '__proto__']) {
      expect(
        await judge(
          await users.sign(claims({ identity_provider: alias })),
          byAlias,
        ),
      ).toBe('no_tenant');
    }
    expect(await judge(await users.sign(claims()), byAlias)).toBe('no_tenant');
  });
});

describe('signatures', () => {
  it('refuses none, in any case, and stripped, swapped and changed signatures', async () => {
    const [header = '', payload = '', signature = ''] = (
      await users.sign(claims())
    ).split('.');
    for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
      expect(await judge(`${encode({ alg, typ: 'JWT' })}.${payload}.`)).toBe(
        'malformed',
      );
      expect(
        await judge(`${encode({ alg, typ: 'JWT' })}.${payload}.${signature}`),
      ).toBe('algorithm');
    }
    expect(await judge(`${header}.${payload}.`)).toBe('malformed');
    const other = encode(claims({ tenantId: 'globex' }));
    expect(await judge(`${header}.${other}.${signature}`)).toBe('signature');
    const [, , foreign = ''] = (
      await users.sign(claims({ sub: 'user-2' }))
    ).split('.');
    expect(await judge(`${header}.${payload}.${foreign}`)).toBe('signature');
  });

  it('refuses a public key used as a shared secret', async () => {
    const published = (await (await fetch(users.jwksUri)).json()) as {
      keys: Record<string, string>[];
    };
    const [jwk = {}] = published.keys;
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const head = `${encode({ alg, typ: 'JWT', kid: jwk['kid'] })}.${encode(
        claims(),
      )}`;
      for (const secret of [
        JSON.stringify(jwk),
        jwk['n'] ?? '',
        Buffer.from(jwk['n'] ?? '', 'base64url'),
      ]) {
        const mac = createHmac(alg.replace('HS', 'sha'), secret)
          .update(head)
          .digest('base64url');
        expect(await judge(`${head}.${mac}`)).toBe('algorithm');
      }
    }
  });

  it('looks at no key that a token brings or names', async () => {
    const attacker = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(attacker.publicKey);
    const elsewhere = await startPinnedIssuer();
    try {
      const headers = [
        { jwk },
        { jku: elsewhere.jwksUri },
        { x5u: elsewhere.jwksUri },
        { x5c: ['MIIB'] },
      ];
      for (const header of headers) {
        expect(
          await judge(await users.sign(claims(), header, attacker.privateKey)),
        ).toBe('signature');
      }
      expect(elsewhere.fetches()).toBe(0);
    } finally {
      await elsewhere.close();
    }
  });

  it('treats a key id as a name and nothing else', async () => {
    for (const kid of [
      '../../../../dev/null',
      "key-1' OR '1'='1",
      'http://127.0.0.1/',
      '',
      '\0',
    ]) {
      expect(await judge(await users.sign(claims(), { kid }))).toBe(
        'unknown_key',
      );
    }
  });

  it('refuses an unknown critical header', async () => {
    const [, payload, signature] = (await users.sign(claims())).split('.');
    const header = encode({
      alg: 'RS256',
      typ: 'JWT',
      kid: 'key-1',
      crit: ['exp-2'],
      'exp-2': 1,
    });
    expect(await judge(`${header}.${payload}.${signature}`)).toBe('malformed');
  });

  it('refuses an ECDSA signature of zeros', async () => {
    const [header = '', payload = ''] = (
      await services.sign(serviceClaims())
    ).split('.');
    expect(
      await judge(
        `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`,
      ),
    ).toBe('signature');
  });

  it('refuses a key that is published for encryption', async () => {
    const issuer = await startPinnedIssuer('EdDSA');
    try {
      const configured = (): TokenVerifier =>
        new TokenVerifier(
          authConfig({
            issuers: [{ issuer: issuer.issuer, jwksUri: issuer.jwksUri }],
          }),
          'orders',
        );
      const token = await issuer.sign(claims({ iss: issuer.issuer }));
      expect(await judge(token, configured())).toMatchObject({ kind: 'user' });
      issuer.publish({ use: 'enc' });
      expect(await judge(token, configured())).toBe('unknown_key');
      issuer.publish({ use: 'sig', key_ops: ['encrypt'] });
      expect(await judge(token, configured())).toBe('unknown_key');
    } finally {
      await issuer.close();
    }
  });

  it.each(['jwt+other', 'dpop+jwt', 'logout+jwt', 'id+jwt', ''])(
    "refuses the header type '%s'",
    async typ => {
      expect(await judge(await users.sign(claims(), { typ }))).toBe(
        'not_an_access_token',
      );
    },
  );

  it('refuses an ID token that is dressed up as an access token', async () => {
    expect(
      await judge(await users.sign(claims({ typ: 'ID' }), { typ: 'at+jwt' })),
    ).toBe('not_an_access_token');
  });
});

describe('the shape of a token', () => {
  it.each([
    '',
    'a',
    'a.b',
    'a.b.c.d',
    'a b.c.d',
    '..',
    'ą.b.c',
    `${'x'.repeat(9000)}.a.b`,
  ])('refuses %j', async token => {
    expect(await judge(token)).toMatch(/^(malformed|too_large)$/);
  });

  it('refuses a payload that is no object', async () => {
    for (const value of [[], null, 'x', 1]) {
      expect(
        await judge(`${encode({ alg: 'RS256' })}.${encode(value)}.AAAA`),
      ).toBe('malformed');
    }
  });

  it.each([
    ['twice', '{"tenantId":"globex",'],
    ['twice, once in escapes', '{"\\u0074enantId":"globex",'],
    ['with a brace in its first value', '{"tenantId":"}{:",'],
  ])('refuses a claim that is there %s', async (_name, start) => {
    const [header, payload = '', signature] = (
      await users.sign(claims())
    ).split('.');
    const text = Buffer.from(payload, 'base64url')
      .toString('utf8')
      .replace('{', start);
    const token = `${header}.${Buffer.from(text).toString(
      'base64url',
    )}.${signature}`;
    expect(await judge(token)).toBe('duplicate_claim');
  });

  it('counts the claims of a token with awkward text right', async () => {
    const awkward = claims({
      note: 'a "quoted\\" {:} [text]',
      nested: { a: { b: [{ c: 1 }] } },
    });
    expect(await judge(await users.sign(awkward))).toMatchObject({
      kind: 'user',
    });
  });
});

describe('verified tokens', () => {
  afterEach(() => jest.useRealTimers());

  it('are believed for half a minute, and never past their end', async () => {
    const issuer = await startPinnedIssuer();
    try {
      const own = new TokenVerifier(
        authConfig({
          issuers: [{ issuer: issuer.issuer, jwksUri: issuer.jwksUri }],
          clockToleranceSeconds: 0,
        }),
        'orders',
      );
      const long = await issuer.sign(claims({ iss: issuer.issuer }));
      const short = await issuer.sign(
        claims({ iss: issuer.issuer, exp: now() + 10 }),
      );
      expect(await judge(long, own)).toMatchObject({ subject: 'user-1' });
      expect(await judge(short, own)).toMatchObject({ subject: 'user-1' });
      const began = Date.now();
      // Only the date stands still; timers and the network run on.
      jest.useFakeTimers({ now: began + 11_000, doNotFake: [...REAL_CLOCKS] });
      expect(await judge(short, own)).toBe('expired');
      // The key is withdrawn; what was verified with it is believed while it is remembered, and no longer.
      await issuer.replaceKey();
      jest.setSystemTime(began + 29_000);
      expect(await judge(long, own)).toMatchObject({ subject: 'user-1' });
      expect(
        await judge(await issuer.sign(claims({ iss: issuer.issuer })), own),
      ).toBe('unknown_key');
      jest.setSystemTime(began + 31_000);
      expect(
        await judge(await issuer.sign(claims({ iss: issuer.issuer })), own),
      ).toMatchObject({ kind: 'user' });
      expect(await judge(long, own)).toBe('unknown_key');
    } finally {
      await issuer.close();
    }
  });
});
