import type { Identity } from './identity.js';

/** Longest that a verified token is believed without being verified again, in milliseconds. */
const MAX_AGE_MS = 30_000;
/** Most tokens that are remembered. */
const MAX_ENTRIES = 10_000;

/**
 * Remembers verified tokens for a short while, because verifying a signature
 * costs a hundred times what the rest of a call's checks cost. Keyed by a digest
 * of the whole token, so that no token lies in memory and no two share an entry.
 */
export class VerifiedTokens {
  readonly #entries = new Map<
    string,
    { readonly identity: Identity; readonly until: number }
  >();

  get(digest: string): Identity | undefined {
    const entry = this.#entries.get(digest);
    if (entry === undefined) {
      return undefined;
    }
    if (entry.until <= Date.now()) {
      this.#entries.delete(digest);
      return undefined;
    }
    return entry.identity;
  }

  set(digest: string, identity: Identity): void {
    if (this.#entries.size >= MAX_ENTRIES) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
    this.#entries.set(digest, {
      identity,
      until: Math.min(Date.now() + MAX_AGE_MS, identity.expiresAt * 1000),
    });
  }
}
