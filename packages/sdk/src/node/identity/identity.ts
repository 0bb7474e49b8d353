/** The canonical roles, most powerful first. `service` is held by services only. */
export const CANONICAL_ROLES = [
  'admin',
  'contributor',
  'viewer',
  'guest',
  'service',
] as const;

/** One of the canonical roles. */
export type CanonicalRole = (typeof CANONICAL_ROLES)[number];

/** Who calls, as proved by a token or an API key; nothing else is ever believed. */
export interface Identity {
  readonly kind: 'user' | 'service' | 'api-key';
  /** `sub` of the token: a user's id, or a service's name. */
  readonly subject: string;
  readonly tenantId: string;
  /** Undefined only while a method that is declared tenant-wide is served. */
  readonly organizationId: string | undefined;
  /** User or process instance that a service acts for. */
  readonly actor: string | undefined;
  readonly roles: readonly CanonicalRole[];
  readonly scopes: readonly string[];
  /** When the proof expires, in seconds since 1970. */
  readonly expiresAt: number;
}

/** Whether a string names a canonical role. */
export function isCanonicalRole(name: string): name is CanonicalRole {
  return (CANONICAL_ROLES as readonly string[]).includes(name);
}
