import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from 'jose';

import { startTestIssuer, type TestIssuer } from './test-issuer.js';

const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

let issuer: TestIssuer;
let privateKeyFile: string;

beforeAll(async () => {
  issuer = await startTestIssuer();
  ({ privateKeyFile } = await issuer.serviceCredentials('orders'));
});

afterAll(() => issuer.close());

interface Assertion {
  readonly keyFile?: string;
  readonly client?: string;
  readonly audience?: string;
  readonly jti?: string | undefined;
  readonly expires?: string;
}

async function assertion(change: Assertion = {}): Promise<string> {
  const pem = readFileSync(change.keyFile ?? privateKeyFile, 'utf8');
  const client = change.client ?? 'orders';
  const token = new SignJWT({})
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(change.audience ?? issuer.tokenEndpoint)
    .setIssuedAt()
    .setExpirationTime(change.expires ?? '60s');
  if (!('jti' in change) || change.jti !== undefined) {
    token.setJti(change.jti ?? randomUUID());
  }
  return token.sign(await importPKCS8(pem, 'ES256'));
}

async function exchange(fields: Readonly<Record<string, string>>) {
  const response = await fetch(issuer.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: EXCHANGE,
      client_assertion_type: ASSERTION,
      audience: 'catalog',
      tenant_id: 'acme',
      organization_id: 'north',
      ...fields,
    }),
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, string>,
  };
}

it('gives a service a token for one callee, tenant and organisation, with the actor', async () => {
  const { status, body } = await exchange({
    client_assertion: await assertion(),
    actor: 'user-7',
  });
  expect(status).toBe(200);
  const { payload, protectedHeader } = await jwtVerify(
    body['access_token'] ?? '',
    createRemoteJWKSet(new URL(issuer.serviceJwksUri)),
    { issuer: issuer.serviceIssuer, audience: 'catalog' },
  );
  expect(protectedHeader.typ).toBe('at+jwt');
  expect(payload).toMatchObject({
    sub: 'orders',
    tenantId: 'acme',
    organizationId: 'north',
    act: { sub: 'user-7' },
  });
});

it('keeps the private key of a client from others', () => {
  expect(statSync(privateKeyFile).mode & 0o077).toBe(0);
});

it('takes an assertion only once', async () => {
  const used = await assertion();
  expect((await exchange({ client_assertion: used })).status).toBe(200);
  expect(await exchange({ client_assertion: used })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  });
});

it.each<[string, () => Promise<Record<string, string>>]>([
  [
    'a client that is not registered',
    async () => ({ client_assertion: await assertion({ client: 'billing' }) }),
  ],
  [
    'the key of another client',
    async () => {
      const other = await issuer.serviceCredentials('catalog');
      return {
        client_assertion: await assertion({ keyFile: other.privateKeyFile }),
      };
    },
  ],
  [
    'an assertion for somebody else',
    async () => ({
      client_assertion: await assertion({
        audience: 'https://elsewhere.example',
      }),
    }),
  ],
  [
    'an assertion without an id',
    async () => ({ client_assertion: await assertion({ jti: undefined }) }),
  ],
  [
    'an assertion that has expired',
    async () => ({ client_assertion: await assertion({ expires: '-1s' }) }),
  ],
  ['no assertion', async () => ({ client_assertion: 'garbage' })],
])('refuses %s', async (_name, fields) => {
  const { status, body } = await exchange(await fields());
  expect(status).toBe(401);
  expect(body['access_token']).toBeUndefined();
});

it.each<[string, Record<string, string>]>([
  ['another grant', { grant_type: 'client_credentials' }],
  ['no tenant', { tenant_id: '' }],
  ['no audience', { audience: '' }],
])('refuses a request with %s', async (_name, fields) => {
  const { status } = await exchange({
    client_assertion: await assertion(),
    ...fields,
  });
  expect(status).toBe(400);
});

it('no longer publishes a key that was replaced', async () => {
  const token = await issuer.userToken({
    audience: 'orders',
    tenantId: 'acme',
    roles: ['viewer'],
  });
  const verify = () =>
    jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwksUri)), {
      issuer: issuer.issuer,
      audience: 'orders',
    });
  await expect(verify()).resolves.toBeDefined();
  await issuer.rotateKeys();
  await expect(verify()).rejects.toThrow();
});
