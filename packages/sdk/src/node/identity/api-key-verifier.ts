import { createHash, timingSafeEqual } from 'node:crypto';

import { sql } from '../database/sql.js';
import type { Databases } from '../database/tenant-database.js';
import type { CredentialVerifier } from '../chain/authenticate.js';
import { API_KEY_PREFIX } from '../chain/authenticate.js';
import { lifetimeOf } from '../lifetime.js';
import { type Identity, isCanonicalRole } from './identity.js';
import { UnauthenticatedError } from './unauthenticated-error.js';

interface ApiKeyRow {
  readonly secret_hash: Buffer;
  readonly subject: string;
  readonly roles: string[];
  readonly scopes: string[];
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
}

/** Longest key that is looked at, in characters. */
const MAX_KEY_LENGTH = 1024;
/** Longest that looking a key up may take, in milliseconds. */
const TIMEOUT_MS = 2_000;
/** Longest that an identity proved by a key lasts: a revoked key ends a stream after this. */
const IDENTITY_SECONDS = 300;

/**
 * Verifies API keys, `ameide_<base64url(JSON [tenant, organisation, key id])>.<secret>`.
 * The tenant in a key is only where the key is looked up, under that tenant's
 * row-level security; what proves it is the secret, of which the database has
 * the SHA-256 (a secret of 32 random bytes needs no slow hash).
 */
export class ApiKeyVerifier implements CredentialVerifier {
  constructor(private readonly databases: Databases) {}

  async verify(credential: string): Promise<Identity> {
    const { tenantId, organizationId, keyId, secret } = parseApiKey(credential);
    const row = await this.#find(tenantId, organizationId, keyId);
    // Compared even when there is no such key, so that time tells nothing.
    const expected = row?.secret_hash ?? Buffer.alloc(32);
    const matches = timingSafeEqual(
      createHash('sha256').update(secret).digest(),
      expected,
    );
    const now = Date.now();
    if (
      row === undefined ||
      !matches ||
      row.revoked_at !== null ||
      row.expires_at.getTime() <= now
    ) {
      throw new UnauthenticatedError('api_key');
    }
    return {
      kind: 'api-key',
      subject: row.subject,
      tenantId,
      organizationId,
      actor: undefined,
      roles: row.roles
        .filter(isCanonicalRole)
        .filter(role => role !== 'service'),
      scopes: row.scopes,
      expiresAt: Math.floor(
        Math.min(
          row.expires_at.getTime() / 1000,
          now / 1000 + IDENTITY_SECONDS,
        ),
      ),
    };
  }

  async #find(
    tenantId: string,
    organizationId: string,
    keyId: string,
  ): Promise<ApiKeyRow | undefined> {
    const claimed: Identity = {
      kind: 'api-key',
      subject: `api-key:${keyId}`,
      tenantId,
      organizationId,
      actor: undefined,
      roles: [],
      scopes: [],
      expiresAt: 0,
    };
    try {
      const database = this.databases.forIdentity(claimed, {
        tenantWide: false,
        timeoutMs: TIMEOUT_MS,
        requestId: '',
        lifetime: lifetimeOf(AbortSignal.timeout(TIMEOUT_MS)),
      });
      const [row] = await database.query<ApiKeyRow>(sql`
        SELECT secret_hash, subject, roles, scopes, expires_at, revoked_at
        FROM app.api_key WHERE key_id = ${keyId}`);
      return row;
    } catch (error) {
      throw new UnauthenticatedError('api_key', error);
    }
  }
}

/** @throws UnauthenticatedError for anything that is not shaped like a key. */
export function parseApiKey(credential: string): {
  readonly tenantId: string;
  readonly organizationId: string;
  readonly keyId: string;
  readonly secret: Buffer;
} {
  const match = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/.exec(
    credential.slice(API_KEY_PREFIX.length),
  );
  if (credential.length > MAX_KEY_LENGTH || match === null) {
    throw new UnauthenticatedError('api_key');
  }
  const [, place = '', secret = ''] = match;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(place, 'base64url').toString('utf8'));
  } catch (error) {
    throw new UnauthenticatedError('api_key', error);
  }
  if (
    !Array.isArray(parts) ||
    parts.length !== 3 ||
    parts.some(
      part => typeof part !== 'string' || part === '' || part.includes('\0'),
    )
  ) {
    throw new UnauthenticatedError('api_key');
  }
  const [tenantId, organizationId, keyId] = parts as [string, string, string];
  return {
    tenantId,
    organizationId,
    keyId,
    secret: Buffer.from(secret, 'base64url'),
  };
}

/**
 * Makes an API key. The text is shown once and kept nowhere; the hash goes into
 * `app.api_key.secret_hash`.
 */
export function createApiKey(
  place: { tenantId: string; organizationId: string; keyId: string },
  secret: Buffer,
): {
  readonly text: string;
  readonly secretHash: Buffer;
} {
  if (secret.length !== 32) {
    throw new Error('The secret of an API key is 32 random bytes.');
  }
  const encoded = Buffer.from(
    JSON.stringify([place.tenantId, place.organizationId, place.keyId]),
  ).toString('base64url');
  return {
    text: `${API_KEY_PREFIX}${encoded}.${secret.toString('base64url')}`,
    secretHash: createHash('sha256').update(secret).digest(),
  };
}
