import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Code } from '@connectrpc/connect';
import { decodeProtectedHeader, jwtVerify } from 'jose';

import { ServiceTokens, type ServiceTokenSubject } from './service-tokens.js';

const directory = mkdtempSync(join(tmpdir(), 'ameide-keys-'));
let server: Server;
let tokenEndpoint: string;
let forms: URLSearchParams[];
let answer: () => { status: number; body: string };

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', chunk => (text += String(chunk)));
    request.on('end', () => {
      forms.push(new URLSearchParams(text));
      const { status, body } = answer();
      response
        .writeHead(status, {
          'content-type': 'application/json',
          location: '/elsewhere',
        })
        .end(body);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  tokenEndpoint = `http://127.0.0.1:${
    address !== null && typeof address === 'object' ? address.port : 0
  }/token`;
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});
beforeEach(() => {
  forms = [];
  answer = () => ({
    status: 200,
    body: JSON.stringify({
      access_token: `token-${forms.length}`,
      expires_in: 300,
      token_type: 'Bearer',
    }),
  });
});

function keyFile(key: KeyObject): string {
  const file = join(mkdtempSync(join(directory, 'key-')), 'key.pem');
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }));
  return file;
}

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const file = keyFile(pair.privateKey);
const tokens = (): ServiceTokens =>
  new ServiceTokens({
    tokenEndpoint,
    clientId: 'orders',
    privateKeyFile: file,
  });
const never = new AbortController().signal;
const subject: ServiceTokenSubject = {
  audience: 'catalog',
  tenantId: 't1',
  organizationId: 'o1',
  actor: 'user-1',
};

describe('ServiceTokens', () => {
  it('exchanges a signed assertion for a token of exactly this audience, tenant, organisation and actor', async () => {
    expect(await tokens().source(subject).token(never)).toBe('token-1');
    const { client_assertion, ...rest } = Object.fromEntries(forms[0]!);
    expect(rest).toEqual({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: 'orders',
      client_assertion_type:
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'catalog',
      tenant_id: 't1',
      organization_id: 'o1',
      actor: 'user-1',
    });
    const { payload } = await jwtVerify(client_assertion!, pair.publicKey, {
      algorithms: ['ES256'],
      audience: tokenEndpoint,
      issuer: 'orders',
      subject: 'orders',
      requiredClaims: ['jti', 'exp', 'iat'],
    });
    expect(payload.exp! - payload.iat!).toBe(60);
  });

  it('leaves out organisation and actor where there is none', async () => {
    await tokens()
      .source({ ...subject, organizationId: undefined, actor: undefined })
      .token(never);
    expect([forms[0]!.has('organization_id'), forms[0]!.has('actor')]).toEqual([
      false,
      false,
    ]);
  });

  it('asks once for the same subject, however many ask', async () => {
    const all = tokens();
    const got = await Promise.all(
      Array.from({ length: 10 }, () => all.source({ ...subject }).token(never)),
    );
    expect(new Set(got)).toEqual(new Set(['token-1']));
    expect(forms).toHaveLength(1);
  });

  it.each<[string, Partial<ServiceTokenSubject>]>([
    ['audience', { audience: 'billing' }],
    ['tenant', { tenantId: 't2' }],
    ['organisation', { organizationId: 'o2' }],
    ['missing organisation', { organizationId: undefined }],
    ['actor', { actor: 'user-2' }],
    ['tenant that looks like two parts', { tenantId: 't1","o1' }],
  ])('never shares a token with another %s', async (_name, other) => {
    const all = tokens();
    expect(await all.source(subject).token(never)).not.toBe(
      await all.source({ ...subject, ...other }).token(never),
    );
    expect(forms).toHaveLength(2);
  });

  it('gets a new token shortly before the old one expires', async () => {
    const source = tokens().source(subject);
    const clock = Date.now();
    const times: [number, string][] = [
      [0, 'token-1'],
      [269_000, 'token-1'],
      [271_000, 'token-2'],
      [272_000, 'token-2'],
    ];
    const realNow = Date.now;
    try {
      for (const [after, expected] of times) {
        Date.now = () => clock + after;
        expect(await source.token(never)).toBe(expected);
      }
    } finally {
      Date.now = realNow;
    }
  });

  it('does not use a refused token again', async () => {
    const source = tokens().source(subject);
    const first = await source.token(never);
    source.refused?.('another');
    expect(await source.token(never)).toBe(first);
    source.refused?.(first!);
    expect(await source.token(never)).toBe('token-2');
  });

  it.each([
    [503, 'x', Code.Unavailable],
    [429, 'x', Code.Unavailable],
    [401, '{"error":"invalid_client"}', Code.Internal],
    [302, '', Code.Unavailable],
    [200, 'not json', Code.Unavailable],
    [200, '{"access_token":"","expires_in":300}', Code.Unavailable],
    [200, '{"access_token":"x"}', Code.Unavailable],
    [
      200,
      `{"access_token":"${'x'.repeat(70_000)}","expires_in":300}`,
      Code.Unavailable,
    ],
  ])(
    'fails on HTTP %i %.30s, and asks again the next time',
    async (status, body, code) => {
      const source = tokens().source(subject);
      const good = answer;
      answer = () => ({ status, body });
      await expect(source.token(never)).rejects.toMatchObject({ code });
      answer = good;
      expect(await source.token(never)).toMatch(/^token-/);
    },
  );

  it.each<[string, () => KeyObject]>([
    [
      'PS256',
      () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    ],
    ['EdDSA', () => generateKeyPairSync('ed25519').privateKey],
  ])('signs by %s with such a key', async (alg, makeKey) => {
    await new ServiceTokens({
      tokenEndpoint,
      clientId: 'orders',
      privateKeyFile: keyFile(makeKey()),
    })
      .source(subject)
      .token(never);
    expect(decodeProtectedHeader(forms[0]!.get('client_assertion')!).alg).toBe(
      alg,
    );
  });

  it('refuses plaintext off loopback, and keys of other kinds', () => {
    expect(
      () =>
        new ServiceTokens({
          tokenEndpoint: 'http://id.example/token',
          clientId: 'orders',
          privateKeyFile: file,
        }),
    ).toThrow('https://');
    const weak = keyFile(
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey,
    );
    expect(
      () =>
        new ServiceTokens({
          tokenEndpoint,
          clientId: 'orders',
          privateKeyFile: weak,
        }),
    ).toThrow('use an RSA, P-256 or Ed25519 key');
  });
});
