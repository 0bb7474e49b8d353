import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Code, ConnectError } from '@connectrpc/connect';
import { SignJWT } from 'jose';
import { z } from 'zod';

import type { ServiceConfig } from '../config/service-config.js';
import { isLoopback } from '../database/connection-settings.js';
import { newId } from '../database/new-id.js';
import type { TokenSource } from './token-source.js';

/** For which callee, on whose behalf, and within which tenant a service token is good. */
export interface ServiceTokenSubject {
  /** The callee. */
  readonly audience: string;
  readonly tenantId: string;
  /** Undefined for work on the whole tenant. */
  readonly organizationId: string | undefined;
  /** The user or process instance that the service acts for. */
  readonly actor: string | undefined;
}

interface CachedToken {
  readonly value: string;
  /** Milliseconds since the epoch after which a new token is fetched. */
  readonly refreshAt: number;
}

const EXCHANGE_TIMEOUT_MS = 5_000;
const ASSERTION_SECONDS = 60;
const LARGEST_ANSWER_BYTES = 64 * 1024;
const TOKENS_KEPT = 10_000;
/** A token is renewed this long before it expires, or when a fifth of a shorter life is left. */
const REFRESH_BEFORE_MS = 30_000;
const REFRESH_SHARE = 0.2;

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
});

/**
 * Short-lived signed tokens with which this service calls others: OAuth token
 * exchange (RFC 8693), the service authenticated by a signed assertion
 * (private_key_jwt, RFC 7523), so that no shared secret exists.
 */
export class ServiceTokens {
  readonly #key: KeyObject;
  readonly #tokens = new Map<string, CachedToken>();
  readonly #pending = new Map<string, Promise<CachedToken>>();

  /** @throws Error when the endpoint is plaintext off loopback, or the key cannot be read. */
  constructor(
    private readonly config: NonNullable<ServiceConfig['serviceTokens']>,
  ) {
    const endpoint = new URL(config.tokenEndpoint);
    if (
      endpoint.protocol !== 'https:' &&
      !(endpoint.protocol === 'http:' && isLoopback(endpoint.hostname))
    ) {
      throw new Error(
        'serviceTokens.tokenEndpoint: must be an https:// address; http:// only on loopback.',
      );
    }
    this.#key = createPrivateKey(readFileSync(config.privateKeyFile));
    assertionAlgorithm(this.#key);
  }

  /** The tokens of one subject. */
  source(subject: ServiceTokenSubject): TokenSource {
    // JSON keeps the parts apart whatever characters they contain.
    const key = JSON.stringify([
      subject.audience,
      subject.tenantId,
      subject.organizationId ?? null,
      subject.actor ?? null,
    ]);
    return {
      token: async () => {
        const cached = this.#tokens.get(key);
        const fresh = cached !== undefined && Date.now() < cached.refreshAt;
        return fresh
          ? cached.value
          : (await this.#fetchOnce(key, subject)).value;
      },
      refused: token => {
        if (this.#tokens.get(key)?.value === token) {
          this.#tokens.delete(key);
        }
      },
    };
  }

  /** Calls that need the same token at the same time wait for one exchange. */
  #fetchOnce(key: string, subject: ServiceTokenSubject): Promise<CachedToken> {
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      return pending;
    }
    const fetching = this.#exchange(subject)
      .then(token => {
        this.#keep(key, token);
        return token;
      })
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, fetching);
    return fetching;
  }

  #keep(key: string, token: CachedToken): void {
    this.#tokens.delete(key);
    if (this.#tokens.size >= TOKENS_KEPT) {
      const oldest = this.#tokens.keys().next();
      if (oldest.done !== true) {
        this.#tokens.delete(oldest.value);
      }
    }
    this.#tokens.set(key, token);
  }

  async #exchange(subject: ServiceTokenSubject): Promise<CachedToken> {
    const form = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: this.config.clientId,
      client_assertion_type:
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await this.#assertion(),
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: subject.audience,
      tenant_id: subject.tenantId,
    });
    if (subject.organizationId !== undefined) {
      form.set('organization_id', subject.organizationId);
    }
    if (subject.actor !== undefined) {
      form.set('actor', subject.actor);
    }
    const requestedAt = Date.now();
    const answer = tokenAnswer.safeParse(await this.#post(form));
    if (!answer.success) {
      throw new ConnectError(
        'The token endpoint gave an answer that is not a token.',
        Code.Unavailable,
      );
    }
    const lifeMs = answer.data.expires_in * 1_000;
    const marginMs = Math.min(REFRESH_BEFORE_MS, lifeMs * REFRESH_SHARE);
    return {
      value: answer.data.access_token,
      refreshAt: requestedAt + lifeMs - marginMs,
    };
  }

  async #post(form: URLSearchParams): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(this.config.tokenEndpoint, {
        method: 'POST',
        body: form,
        redirect: 'error',
        signal: AbortSignal.timeout(EXCHANGE_TIMEOUT_MS),
      });
      if (response.ok) {
        return JSON.parse(await limitedText(response)) as unknown;
      }
    } catch (cause) {
      throw new ConnectError(
        'The token endpoint cannot be reached.',
        Code.Unavailable,
        undefined,
        undefined,
        cause,
      );
    }
    await response.body?.cancel();
    const code =
      response.status >= 500 || response.status === 429
        ? Code.Unavailable
        : Code.Internal;
    throw new ConnectError(
      `The token endpoint refused a service token (HTTP ${response.status}).`,
      code,
    );
  }

  async #assertion(): Promise<string> {
    return await new SignJWT({})
      .setProtectedHeader({ alg: assertionAlgorithm(this.#key), typ: 'JWT' })
      .setIssuer(this.config.clientId)
      .setSubject(this.config.clientId)
      .setAudience(this.config.tokenEndpoint)
      .setJti(newId())
      .setIssuedAt()
      .setExpirationTime(`${ASSERTION_SECONDS}s`)
      .sign(this.#key);
  }
}

function assertionAlgorithm(key: KeyObject): string {
  switch (key.asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return 'PS256';
    case 'ed25519':
      return 'EdDSA';
    case 'ec':
      if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') {
        return 'ES256';
      }
  }
  throw new Error(
    'serviceTokens.privateKeyFile: use an RSA, P-256 or Ed25519 key.',
  );
}

async function limitedText(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const chunk = await reader?.read();
    if (chunk === undefined || chunk.value === undefined) {
      return Buffer.concat(chunks).toString('utf8');
    }
    size += chunk.value.byteLength;
    if (size > LARGEST_ANSWER_BYTES) {
      await reader?.cancel();
      throw new Error('The answer is too large.');
    }
    chunks.push(chunk.value);
  }
}
