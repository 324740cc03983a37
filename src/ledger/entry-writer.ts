/**
 * Writes entries as bytes and hashes them where they lie. A line and the text that is hashed differ only by the
 * hash itself:
 *
 *   {"data":…,                                    head, hashed
 *   "hash":"<64 hex digits>",                     put in afterwards
 *   "index":…,"previous_hash":"…","timestamp":…}  tail, hashed
 *
 * so head and tail are written side by side, hashed in one call, and the tail is then moved to make room. Encoded with
 * the hash a second time, a beat took a sixth longer.
 */
import { canonicalJson } from './canonical.ts';
import { DIGITS, type Hash } from './hash.ts';

const encoder = new TextEncoder();
const HASH = encoder.encode('"hash":"');
const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
/** Bytes of `"hash":"<64 hex digits>",` */
const HASH_FIELD = HASH.length + 64 + 2;
/** Bytes of the longest line that is written or read: what has more is no line of a ledger. */
export const LONGEST_LINE = 1 << 26;

export class EntryWriter {
  readonly #hash: Hash;
  #buffer = new Uint8Array(8192);
  #used = 0;
  #time = Number.NaN;
  #text = '';

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  begin(): void {
    this.#used = 0;
  }

  /** Bytes of the lines. */
  get length(): number {
    return this.#used;
  }

  get lines(): Uint8Array {
    return this.#buffer.subarray(0, this.#used);
  }

  /** Writes one line with its line feed, and returns the entry's digest. */
  write(data: object, index: number, previousHash: string, timestamp: number): Uint8Array {
    const tail = `"index":${index},"previous_hash":"${previousHash}","timestamp":${this.#timeText(timestamp)}}`;
    const text = `{"data":${canonicalJson(data)},${tail}`;
    // A UTF-16 code unit takes at most three bytes of UTF-8.
    const buffer = this.#withRoomFor(text.length * 3 + HASH_FIELD + 1);
    const start = this.#used;
    let end = start + encoder.encodeInto(text, buffer.subarray(start)).written;
    // The tail is ASCII.
    const gap = end - tail.length;
    const digest = this.#hash.bytes(buffer.subarray(start, end));
    buffer.copyWithin(gap + HASH_FIELD, gap, end);
    end += HASH_FIELD;
    this.#fillHash(gap, digest);
    buffer[end++] = LINE_FEED;
    this.#used = end;
    return digest;
  }

  /** All entries of a beat bear the same time: it is turned into text once. */
  #timeText(timestamp: number): string {
    if (timestamp !== this.#time) {
      this.#time = timestamp;
      this.#text = JSON.stringify(timestamp);
    }
    return this.#text;
  }

  #fillHash(at: number, digest: Uint8Array): void {
    const buffer = this.#buffer;
    buffer.set(HASH, at);
    let end = at + HASH.length;
    for (let i = 0; i < digest.length; i++) {
      const byte = digest[i] ?? 0;
      buffer[end++] = DIGITS[byte >> 4] ?? 0;
      buffer[end++] = DIGITS[byte & 15] ?? 0;
    }
    buffer[end++] = QUOTE;
    buffer[end] = COMMA;
  }

  #withRoomFor(bytes: number): Uint8Array {
    if (this.#used + bytes > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(this.#buffer.length * 2, this.#used + bytes));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    return this.#buffer;
  }
}
