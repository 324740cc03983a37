/**
 * Whether bytes are a JSON object in canonical form (RFC 8785), told in one pass over them and without a value or a
 * string being made: the grammar of JSON without white space, keys in ascending order, strings with the escapes that
 * JSON.stringify writes, numbers as ECMAScript writes them, UTF-8 well formed.
 *
 * It answers for less than the whole of RFC 8785, and is unsure of the rest: a key with an escape or with anything
 * but ASCII, whose order is one of UTF-16 code units and not of bytes.
 */
import { DEEPEST } from './canonical.ts';
import { numberEnd, UNSURE } from './canonical-number.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function bytesOf(characters: string): Uint8Array {
  return new TextEncoder().encode(characters);
}

/** 1 for each byte that stands for itself in a string: ASCII but controls, the quote and the backslash. */
const PLAIN = new Uint8Array(256).fill(1, 0x20, 0x80);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** 1 for each byte that may follow a backslash, where JSON.stringify writes the escape of one letter. */
const ESCAPE = new Uint8Array(256);
for (const byte of bytesOf('"\\bfnrt')) ESCAPE[byte] = 1;

/** 1 for the last digit of each `\u000x` that has no escape of one letter, and of each `\u001x`. */
const LOW_CONTROL = new Uint8Array(256);
for (const byte of bytesOf('01234567bef')) LOW_CONTROL[byte] = 1;
const HIGH_CONTROL = new Uint8Array(256);
for (const byte of bytesOf('0123456789abcdef')) HIGH_CONTROL[byte] = 1;

const TRUE = bytesOf('true');
const FALSE = bytesOf('false');
const NULL = bytesOf('null');
const TYPE = bytesOf('type"');

export class CanonicalScanner {
  /** For each level of nesting: the byte that ends it, and where its last key starts and ends, 0 before the first. */
  readonly #close = new Uint8Array(DEEPEST + 1);
  readonly #keyStart = new Int32Array(DEEPEST + 1);
  readonly #keyEnd = new Int32Array(DEEPEST + 1);
  #typed = false;

  /** Whether the object scanned last has a `type` that is a string with something in it. */
  get typed(): boolean {
    return this.#typed;
  }

  /** Where the object that starts at `start` ends; `UNSURE` where it is not surely canonical, or no object. */
  object(bytes: Uint8Array, start: number): number {
    this.#typed = false;
    return bytes[start] === OPEN_OBJECT ? this.value(bytes, start) : UNSURE;
  }

  /** Where the value that starts at `start` ends, or `UNSURE`. */
  value(bytes: Uint8Array, start: number): number {
    let at = start;
    let depth = -1;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        if (++depth > DEEPEST) return UNSURE;
        // Behind either of them by two in ASCII.
        this.#close[depth] = byte + 2;
        this.#keyEnd[depth] = 0;
        at++;
        if (bytes[at] !== byte + 2) {
          if (byte === OPEN_OBJECT) at = this.#key(bytes, at, depth);
          if (at === UNSURE) return UNSURE;
          continue;
        }
      } else {
        at = this.#scalar(bytes, at, byte);
        if (at === UNSURE) return UNSURE;
      }
      while (depth >= 0 && bytes[at] === this.#close[depth]) {
        depth--;
        at++;
      }
      if (depth < 0) return at;
      if (bytes[at++] !== COMMA) return UNSURE;
      if (this.#close[depth] === CLOSE_OBJECT) at = this.#key(bytes, at, depth);
      if (at === UNSURE) return UNSURE;
    }
  }

  #scalar(bytes: Uint8Array, at: number, byte: number): number {
    if (byte === QUOTE) return stringEnd(bytes, at + 1);
    // 't', 'f', 'n'
    if (byte === 0x74) return literalEnd(bytes, at, TRUE);
    if (byte === 0x66) return literalEnd(bytes, at, FALSE);
    if (byte === 0x6e) return literalEnd(bytes, at, NULL);
    return numberEnd(bytes, at);
  }

  /** Reads `"key":`, which must come after the key before it, and returns where the value starts. */
  #key(bytes: Uint8Array, quote: number, depth: number): number {
    if (bytes[quote] !== QUOTE) return UNSURE;
    const start = quote + 1;
    let end = start;
    while (PLAIN[bytes[end] ?? 0] === 1) end++;
    if (bytes[end] !== QUOTE || bytes[end + 1] !== COLON) return UNSURE;
    const lastEnd = this.#keyEnd[depth] ?? 0;
    if (lastEnd > 0) {
      let a = this.#keyStart[depth] ?? 0;
      let b = start;
      while (a < lastEnd && b < end && bytes[a] === bytes[b]) {
        a++;
        b++;
      }
      if (b === end || (a < lastEnd && (bytes[a] ?? 0) > (bytes[b] ?? 0))) return UNSURE;
    }
    this.#keyStart[depth] = start;
    this.#keyEnd[depth] = end;
    const value = end + 2;
    if (depth === 0 && !this.#typed && bytes[value] === QUOTE && bytes[value + 1] !== QUOTE) {
      this.#typed = literalEnd(bytes, start, TYPE) === end + 1;
    }
    return value;
  }
}

function literalEnd(bytes: Uint8Array, start: number, literal: Uint8Array): number {
  for (let i = 0; i < literal.length; i++) if (bytes[start + i] !== literal[i]) return UNSURE;
  return start + literal.length;
}

/** Behind the quote that ends the string whose first byte is at `start`. */
function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    while (PLAIN[bytes[at] ?? 0] === 1) at++;
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    at = byte === BACKSLASH ? escapeEnd(bytes, at + 1) : sequenceEnd(bytes, at, byte);
    if (at === UNSURE) return UNSURE;
  }
}

/** Behind the escape whose backslash is before `at`: of one letter where there is one, else `\u00` and two digits. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  const letter = bytes[at] ?? 0;
  if (ESCAPE[letter] === 1) return at + 1;
  // 'u', '0', '0', and then '0' or '1'
  if (letter !== 0x75 || bytes[at + 1] !== 0x30 || bytes[at + 2] !== 0x30) return UNSURE;
  const high = bytes[at + 3];
  const low = bytes[at + 4] ?? 0;
  if (high === 0x30) return LOW_CONTROL[low] === 1 ? at + 5 : UNSURE;
  return high === 0x31 && HIGH_CONTROL[low] === 1 ? at + 5 : UNSURE;
}

/** Behind the UTF-8 sequence of two to four bytes at `at`: table 3-7 of the Unicode standard, no surrogates. */
function sequenceEnd(bytes: Uint8Array, at: number, lead: number): number {
  const second = bytes[at + 1] ?? 0;
  if (lead >= 0xc2 && lead <= 0xdf) return isBetween(second, 0x80, 0xbf) ? at + 2 : UNSURE;
  if (!isBetween(bytes[at + 2] ?? 0, 0x80, 0xbf)) return UNSURE;
  if (lead >= 0xe0 && lead <= 0xef) {
    return isBetween(second, lead === 0xe0 ? 0xa0 : 0x80, lead === 0xed ? 0x9f : 0xbf) ? at + 3 : UNSURE;
  }
  if (lead < 0xf0 || lead > 0xf4 || !isBetween(bytes[at + 3] ?? 0, 0x80, 0xbf)) return UNSURE;
  return isBetween(second, lead === 0xf0 ? 0x90 : 0x80, lead === 0xf4 ? 0x8f : 0xbf) ? at + 4 : UNSURE;
}

function isBetween(byte: number, least: number, most: number): boolean {
  return byte >= least && byte <= most;
}
