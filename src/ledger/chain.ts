/** Follows the hash chain through blocks of lines, and keeps what a seal says of their segment. */
import { type LineBlock, type Place, splitLines } from './blocks.ts';
import { type Entry, openEntry, Sealer } from './entry.ts';
import type { Hash } from './hash.ts';
import { damagedSeal, type Seal, sealName, segmentName } from './segment.ts';
import { emptySegment } from './segment-writer.ts';
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

export class ChainReader {
  readonly #sealer: Sealer;
  #place: Place;
  #previousHash: string;
  #segment: Omit<Seal, 'archived'>;
  #seal: Seal | undefined;

  constructor(hash: Hash, { place, previousHash }: Start) {
    this.#sealer = new Sealer(hash);
    this.#place = place;
    this.#previousHash = previousHash;
    this.#segment = emptySegment(place.index);
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
    return this.#previousHash;
  }

  /** What was read of the latest segment: its seal, where it was read from its beginning. */
  get segment(): Omit<Seal, 'archived'> {
    return this.#segment;
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
      this.#segment = emptySegment(this.index);
    }
    this.#seal = block.seal;
    let { index, line, offset } = this.#place;
    const bytes = block.bytes.subarray(offset - block.offset);
    for (const text of splitLines(bytes)) {
      if (index === end) break;
      const sealed = openEntry(
        this.#sealer,
        { bytes: text, where: `${block.where}:${line}`, offset },
        { index, previousHash: this.#previousHash },
      );
      this.#count(text.length + 1, sealed.entry);
      take(sealed.digest, index, () => sealed.entry);
      this.#previousHash = sealed.entry.hash;
      index++;
      line++;
      offset += text.length + 1;
    }
    this.#place = { index, segment: block.segment, line, offset };
  }

  /**
   * Compares the latest segment, read to its end, with its seal, where it has one.
   *
   * @throws VerificationError that names the first field that differs
   */
  finish(): void {
    const seal = this.#seal;
    if (!seal) return;
    const name = sealName(seal.first);
    for (const field of SEALED) {
      const found = this.#segment[field];
      if (seal[field] === found) continue;
      throw damagedSeal(
        name,
        `${field} is ${seal[field]}, but that of ${segmentName(seal.first)} is ${found}`,
      );
    }
  }

  #count(bytes: number, { hash, timestamp }: Entry): void {
    const segment = this.#segment;
    const fresh = segment.count === 0;
    this.#segment = {
      first: segment.first,
      bytes: segment.bytes + bytes,
      count: segment.count + 1,
      first_hash: fresh ? hash : segment.first_hash,
      first_timestamp: fresh ? timestamp : segment.first_timestamp,
      last_hash: hash,
      last_timestamp: timestamp,
    };
  }
}
