import type { Identity } from '../identity/identity.js';
import { UnauthenticatedError } from '../identity/unauthenticated-error.js';

/** Proves who somebody is by one kind of credential. */
export interface CredentialVerifier {
  verify(credential: string): Promise<Identity>;
}

/** The one AuthProvider (§6): access tokens, and API keys where the operator allows them. */
export interface Credentials {
  readonly tokens: CredentialVerifier;
  /** Undefined: API keys are off. */
  readonly apiKeys: CredentialVerifier | undefined;
}

const BEARER = /^Bearer ([^\s,]+)$/i;
/** Begins an API key; a JWT begins with `eyJ`. */
export const API_KEY_PREFIX = 'ameide_';

/** @throws UnauthenticatedError for anything but one good credential in `authorization`. */
export async function authenticate(
  headers: Headers,
  credentials: Credentials,
): Promise<Identity> {
  const header = headers.get('authorization');
  if (header === null) {
    throw new UnauthenticatedError('no_credentials');
  }
  const credential = BEARER.exec(header)?.[1];
  if (credential === undefined) {
    throw new UnauthenticatedError('malformed');
  }
  if (!credential.startsWith(API_KEY_PREFIX)) {
    return credentials.tokens.verify(credential);
  }
  if (credentials.apiKeys === undefined) {
    throw new UnauthenticatedError('api_keys_off');
  }
  return credentials.apiKeys.verify(credential);
}
