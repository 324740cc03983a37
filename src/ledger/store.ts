/** Where lines of a ledger are kept: the seam between the chain of entries and the files they lie in. */
import { countLines, type LineBlock, type Place } from './blocks.ts';
import type { Seal } from './segment.ts';

/** Bytes of a write that never ended, cut off and kept aside. */
export interface TornTail {
  /** File, relative to the store. */
  readonly where: string;
  /** Where the file ends now. */
  readonly offset: number;
  readonly length: number;
  readonly savedAs: string;
}

/** Lines to be stored, with what a seal will say of them. */
export interface Append {
  /** Whole lines, each with its line feed; only lent for the call. */
  readonly bytes: Uint8Array;
  readonly count: number;
  readonly firstHash: string;
  readonly lastHash: string;
  readonly firstTimestamp: number;
  readonly lastTimestamp: number;
}

/** Where reading begins, and what is known of what lies before it. */
export interface Start {
  readonly place: Place;
  /** Hash of the entry before it. */
  readonly previousHash: string;
  /** Hash of entry 0, where a seal tells it. */
  readonly genesisHash: string | null;
}

/**
 * The promise of `append`: once it resolves, the lines are as durable as the store makes them, in the order of the
 * calls; if it rejects, nothing after the last resolved call may be relied on, and the store takes no more.
 */
export interface LedgerStore {
  /** `memory`, or the directory. */
  readonly location: string;
  /** Bytes behind the last line feed that the last reading to the end passed over. */
  readonly unfinished: number;
  open(): Promise<void>;
  /** Where to begin so that entry `index` is read: at the start of its segment, or of the first that is kept. */
  startOf(index: number): Start;
  /** Lines from a place on, in order, to the end of what is kept. */
  blocks(from: Place): AsyncIterable<LineBlock>;
  /**
   * Tells the store where it ends, and what its last segment holds, once that was read; cuts off a torn tail.
   *
   * @param signed entries that a checkpoint signs: the others may be read and yet not be durable
   */
  resume(last: Omit<Seal, 'archived'> | undefined, signed: number): Promise<TornTail | null>;
  append(lines: Append): Promise<void>;
  /** Asks for what waits to be written now; it may else wait for more to come. */
  hurry(): void;
  /** Resolves once what was appended before it is as durable as the store can make it, however it acknowledges. */
  sync(): Promise<void>;
  /** Resolves when there is room for more; undefined where there is. */
  room(): Promise<void> | undefined;
  close(): Promise<void>;
}

/** Bytes of a block of memory. */
const BLOCK = 1 << 20;

const BEGINNING: Place = { index: 0, segment: 0, line: 1, offset: 0 };

/**
 * Keeps lines in memory: for tests, benchmarks, and runs that keep no ledger. As bytes in large blocks, which the
 * garbage collector need not walk.
 */
export class MemoryStore implements LedgerStore {
  readonly location = 'memory';
  readonly unfinished = 0;
  readonly #blocks: { readonly bytes: Uint8Array; used: number }[] = [];

  async open(): Promise<void> {}

  startOf(): Start {
    return { place: BEGINNING, previousHash: '0'.repeat(64), genesisHash: null };
  }

  async *blocks(): AsyncIterable<LineBlock> {
    let first = 0;
    let offset = 0;
    for (const { bytes, used } of this.#blocks) {
      const lines = bytes.subarray(0, used);
      const count = countLines(lines);
      const where = 'memory';
      yield { bytes: lines, where, line: first + 1, first, count, offset, segment: 0, seal: undefined };
      first += count;
      offset += used;
    }
  }

  async resume(): Promise<null> {
    return null;
  }

  async append({ bytes }: Append): Promise<void> {
    let block = this.#blocks.at(-1);
    if (!block || block.used + bytes.length > block.bytes.length) {
      block = { bytes: new Uint8Array(Math.max(BLOCK, bytes.length)), used: 0 };
      this.#blocks.push(block);
    }
    block.bytes.set(bytes, block.used);
    block.used += bytes.length;
  }

  hurry(): void {}

  async sync(): Promise<void> {}

  room(): undefined {
    return undefined;
  }

  async close(): Promise<void> {}
}
