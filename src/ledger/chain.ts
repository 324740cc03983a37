/** Follows the hash chain through blocks of lines, and keeps what a seal says of their segment. */
import type { LineBlock, Place } from './blocks.ts';
import { type Entry, openEntry, parseEntry, Sealer } from './entry.ts';
import { bytesOfHex, hexOfBytes } from './hash.ts';
import { LineBatch } from './line-batch.ts';
import { DIGEST } from './line-check.ts';
import { damagedSeal, type Seal, sealName, segmentName } from './segment.ts';
import type { Sha3 } from './sha3.ts';
import type { Start } from './store.ts';

/** What a seal says that its segment must say too. */
const SEALED = [
  'first',
  'count',
  'bytes',
  'first_hash',
  'last_hash',
  'first_timestamp',
  'last_timestamp',
] as const;

const NONE = new Uint8Array(DIGEST);

export interface ReadOptions {
  readonly end?: number;
  readonly take?: (index: number, entry: () => Entry) => void;
}

export class ChainReader {
  readonly #sealer: Sealer;
  #place: Place;
  readonly #batch: LineBatch;
  /** Digest of the latest entry. */
  #previous: Uint8Array;
  /** Of the latest segment: index of its first entry, entries and bytes read of it, digests and times at its ends. */
  #first: number;
  #entries = 0;
  #bytes = 0;
  #firstDigest: Uint8Array = NONE;
  #firstTimestamp = 0;
  #lastTimestamp = 0;
  #seal: Seal | undefined;

  constructor(hash: Sha3, { place, previousHash }: Start) {
    this.#sealer = new Sealer(hash);
    this.#batch = new LineBatch(hash);
    this.#place = place;
    this.#previous = bytesOfHex(previousHash);
    this.#first = place.index;
  }

  /** Where the next entry is. */
  get place(): Place {
    return this.#place;
  }

  /** Index of the next entry. */
  get index(): number {
    return this.#place.index;
  }

  /** Hash of the latest entry. */
  get previousHash(): string {
    return hexOfBytes(this.#previous);
  }

  /** What was read of the latest segment: its seal, where it was read from its beginning. */
  get segment(): Omit<Seal, 'archived'> {
    return {
      first: this.#first,
      bytes: this.#bytes,
      count: this.#entries,
      first_hash: hexOfBytes(this.#firstDigest),
      first_timestamp: this.#firstTimestamp,
      last_hash: hexOfBytes(this.#entries > 0 ? this.#previous : NONE),
      last_timestamp: this.#lastTimestamp,
    };
  }

  /**
   * Verifies the lines of a block that are not read yet.
   *
   * @param options.end entries from this index on are left for later
   * @param options.take is given each entry that is right, also those before one that is not
   * @returns the digests of the entries from `first` on, one after the other
   * @throws VerificationError that names the first line that is not what it must be
   */
  read(
    block: LineBlock,
    { end = Number.POSITIVE_INFINITY, take }: ReadOptions = {},
  ): { readonly first: number; readonly digests: Uint8Array<ArrayBuffer> } {
    if (block.segment !== this.#place.segment) this.#begin(block.segment);
    this.#seal = block.seal;
    const { index: first, line, offset } = this.#place;
    const batch = this.#batch;
    const start = offset - block.offset;
    batch.examine(block.bytes, start, first, end - first);
    const { count, digests } = batch;
    for (let i = 0; i < count; i++) {
      const place = { index: first + i, line: line + i, offset: block.offset + batch.start(i) };
      const entry = this.#verified(batch, i, place, block.where);
      take?.(place.index, entry);
    }
    if (count > 0) {
      this.#previous = digests.slice(-DIGEST);
      const read = batch.start(count - 1) + batch.line(count - 1).length + 1 - start;
      this.#bytes += read;
      this.#place = {
        index: first + count,
        segment: block.segment,
        line: line + count,
        offset: offset + read,
      };
    }
    return { first, digests };
  }

  #begin(segment: number): void {
    this.finish();
    this.#place = { index: this.index, segment, line: 1, offset: 0 };
    this.#first = this.index;
    this.#entries = 0;
    this.#bytes = 0;
    this.#firstDigest = NONE;
    this.#firstTimestamp = 0;
    this.#lastTimestamp = 0;
  }

  /** What the batch is not sure of, openEntry decides. */
  #verified(batch: LineBatch, i: number, place: Omit<Place, 'segment'>, file: string): () => Entry {
    const before = i === 0 ? this.#previous : batch.digests;
    if (batch.surely(i, before, Math.max(0, i - 1))) {
      this.#count(batch, i, batch.timestamp(i));
      return () => parseEntry(batch.line(i), `${file}:${place.line}`);
    }
    const { entry, digest } = openEntry(
      this.#sealer,
      { bytes: batch.line(i), where: `${file}:${place.line}`, offset: place.offset },
      { index: place.index, previousHash: hexOfBytes(i === 0 ? before : digestAt(before, i - 1)) },
    );
    batch.digests.set(digest, i * DIGEST);
    this.#count(batch, i, entry.timestamp);
    return () => entry;
  }

  /**
   * Compares the latest segment, read to its end, with its seal, where it has one.
   *
   * @param seal to be given where the segment may hold no line to learn it from
   * @throws VerificationError that names the first field that differs
   */
  finish(seal = this.#seal): void {
    if (!seal) return;
    const name = sealName(seal.first);
    const segment = this.segment;
    for (const field of SEALED) {
      const found = segment[field];
      if (seal[field] === found) continue;
      throw damagedSeal(
        name,
        `${field} is ${seal[field]}, but that of ${segmentName(seal.first)} is ${found}`,
      );
    }
  }

  #count(batch: LineBatch, i: number, timestamp: number): void {
    if (this.#entries === 0) {
      this.#firstDigest = digestAt(batch.digests, i).slice();
      this.#firstTimestamp = timestamp;
    }
    this.#entries++;
    this.#lastTimestamp = timestamp;
  }
}

function digestAt(digests: Uint8Array, i: number): Uint8Array {
  return digests.subarray(i * DIGEST, (i + 1) * DIGEST);
}
