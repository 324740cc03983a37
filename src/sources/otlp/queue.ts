/** Items between those who bring them and one who takes them. */
export class Queue<T> {
  #items: T[] = [];
  #wake: (() => void) | undefined;
  #failure: { readonly error: unknown } | undefined;

  get length(): number {
    return this.#items.length;
  }

  push(items: readonly T[]): void {
    for (const item of items) this.#items.push(item);
    this.#wake?.();
  }

  /** No item comes any more: whoever takes them learns it after those that are here. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#wake?.();
  }

  /** Ends at the abort; what is left then stays untaken. */
  async *take(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const wake = (): void => this.#wake?.();
    signal.addEventListener('abort', wake, { once: true });
    try {
      while (!signal.aborted) {
        const item = this.#items.shift();
        if (item !== undefined) {
          yield item;
          continue;
        }
        if (this.#failure) throw this.#failure.error;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }
}
