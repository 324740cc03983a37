/**
 * Looks at many lines at once: the form of each where it lies, and then the hashes of all of them, two by two
 * (sha3-lanes.ts). Verifying from disk takes about half the time that it took line by line (Node 24).
 */

import { DIGEST, HASH_FIELD, isHexOf, LineForm } from './line-check.ts';
import type { Sha3 } from './sha3.ts';
import { Inputs } from './sha3-lanes.ts';

const LINE_FEED = 0x0a;
/** Bytes of a line that is left to `openEntry`: memory that was claimed for hashing is not given back. */
const LONG = 1 << 20;
const UNSURE = -1;

/** @example
 * const batch = new LineBatch(await createSha3());
 * batch.examine(bytes, 0, 0, Number.POSITIVE_INFINITY);
 * for (let i = 0; i < batch.count; i++) {
 *   if (!batch.surely(i, i === 0 ? zeros : batch.digests, Math.max(0, i - 1))) throw new Error(`line ${i} is for openEntry to judge`);
 * }
 */
export class LineBatch {
  readonly #hash: Sha3;
  readonly #form = new LineForm();
  readonly #inputs = new Inputs();
  #bytes: Uint8Array = new Uint8Array(0);
  #digests: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #count = 0;
  // By line, used again and again.
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #claims: number[] = [];
  readonly #previous: number[] = [];
  readonly #timestamps: number[] = [];

  constructor(hash: Sha3) {
    this.#hash = hash;
  }

  get count(): number {
    return this.#count;
  }

  /** Digests of the lines, one after the other: right for those that are `surely` so. */
  get digests(): Uint8Array<ArrayBuffer> {
    return this.#digests;
  }

  /** @param most lines to look at, from byte `start` on; the first is that of entry `index` */
  examine(bytes: Uint8Array, start: number, index: number, most: number): void {
    this.#bytes = bytes;
    this.#inputs.clear();
    let count = 0;
    for (let at = start; count < most; count++) {
      const end = bytes.indexOf(LINE_FEED, at);
      if (end === -1) break;
      this.#starts[count] = at;
      this.#ends[count] = end;
      this.#look(bytes, at, end, index + count, count);
      at = end + 1;
    }
    this.#count = count;
    this.#digests = this.#hash.lanes.digests(bytes, this.#inputs);
  }

  #look(bytes: Uint8Array, start: number, end: number, index: number, i: number): void {
    const form = this.#form;
    if (end - start <= LONG && form.check(bytes, start, end, index)) {
      this.#claims[i] = form.claim;
      this.#previous[i] = form.previous;
      this.#timestamps[i] = form.timestamp;
      this.#inputs.add(start, form.gap, HASH_FIELD, end);
    } else {
      this.#claims[i] = UNSURE;
      this.#inputs.add(start, start, 0, start);
    }
  }

  /**
   * Whether line `i` surely is the entry that `openEntry` would take for its place.
   *
   * @param digests in which that of the entry before is number `before`
   */
  surely(i: number, digests: Uint8Array, before: number): boolean {
    const claim = this.#claims[i] ?? UNSURE;
    return (
      claim !== UNSURE &&
      isHexOf(this.#bytes, this.#previous[i] ?? 0, digests, before * DIGEST) &&
      isHexOf(this.#bytes, claim, this.#digests, i * DIGEST)
    );
  }

  /** Seconds since the epoch; of a line that is surely right. */
  timestamp(i: number): number {
    return this.#timestamps[i] ?? Number.NaN;
  }

  /** Where line `i` starts in the bytes. */
  start(i: number): number {
    return this.#starts[i] ?? 0;
  }

  /** Line `i` without its line feed. */
  line(i: number): Uint8Array {
    return this.#bytes.subarray(this.#starts[i], this.#ends[i]);
  }
}
