/** Follows the hash chain through blocks of lines, and keeps what a seal says of their segment. */
import { type LineBlock, type Place, splitLines } from './blocks.ts';
import { type Entry, openEntry, parseEntry, Sealer } from './entry.ts';
import { bytesOfHex, type Hash, hexOfBytes } from './hash.ts';
import { LineChecker } from './line-check.ts';
import { damagedSeal, type Seal, sealName, segmentName } from './segment.ts';
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

const NONE = new Uint8Array(32);

export class ChainReader {
  readonly #sealer: Sealer;
  #place: Place;
  readonly #checker: LineChecker;
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

  constructor(hash: Hash, { place, previousHash }: Start) {
    this.#sealer = new Sealer(hash);
    this.#checker = new LineChecker(hash);
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
   * Verifies the lines of a block that are not read yet, up to entry `end`.
   *
   * @param take is given the digest of each entry, and the entry itself if it asks
   * @throws VerificationError that names the first line that is not what it must be
   */
  read(
    block: LineBlock,
    take: (digest: Uint8Array, index: number, entry: () => Entry) => void,
    end = Number.POSITIVE_INFINITY,
  ): void {
    if (block.segment !== this.#place.segment) {
      this.finish();
      this.#place = { index: this.index, segment: block.segment, line: 1, offset: 0 };
      this.#first = this.index;
      this.#entries = 0;
      this.#bytes = 0;
      this.#firstDigest = NONE;
      this.#firstTimestamp = 0;
      this.#lastTimestamp = 0;
    }
    this.#seal = block.seal;
    let { index, line, offset } = this.#place;
    const bytes = block.bytes.subarray(offset - block.offset);
    for (const text of splitLines(bytes)) {
      if (index === end) break;
      const { digest, timestamp, entry } = this.#verified(text, index, line, offset, block.where);
      this.#count(text.length + 1, digest, timestamp);
      take(digest, index, entry);
      this.#previous = digest;
      index++;
      line++;
      offset += text.length + 1;
    }
    this.#place = { index, segment: block.segment, line, offset };
  }

  /** What the checker is not sure of, openEntry decides. */
  #verified(
    text: Uint8Array,
    index: number,
    line: number,
    offset: number,
    file: string,
  ): { digest: Uint8Array; timestamp: number; entry: () => Entry } {
    const checker = this.#checker;
    if (checker.check(text, index, this.#previous)) {
      const { digest, timestamp } = checker;
      return { digest, timestamp, entry: () => parseEntry(text, `${file}:${line}`) };
    }
    const { entry, digest } = openEntry(
      this.#sealer,
      { bytes: text, where: `${file}:${line}`, offset },
      { index, previousHash: this.previousHash },
    );
    return { digest, timestamp: entry.timestamp, entry: () => entry };
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

  #count(bytes: number, digest: Uint8Array, timestamp: number): void {
    if (this.#entries === 0) {
      this.#firstDigest = digest;
      this.#firstTimestamp = timestamp;
    }
    this.#entries++;
    this.#bytes += bytes;
    this.#lastTimestamp = timestamp;
  }
}
