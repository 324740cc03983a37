/**
 * The quick way to verify a stored line, for the many that are as they were written. `openEntry` parses a line,
 * writes it again and compares; here the bytes are looked at where they lie. A line is
 *
 *   {"data":{…},                                                        head, hashed
 *   "hash":"<64 hex digits>",                                           the claim
 *   "index":<n>,"previous_hash":"<64 hex digits>","timestamp":<t>}      tail, hashed
 *
 * and all but the data and the time is known beforehand: the tail is compared from its end on, the data is scanned
 * for canonical form, and head and tail are hashed in one go. What this way is unsure of, `openEntry` decides.
 */
import { asciiText, IN_NUMBER, LONGEST_NUMBER, numberEnd, UNSURE } from './canonical-number.ts';
import { CanonicalScanner } from './canonical-scan.ts';
import { DIGITS } from './hash.ts';

const encoder = new TextEncoder();
const DATA = encoder.encode('{"data":');
const HASH = encoder.encode(',"hash":"');
const INDEX = encoder.encode('","index":');
const PREVIOUS = encoder.encode(',"previous_hash":"');
const TIME = encoder.encode('","timestamp":');
const CLOSE_OBJECT = 0x7d;
const ZERO = 0x30;
/** Far enough before every line that nothing that ends there is within it. */
const NOWHERE = -(2 ** 30);

export const DIGEST = 32;
const HEX = 2 * DIGEST;
/** Bytes of `"hash":"<64 hex digits>",` */
export const HASH_FIELD = HASH.length - 1 + HEX + 2;

/** Both digits of each byte as one number: half the comparisons (Bun 1.4: 32 ns a digest, not 61). */
const PAIR = Uint16Array.from({ length: 256 }, (_, byte) => {
  return ((DIGITS[byte >> 4] ?? 0) << 8) | (DIGITS[byte & 15] ?? 0);
});

/** Looks at lines one after the other; says of the last where its parts lie. */
export class LineForm {
  readonly #scanner = new CanonicalScanner();
  #previous = 0;
  #claim = 0;
  #gap = 0;
  #timestamp = Number.NaN;
  /** Bytes of `#timestamp`: entries of a beat bear the same time, and it is read once. */
  #timeText: Uint8Array = new Uint8Array(0);

  /** Where the digits of `previous_hash` start. */
  get previous(): number {
    return this.#previous;
  }

  /** Where the digits of `hash` start. */
  get claim(): number {
    return this.#claim;
  }

  /** From where on HASH_FIELD bytes are not hashed. */
  get gap(): number {
    return this.#gap;
  }

  /** Seconds since the epoch. */
  get timestamp(): number {
    return this.#timestamp;
  }

  /**
   * Whether the line surely has the form of the entry of this index: all that `openEntry` asks but for its two hashes.
   *
   * @param start where the line starts in `bytes`, and `end` where its line feed is, or nothing
   * @returns false where something is wrong, and where something is unusual: a key of `data` with an escape or with
   *   anything but ASCII
   */
  check(bytes: Uint8Array, start: number, end: number, index: number): boolean {
    if (!Number.isSafeInteger(index) || index < 0) return false;
    const time = timeStart(bytes, start, end);
    const previous = before(bytes, start, time, TIME) - HEX;
    let at = before(bytes, start, previous, PREVIOUS);
    for (let rest = index; at > start; rest = (rest - (rest % 10)) / 10) {
      if (bytes[--at] !== ZERO + (rest % 10)) return false;
      if (rest < 10) break;
    }
    const claim = before(bytes, start, at, INDEX) - HEX;
    const data = before(bytes, start, claim, HASH);
    const head = start + DATA.length;
    if (data < 0 || before(bytes, start, head, DATA) !== start) return false;
    const scanner = this.#scanner;
    if (scanner.object(bytes, head) !== data || !scanner.typed) return false;
    if (numberEnd(bytes, time) !== end - 1) return false;
    this.#previous = previous;
    this.#claim = claim;
    this.#gap = data + 1;
    this.#readTime(bytes, time, end - 1);
    return true;
  }

  #readTime(bytes: Uint8Array, start: number, end: number): void {
    const known = this.#timeText;
    let same = known.length === end - start;
    for (let i = 0; same && i < known.length; i++) same = known[i] === bytes[start + i];
    if (same) return;
    // The slice of a Buffer would be no copy.
    this.#timeText = new Uint8Array(bytes.subarray(start, end));
    this.#timestamp = Number(asciiText(bytes, start, end));
  }
}

/** Where the number behind which the line ends starts, or -1. */
function timeStart(bytes: Uint8Array, start: number, end: number): number {
  const last = end - 1;
  if (last < start || bytes[last] !== CLOSE_OBJECT) return -1;
  let at = last;
  while (at > start && last - at <= LONGEST_NUMBER && IN_NUMBER[bytes[at - 1] ?? 0] === 1) at--;
  return at;
}

/** Where `text` starts if it ends at `end`, or a negative number where that is not within the line. */
function before(bytes: Uint8Array, lineStart: number, end: number, text: Uint8Array): number {
  const start = end - text.length;
  if (start < lineStart) return NOWHERE;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return NOWHERE;
  return start;
}

/** Whether a digest that is at `from` in `digests` is written in hex at `start`. */
export function isHexOf(bytes: Uint8Array, start: number, digests: Uint8Array, from: number): boolean {
  for (let i = 0; i < DIGEST; i++) {
    const pair = ((bytes[start + 2 * i] ?? 0) << 8) | (bytes[start + 2 * i + 1] ?? 0);
    if (pair !== PAIR[digests[from + i] ?? UNSURE]) return false;
  }
  return true;
}
