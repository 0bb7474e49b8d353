/** The platform's roles (§4.2). */
export const CANONICAL_ROLES: readonly string[] = [
  'admin',
  'contributor',
  'viewer',
  'guest',
  'service',
];
