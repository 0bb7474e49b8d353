import { hash } from 'node:crypto';

import {
  errors,
  type JWTPayload,
  jwtVerify,
  type JWTVerifyGetKey,
  type JWTHeaderParameters,
} from 'jose';

import type { ServiceConfig } from '../config/service-config.js';
import type { Identity } from './identity.js';
import { parseToken } from './parse-token.js';
import { pinnedKeys } from './pinned-keys.js';
import {
  actorOf,
  rolesOf,
  scopesOf,
  stringClaim,
  tenantOfUser,
} from './read-claims.js';
import { UnauthenticatedError } from './unauthenticated-error.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Asymmetric only: a public key can never serve as an HMAC secret here. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];

/** RFC 9068 names access tokens so; Keycloak says `JWT` and marks the payload instead. */
const ACCESS_TOKEN_TYPES = ['at+jwt', 'application/at+jwt'];
const KEYCLOAK_ACCESS_TOKEN = 'Bearer';

interface PinnedIssuer {
  readonly kind: 'user' | 'service';
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
  readonly tenantId: string | undefined;
  readonly authorizedParties: readonly string[] | undefined;
}

/**
 * Turns access tokens into identities. A token counts only when it comes from
 * an issuer that is pinned in the configuration, for this service, signed by a
 * key of that issuer, young enough, and really an access token (RFC 8725, RFC
 * 9068).
 */
export class TokenVerifier {
  readonly #auth: ServiceConfig['auth'];
  readonly #audience: string;
  readonly #issuers: ReadonlyMap<string, PinnedIssuer>;
  readonly #verified = new VerifiedTokens();

  /** @param service name of the service, the audience where the configuration names none. */
  constructor(auth: ServiceConfig['auth'], service: string) {
    this.#auth = auth;
    this.#audience = auth.audience ?? service;
    const issuers = auth.issuers.map(
      (one): PinnedIssuer => ({
        kind: 'user',
        issuer: one.issuer,
        keys: pinnedKeys(
          one.jwksUri ?? `${one.issuer}/protocol/openid-connect/certs`,
        ),
        tenantId: one.tenantId,
        authorizedParties: one.authorizedParties,
      }),
    );
    if (auth.serviceIssuer !== undefined) {
      issuers.push({
        kind: 'service',
        issuer: auth.serviceIssuer.issuer,
        keys: pinnedKeys(auth.serviceIssuer.jwksUri),
        tenantId: undefined,
        authorizedParties: undefined,
      });
    }
    this.#issuers = new Map(issuers.map(one => [one.issuer, one]));
  }

  /** @throws UnauthenticatedError with a reason for the log. */
  async verify(token: string): Promise<Identity> {
    const digest = hash('sha256', token, 'base64');
    const known = this.#verified.get(digest);
    if (known !== undefined) {
      return known;
    }
    const identity = await this.#verifyAnew(token);
    this.#verified.set(digest, identity);
    return identity;
  }

  async #verifyAnew(token: string): Promise<Identity> {
    const pinned = this.#issuers.get(parseToken(token).issuer);
    if (pinned === undefined) {
      throw new UnauthenticatedError('wrong_issuer');
    }
    const { payload, protectedHeader } = await this.#checkSignature(
      token,
      pinned,
    );
    checkAccessToken(payload, protectedHeader);
    this.#checkTimes(payload);
    const subject = stringClaim(payload, 'sub');
    if (subject === undefined) {
      throw new UnauthenticatedError('no_subject');
    }
    const identity =
      pinned.kind === 'service'
        ? serviceIdentity(payload)
        : this.#userIdentity(payload, pinned);
    return {
      ...identity,
      subject,
      organizationId: stringClaim(payload, 'organizationId'),
      scopes: scopesOf(payload),
      expiresAt: payload.exp as number,
    };
  }

  async #checkSignature(token: string, pinned: PinnedIssuer) {
    try {
      return await jwtVerify(token, pinned.keys, {
        algorithms: ALGORITHMS,
        issuer: pinned.issuer,
        audience: this.#audience,
        clockTolerance: this.#auth.clockToleranceSeconds,
        requiredClaims: ['exp', 'iat', 'sub', 'aud', 'iss'],
      });
    } catch (error) {
      throw new UnauthenticatedError(reasonOf(error), error);
    }
  }

  #checkTimes(payload: JWTPayload): void {
    const { exp, iat, nbf } = payload;
    if (
      ![exp, iat, nbf ?? 0].every(time => Number.isFinite(time)) ||
      exp === undefined ||
      iat === undefined
    ) {
      throw new UnauthenticatedError('bad_times');
    }
    const now = Date.now() / 1000;
    if (iat > now + this.#auth.clockToleranceSeconds) {
      throw new UnauthenticatedError('issued_in_future');
    }
    if (exp - iat > this.#auth.maxTokenLifetimeSeconds || exp <= iat) {
      throw new UnauthenticatedError('lifetime');
    }
  }

  #userIdentity(
    payload: JWTPayload,
    pinned: PinnedIssuer,
  ): Pick<Identity, 'kind' | 'tenantId' | 'actor' | 'roles'> {
    const party = stringClaim(payload, 'azp');
    if (
      pinned.authorizedParties !== undefined &&
      (party === undefined || !pinned.authorizedParties.includes(party))
    ) {
      throw new UnauthenticatedError('wrong_client');
    }
    return {
      kind: 'user',
      tenantId: tenantOfUser(payload, this.#auth, pinned.tenantId),
      actor: undefined,
      // A realm that names a role `service` makes nobody a service.
      roles: rolesOf(payload, this.#audience).filter(
        role => role !== 'service',
      ),
    };
  }
}

function serviceIdentity(
  payload: JWTPayload,
): Pick<Identity, 'kind' | 'tenantId' | 'actor' | 'roles'> {
  const tenantId = stringClaim(payload, 'tenantId');
  if (tenantId === undefined) {
    throw new UnauthenticatedError('no_tenant');
  }
  return {
    kind: 'service',
    tenantId,
    actor: actorOf(payload),
    roles: ['service'],
  };
}

function checkAccessToken(
  payload: JWTPayload,
  header: JWTHeaderParameters,
): void {
  const type = header.typ?.toLowerCase();
  const isAccessToken =
    type !== undefined && ACCESS_TOKEN_TYPES.includes(type)
      ? payload['typ'] === undefined || payload['typ'] === KEYCLOAK_ACCESS_TOKEN
      : type === 'jwt' && payload['typ'] === KEYCLOAK_ACCESS_TOKEN;
  if (!isAccessToken || payload['events'] !== undefined) {
    throw new UnauthenticatedError('not_an_access_token');
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `claim_${error.claim}`;
  if (error instanceof errors.JWKSNoMatchingKey) return 'unknown_key';
  if (error instanceof errors.JWKSTimeout) return 'keys_unavailable';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'algorithm';
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'signature';
  if (error instanceof errors.JOSEError) return 'malformed';
  return 'keys_unavailable';
}
