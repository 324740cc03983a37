/**
 * Where lines of a ledger are kept. The promise of `append`: once it resolves, the lines are as durable as the
 * store can make them, in the order of the calls; if it rejects, nothing after the last resolved call may be relied
 * on. The bytes given are only lent: a store that needs them after the call copies them.
 */
import type { StoredLine } from './entry.ts';

/** Bytes of a write that never ended, cut off and kept aside. */
export interface TornTail {
  /** File, relative to the store. */
  readonly where: string;
  /** Where the file ends now. */
  readonly offset: number;
  readonly length: number;
  readonly savedAs: string;
}

export interface LedgerStore {
  /** `memory`, or the directory. */
  readonly location: string;
  /** Bytes behind the last line feed that the last full reading of `lines` passed over. */
  readonly unfinished: number;
  open(): Promise<void>;
  /** All lines from the first, in order. The bytes are valid until the next is asked for. */
  lines(): AsyncIterable<StoredLine>;
  /** Cuts off what the last full reading of `lines` found to be torn; null where nothing was. */
  trim(): Promise<TornTail | null>;
  /** @param lines whole lines, each with its line feed */
  append(lines: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

const LINE_FEED = 0x0a;

/** Splits bytes at line feeds; what follows the last one is returned. */
export function* splitLines(bytes: Uint8Array): Generator<Uint8Array, Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
  return bytes.subarray(start);
}

/** Bytes of a block of memory. */
const BLOCK = 1 << 20;

/**
 * Keeps lines in memory: for tests, benchmarks, and runs that keep no ledger. As bytes in large blocks, which the
 * garbage collector need not walk.
 */
export class MemoryStore implements LedgerStore {
  readonly location = 'memory';
  readonly unfinished = 0;
  readonly #blocks: { readonly bytes: Uint8Array; used: number }[] = [];

  async open(): Promise<void> {}

  async *lines(): AsyncIterable<StoredLine> {
    let number = 0;
    for (const { bytes, used } of this.#blocks) {
      for (const line of splitLines(bytes.subarray(0, used)))
        yield { bytes: line, where: `memory:${++number}` };
    }
  }

  async trim(): Promise<null> {
    return null;
  }

  async append(lines: Uint8Array): Promise<void> {
    let block = this.#blocks.at(-1);
    if (!block || block.used + lines.length > block.bytes.length) {
      block = { bytes: new Uint8Array(Math.max(BLOCK, lines.length)), used: 0 };
      this.#blocks.push(block);
    }
    block.bytes.set(lines, block.used);
    block.used += lines.length;
  }

  async close(): Promise<void> {}
}
