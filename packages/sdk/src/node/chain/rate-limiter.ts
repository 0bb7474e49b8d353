/** How much one key may do. */
export interface RateLimit {
  readonly requestsPerMinute: number;
  readonly burst: number;
}

/** Where the buckets lie: in this process by default, in a shared store where replicas must agree. */
export interface RateLimitStore {
  /** Takes one request from a key's bucket. */
  take(key: string, limit: RateLimit): boolean | Promise<boolean>;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Buckets of one generation; two are kept. */
const MAX_BUCKETS = 50_000;

/**
 * Token buckets in this process. A key that is dropped starts with a full bucket
 * again, so the number of keys is bounded and the limit still holds for whoever
 * keeps calling: a key that is used moves into the young generation, and the old
 * one is dropped as a whole when the young one is full, which costs nothing for
 * each call however many keys a flood brings.
 */
export class InProcessRateLimits implements RateLimitStore {
  #young = new Map<string, Bucket>();
  #old = new Map<string, Bucket>();

  /** @param now milliseconds, of a clock that never goes back. */
  constructor(private readonly now: () => number = () => performance.now()) {}

  take(key: string, limit: RateLimit): boolean {
    const now = this.now();
    const { tokens, at } = this.#young.get(key) ??
      this.#old.get(key) ?? { tokens: limit.burst, at: now };
    const refilled = Math.min(
      limit.burst,
      tokens + ((now - at) / 60_000) * limit.requestsPerMinute,
    );
    const allowed = refilled >= 1;
    if (this.#young.size >= MAX_BUCKETS && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, {
      tokens: allowed ? refilled - 1 : refilled,
      at: now,
    });
    return allowed;
  }
}
