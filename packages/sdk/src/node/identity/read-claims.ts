import type { JWTPayload } from 'jose';

import type { ServiceConfig } from '../config/service-config.js';
import { type CanonicalRole, isCanonicalRole } from './identity.js';
import { UnauthenticatedError } from './unauthenticated-error.js';

type Auth = ServiceConfig['auth'];

/** Longest tenant or organisation id. */
const MAX_ID_LENGTH = 200;

/**
 * A claim that must be one non-empty string where it is there at all.
 *
 * @throws UnauthenticatedError for an array, a number, an object or an empty string.
 */
export function stringClaim(
  payload: JWTPayload,
  name: string,
): string | undefined {
  const value = payload[name];
  if (value === undefined) {
    return undefined;
  }
  if (
    typeof value !== 'string' ||
    value === '' ||
    value.length > MAX_ID_LENGTH ||
    value.includes('\0')
  ) {
    throw new UnauthenticatedError(`bad_claim_${name}`);
  }
  return value;
}

/**
 * The tenant of a user's token, from the one source that is configured.
 *
 * @throws UnauthenticatedError when that source gives none.
 */
export function tenantOfUser(
  payload: JWTPayload,
  auth: Auth,
  issuerTenant: string | undefined,
): string {
  const tenantId = (() => {
    switch (auth.tenantSource) {
      case 'claim':
        return stringClaim(payload, 'tenantId');
      case 'issuer':
        return issuerTenant;
      case 'idp-alias': {
        const alias = stringClaim(payload, 'identity_provider');
        const aliases = auth.idpAliases ?? {};
        return alias !== undefined && Object.hasOwn(aliases, alias)
          ? aliases[alias]
          : undefined;
      }
    }
  })();
  if (tenantId === undefined) {
    throw new UnauthenticatedError('no_tenant');
  }
  return tenantId;
}

/** Canonical roles of the realm and of the client that the service is; other roles mean nothing here. */
export function rolesOf(
  payload: JWTPayload,
  audience: string,
): CanonicalRole[] {
  const resources = recordOf(payload['resource_access']);
  const names = [
    ...rolesIn(payload['realm_access']),
    ...rolesIn(
      Object.hasOwn(resources, audience) ? resources[audience] : undefined,
    ),
  ];
  return [...new Set(names.filter(isCanonicalRole))];
}

/** The scopes of a token, from the space-separated `scope`. */
export function scopesOf(payload: JWTPayload): string[] {
  const scope = payload['scope'];
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
}

/** The party that the bearer acts for (RFC 8693, section 4.1), where the token names one. */
export function actorOf(payload: JWTPayload): string | undefined {
  const actor = payload['act'];
  if (actor === undefined) {
    return undefined;
  }
  return stringClaim({ sub: recordOf(actor)['sub'] } as JWTPayload, 'sub');
}

function rolesIn(access: unknown): string[] {
  const roles = recordOf(access)['roles'];
  return Array.isArray(roles)
    ? roles.filter(role => typeof role === 'string')
    : [];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
