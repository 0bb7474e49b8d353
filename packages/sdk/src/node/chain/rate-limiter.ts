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

/** Changed in place: a new one for each call would outlive it, and be garbage of the costly kind. */
interface Bucket {
  tokens: number;
  at: number;
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
    const young = this.#young.get(key);
    const bucket = young ??
      this.#old.get(key) ?? { tokens: limit.burst, at: now };
    bucket.tokens = Math.min(
      limit.burst,
      bucket.tokens + ((now - bucket.at) / 60_000) * limit.requestsPerMinute,
    );
    bucket.at = now;
    const allowed = bucket.tokens >= 1;
    if (allowed) {
      bucket.tokens -= 1;
    }
    if (young === undefined) {
      if (this.#young.size >= MAX_BUCKETS) {
        this.#old = this.#young;
        this.#young = new Map();
      }
      this.#young.set(key, bucket);
    }
    return allowed;
  }
}
