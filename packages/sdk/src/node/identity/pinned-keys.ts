import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';

import { isLoopback } from '../database/connection-settings.js';

/** How long fetched keys are used at most: a removed key is refused after this at the latest. */
const MAX_AGE_MS = 10 * 60_000;
/** Age at which keys are fetched again beside the calls, so that an issuer that is away for a few minutes locks nobody out. */
const REFRESH_AGE_MS = 5 * 60_000;
/** Shortest time between two fetches, however many unknown key ids arrive. */
const COOLDOWN_MS = 30_000;
/** Shortest time between two attempts, also where the issuer does not answer. */
const RETRY_MS = 5_000;
const TIMEOUT_MS = 5_000;

/**
 * Keys of one pinned issuer. Only the address from the configuration is ever
 * fetched; whatever a token says about keys (`jku`, `x5u`, `jwk`) is ignored.
 *
 * @throws Error when the address is not https (or http on loopback).
 */
export function pinnedKeys(jwksUri: string): JWTVerifyGetKey {
  const url = new URL(jwksUri);
  if (
    url.protocol !== 'https:' &&
    !(url.protocol === 'http:' && isLoopback(url.hostname))
  ) {
    throw new Error(
      `The keys of an issuer must come from an https:// address; ${jwksUri} is not one.`,
    );
  }
  let attemptedAt = -Infinity;
  const keys = createRemoteJWKSet(url, {
    cacheMaxAge: MAX_AGE_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
    [customFetch]: async (address, init) => {
      const now = Date.now();
      if (now - attemptedAt < RETRY_MS) {
        throw new Error(
          `${address} was asked for the keys less than ${RETRY_MS} ms ago.`,
        );
      }
      attemptedAt = now;
      return await fetch(address, init);
    },
  });
  return async (header, token) => {
    if (
      keys.fresh &&
      !keys.reloading &&
      Date.now() - attemptedAt > REFRESH_AGE_MS
    ) {
      keys.reload().catch(() => undefined);
    }
    return await keys(header, token);
  };
}
