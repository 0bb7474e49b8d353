import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';

import type { SigningKey } from './signing-keys.js';

/** OAuth 2.0 error answer (RFC 6749 section 5.2). */
export class TokenExchangeError extends Error {
  constructor(
    readonly code:
      | 'invalid_request'
      | 'invalid_client'
      | 'invalid_grant'
      | 'unsupported_grant_type',
    description: string,
  ) {
    super(description);
  }
}

/** What a service has asked a token for. */
export interface ServiceTokenRequest {
  readonly clientId: string;
  readonly audience: string;
  readonly tenantId: string;
  readonly organizationId: string | undefined;
  readonly actor: string | undefined;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const ASSERTION_MAX_AGE_SECONDS = 300;

/**
 * Authenticates a token exchange (RFC 8693) by private_key_jwt (RFC 7523) the
 * way an identity provider does: registered key, issuer, subject, audience,
 * lifetime, and every assertion only once.
 */
export class TokenExchange {
  readonly #used = new Set<string>();

  constructor(
    private readonly clients: ReadonlyMap<string, SigningKey>,
    private readonly audiences: () => readonly string[],
  ) {}

  /** @throws TokenExchangeError when the request must be refused. */
  async authenticate(form: URLSearchParams): Promise<ServiceTokenRequest> {
    if (form.get('grant_type') !== GRANT) {
      throw new TokenExchangeError(
        'unsupported_grant_type',
        `grant_type must be ${GRANT}`,
      );
    }
    if (form.get('client_assertion_type') !== ASSERTION) {
      throw new TokenExchangeError(
        'invalid_request',
        `client_assertion_type must be ${ASSERTION}`,
      );
    }
    const clientId = await this.#verifyAssertion(
      required(form, 'client_assertion'),
    );
    return {
      clientId,
      audience: required(form, 'audience'),
      tenantId: required(form, 'tenant_id'),
      organizationId: form.get('organization_id') || undefined,
      actor: form.get('actor') || undefined,
    };
  }

  async #verifyAssertion(assertion: string): Promise<string> {
    const claims = this.#decode(assertion);
    const clientId = claims.sub;
    const key = clientId === undefined ? undefined : this.clients.get(clientId);
    if (clientId === undefined || key === undefined) {
      throw new TokenExchangeError('invalid_client', 'the client is not known');
    }
    try {
      await jwtVerify(assertion, key.publicJwk, {
        algorithms: [key.alg],
        issuer: clientId,
        subject: clientId,
        audience: [...this.audiences()],
        maxTokenAge: ASSERTION_MAX_AGE_SECONDS,
        requiredClaims: ['exp', 'iat', 'jti'],
      });
    } catch (error) {
      throw new TokenExchangeError(
        'invalid_client',
        `client_assertion: ${
          error instanceof Error ? error.message : 'not valid'
        }`,
      );
    }
    const id = `${clientId} ${claims.jti}`;
    if (this.#used.has(id)) {
      throw new TokenExchangeError(
        'invalid_client',
        'client_assertion: jti was used before',
      );
    }
    this.#used.add(id);
    return clientId;
  }

  #decode(assertion: string): JWTPayload {
    try {
      return decodeJwt(assertion);
    } catch {
      throw new TokenExchangeError(
        'invalid_client',
        'client_assertion: not a JWT',
      );
    }
  }
}

function required(form: URLSearchParams, name: string): string {
  const values = form.getAll(name);
  const [value] = values;
  if (value === undefined || value === '' || values.length > 1) {
    throw new TokenExchangeError(
      'invalid_request',
      `${name} must be given once`,
    );
  }
  return value;
}
