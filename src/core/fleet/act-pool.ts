/** Acts of many entities: a bounded number at a time, and never two of one entity. */

/** Acts under way at once. */
const MOST_AT_ONCE = 32;

export class ActPool {
  /** Whose acts are under way or wait. */
  readonly #busy = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #failure: { readonly error: unknown } | undefined;

  /** What recording an outcome failed with first. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  busy(key: string): boolean {
    return this.#busy.has(key);
  }

  /** Resolves when the work is done; what it fails with is in `failure`. */
  run(key: string, work: () => Promise<void>): Promise<void> {
    const done = this.#work(work).finally(() => this.#busy.delete(key));
    this.#busy.set(key, done);
    return done;
  }

  /** @throws what has failed */
  async done(): Promise<void> {
    await Promise.all(this.#busy.values());
    if (this.#failure) throw this.#failure.error;
  }

  async #work(work: () => Promise<void>): Promise<void> {
    if (this.#running >= MOST_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#running--;
      this.#waiting.shift()?.();
    }
  }
}
