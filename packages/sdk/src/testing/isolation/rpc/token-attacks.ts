import { createHmac } from 'node:crypto';

import type { JWTPayload } from 'jose';

import { generateSigningKey } from '../../issuer/signing-keys.js';
import type { UserTokenOptions } from '../../issuer/test-issuer.js';
import type { TestService } from '../../test-service.js';
import type { Place } from '../world/place.js';

/** A header `authorization` that must be turned away by every method. */
export interface TokenAttack {
  readonly name: string;
  /** Undefined: the header is left out. */
  readonly authorization: string | undefined;
  /** Methods that are declared tenant-wide may accept it. */
  readonly onlyWithOrganization?: boolean;
}

/** Everything that must not pass for a valid token of a place; each differs from a good one in one thing. */
export async function tokenAttacks(
  service: TestService,
  place: Place,
  roles: readonly string[],
): Promise<TokenAttack[]> {
  const { issuer, audience } = service;
  const base: UserTokenOptions = { ...place, audience, roles };
  const good = issuer.userClaims(base);
  const now = Math.floor(Date.now() / 1000);
  const otherKey = await generateSigningKey('RS256');
  const goodToken = await issuer.sign(good);
  const [header = '', payload = '', signature = ''] = goodToken.split('.');

  const signed = (claims: Record<string, unknown>): Promise<string> =>
    issuer.sign(changed(good, claims));
  const tokens: Readonly<Record<string, string | Promise<string>>> = {
    'a word that is no token': 'garbage',
    'three dots': '...',
    'an expired token': signed({ iat: now - 600, exp: now - 300 }),
    'a token that is not valid yet': signed({ nbf: now + 600 }),
    'a token issued in the future': signed({ iat: now + 600, exp: now + 900 }),
    'a token without an expiry': signed({ exp: undefined }),
    'a token without a time of issue': signed({ iat: undefined }),
    'a token that lives for ten years': signed({ exp: now + 315_360_000 }),
    'a token without a subject': signed({ sub: undefined }),
    'a token with an empty subject': signed({ sub: '' }),
    'the audience of another service': signed({ aud: 'some-other-service' }),
    'the audience account': signed({ aud: 'account' }),
    'an empty audience': signed({ aud: '' }),
    'no audience': signed({ aud: undefined }),
    'a prefix of the audience': signed({ aud: audience.slice(0, -1) }),
    'the audience with a suffix': signed({ aud: `${audience}-admin` }),
    'the audience in capitals': signed({ aud: audience.toUpperCase() }),
    'a list of other audiences': signed({ aud: ['account', `${audience}x`] }),
    'another issuer': signed({ iss: 'https://issuer.example/realms/test' }),
    'the issuer with a suffix': signed({ iss: `${issuer.issuer}/` }),
    'a prefix of the issuer': signed({ iss: issuer.issuer.slice(0, -1) }),
    'no issuer': signed({ iss: undefined }),
    "the services' issuer with a user's key": signed({
      iss: issuer.serviceIssuer,
    }),
    'a signature by another key under the right key id': issuer.sign(good, {
      key: { ...otherKey, kid: issuer.currentKey().kid },
    }),
    'a key that the issuer never published': issuer.sign(good, {
      key: otherKey,
    }),
    'a key that comes with the token': issuer.sign(good, {
      key: otherKey,
      header: { jwk: otherKey.publicJwk },
    }),
    'a key address that comes with the token': issuer.sign(good, {
      key: otherKey,
      header: { jku: 'https://issuer.example/keys' },
    }),
    'a key id with a path in it': issuer.sign(good, {
      key: otherKey,
      header: { kid: '../../../../dev/null' },
    }),
    'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'alg None with the old signature': `${encode({
      alg: 'None',
      typ: 'JWT',
    })}.${payload}.${signature}`,
    'an HMAC made with the public key': hmacToken(
      issuer.currentKey().publicPem,
      issuer.currentKey().kid,
      good,
    ),
    'a signature cut off': `${header}.${payload}.`,
    'claims changed after signing': `${header}.${encode(
      changed(good, { tenantId: 'tenant-green' }),
    )}.${signature}`,
    'an ID token': signed({ typ: 'ID', nonce: 'n-0S6_WzA2Mj' }),
    'a refresh token': signed({ typ: 'Refresh' }),
    'a logout token': signed({
      typ: 'Logout',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    }),
    'a JWT that does not say that it is an access token': signed({
      typ: undefined,
    }),
    'no tenant': signed({ tenantId: undefined }),
    'an empty tenant': signed({ tenantId: '' }),
    'a list of tenants': signed({ tenantId: [place.tenantId] }),
    'a number as tenant': signed({ tenantId: 7 }),
    'an object as tenant': signed({ tenantId: { id: place.tenantId } }),
    'null as tenant': signed({ tenantId: null }),
    'a tenant that is not served here': signed({
      tenantId: 'tenant-nobody-knows',
    }),
    'two tenants under one name': signTwice(issuer, good),
    'an empty organisation': signed({ organizationId: '' }),
    'a list of organisations': signed({
      organizationId: [place.organizationId],
    }),
    'a number as organisation': signed({ organizationId: 7 }),
    'null as organisation': signed({ organizationId: null }),
    'a token of ten kilobytes': signed({ padding: 'x'.repeat(7_000) }),
    'an API key, where none are taken': `ameide_${encode([
      place.tenantId,
      place.organizationId,
      'key',
    ])}.secret`,
  };
  const attacks: TokenAttack[] = [
    { name: 'no token', authorization: undefined },
    { name: 'an empty bearer token', authorization: 'Bearer ' },
    {
      name: 'another scheme',
      authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}`,
    },
    { name: 'a good token without its scheme', authorization: goodToken },
    {
      name: 'no organisation',
      authorization: `Bearer ${await signed({ organizationId: undefined })}`,
      onlyWithOrganization: true,
    },
  ];
  for (const [name, token] of Object.entries(tokens)) {
    attacks.push({ name, authorization: `Bearer ${await token}` });
  }
  return attacks;
}

function changed(
  claims: JWTPayload,
  changes: Record<string, unknown>,
): JWTPayload {
  return Object.fromEntries(
    Object.entries({ ...claims, ...changes }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function hmacToken(secret: string, kid: string, claims: JWTPayload): string {
  const content = `${encode({ alg: 'HS256', typ: 'JWT', kid })}.${encode(
    claims,
  )}`;
  return `${content}.${createHmac('sha256', secret)
    .update(content)
    .digest('base64url')}`;
}

/** A well-signed token whose JSON names the tenant twice: two readers could see two tenants. */
async function signTwice(
  issuer: TestService['issuer'],
  claims: JWTPayload,
): Promise<string> {
  const json = JSON.stringify(claims).replace(
    '{',
    '{"tenantId":"tenant-green",',
  );
  return issuer.signText(json);
}
