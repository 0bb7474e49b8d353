import { Code } from '@connectrpc/connect';

import type { Clients } from '../client/clients.js';
import type { Databases, TenantDatabase } from '../database/tenant-database.js';
import type { Identity } from '../identity/identity.js';
import { AdmittedServiceCall } from './admitted-service-call.js';
import { authenticate, type Credentials } from './authenticate.js';
import type { OpenCall } from './open-call.js';
import type { RateLimitStore } from './rate-limiter.js';
import { RefusalError } from './refusal-error.js';

/** What a handler is given; there is none unless the chain has let the call in. */
export interface AdmittedCall {
  readonly call: AdmittedServiceCall;
  readonly database: TenantDatabase;
}

/** What a call is judged by. */
export interface AdmissionParts {
  readonly credentials: Credentials;
  readonly databases: Databases;
  readonly clients: Clients;
  readonly rateLimits: RateLimitStore;
}

/**
 * The middle four steps of the chain: authentication, tenant, rate limit,
 * authorisation. They see headers only; not a byte of the body has been read.
 *
 * @throws UnauthenticatedError or RefusalError.
 */
export async function admitCall(
  parts: AdmissionParts,
  open: OpenCall,
  headers: Headers,
): Promise<AdmittedCall> {
  const proved = await authenticate(headers, parts.credentials);
  const { rule, clock, requestId } = open;
  const identity = rule.tenantWide
    ? { ...proved, organizationId: undefined }
    : proved;
  open.identity = identity;
  open.log = open.log.with({
    tenant_id: identity.tenantId,
    organization_id: identity.organizationId,
    user_id: identity.subject,
  });
  clock.expiresAt(identity.expiresAt);
  const database = parts.databases.forIdentity(identity, {
    tenantWide: rule.tenantWide,
    timeoutMs: rule.deadlineMs,
    requestId,
    lifetime: clock,
  });
  open.database = database;
  if (identity.organizationId === undefined && !rule.tenantWide) {
    throw new RefusalError(
      Code.PermissionDenied,
      'no_organization',
      'The access token names no organisation.',
    );
  }
  const key = [
    identity.tenantId,
    identity.organizationId ?? '',
    rule.name,
  ].join('\0');
  if (!(await parts.rateLimits.take(key, rule.rateLimit))) {
    throw new RefusalError(
      Code.ResourceExhausted,
      'rate_limited',
      'There were too many requests; try again later.',
    );
  }
  if (!mayCall(open, identity)) {
    throw new RefusalError(
      Code.PermissionDenied,
      'permission_denied',
      'The caller may not call this method.',
    );
  }
  return {
    database,
    call: new AdmittedServiceCall({
      clients: parts.clients,
      open,
      identity,
      database,
    }),
  };
}

function mayCall({ rule: { auth } }: OpenCall, identity: Identity): boolean {
  return (
    auth !== undefined &&
    identity.roles.some(role => auth.roles.includes(role)) &&
    auth.scopes.every(scope => identity.scopes.includes(scope))
  );
}
