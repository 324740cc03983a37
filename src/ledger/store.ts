/**
 * Where lines of a ledger are kept. The promise of `append`: once it resolves, the lines are as durable as the
 * store can make them, in the order given; if it rejects, nothing after the last resolved call may be relied on.
 */
export interface StoredLine {
  readonly line: string;
  /** Place for messages, e.g. `entries/0000000000000000.jsonl:12`. */
  readonly where: string;
}

export interface LedgerStore {
  /** `memory`, or the directory. */
  readonly location: string;
  open(): Promise<void>;
  /** All lines from the first, in order. */
  lines(): AsyncIterable<StoredLine>;
  append(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Keeps lines in memory: for tests, benchmarks, and runs that keep no ledger. */
export class MemoryStore implements LedgerStore {
  readonly location = 'memory';
  readonly #lines: string[] = [];

  async open(): Promise<void> {}

  async *lines(): AsyncIterable<StoredLine> {
    for (let i = 0; i < this.#lines.length; i++) {
      yield { line: this.#lines[i] ?? '', where: `memory:${i + 1}` };
    }
  }

  async append(lines: readonly string[]): Promise<void> {
    for (const line of lines) this.#lines.push(line);
  }

  async close(): Promise<void> {}
}
