/** A token bucket: at most `burst` at once, `rate` a second in the long run. Time is handed in, seconds. */
export interface BucketLimits {
  readonly rate: number;
  readonly burst: number;
}

export class TokenBucket {
  readonly #limits: BucketLimits;
  #tokens: number;
  #at: number;

  constructor(limits: BucketLimits, now: number) {
    this.#limits = limits;
    this.#tokens = limits.burst;
    this.#at = now;
  }

  /** @param now a clock that does not run backwards; one that does adds nothing */
  take(now: number): boolean {
    const { rate, burst } = this.#limits;
    this.#tokens = Math.min(burst, this.#tokens + Math.max(0, now - this.#at) * rate);
    this.#at = Math.max(this.#at, now);
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}

/** A bucket for each key, at most `most` of them: the one used longest ago makes room. */
export class TokenBuckets {
  readonly #limits: BucketLimits;
  readonly #most: number;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(limits: BucketLimits, most: number) {
    this.#limits = limits;
    this.#most = most;
  }

  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#limits, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#most) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket.take(now);
  }
}
