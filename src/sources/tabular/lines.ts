/**
 * Lines of a text in UTF-8, from chunks cut anywhere. A line ends with a line feed; a carriage return before it stays,
 * for a quoted field of a CSV file may hold one. Memory is bounded by the longest line.
 */
import { placeOf, tableError } from './table-error.ts';

/** Bytes of the longest line. */
export const LONGEST_LINE = 2 ** 20;

const LINE_FEED = 0x0a;
const BYTE_ORDER_MARK = '\uFEFF';

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

export class LineSplitter {
  readonly #table: string;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #pieces: Uint8Array[] = [];
  #held = 0;
  /** Offset of the line's first byte. */
  #start = 0;
  #number = 1;

  /** @param table its name, for errors */
  constructor(table: string) {
    this.#table = table;
  }

  /**
   * The lines that this chunk completes. Keeps parts of the chunk, which is not to be written to again.
   *
   * @throws InputError for a line that is too long, or is not text
   */
  *push(chunk: Uint8Array): Generator<Line, void, void> {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      this.#hold(chunk.subarray(from, end));
      from = end + 1;
      yield this.#line(1);
    }
    this.#hold(chunk.subarray(from));
  }

  /** The last line, where no line feed ends it. */
  *end(): Generator<Line, void, void> {
    if (this.#held > 0) yield this.#line(0);
  }

  #hold(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#held += piece.length;
    if (this.#held <= LONGEST_LINE) return;
    this.#refuseNul(this.#bytes().subarray(0, LONGEST_LINE));
    throw tableError(
      'LINE_LENGTH',
      `${placeOf(this.#table, this.#number)} is longer than ${LONGEST_LINE} bytes`,
      'Give CSV or NDJSON, with a line feed after each row.',
    );
  }

  #line(ending: number): Line {
    const text = this.#text(this.#bytes());
    const number = this.#number;
    this.#start += this.#held + ending;
    this.#pieces = [];
    this.#held = 0;
    this.#number += 1;
    return { number, text: number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text };
  }

  #bytes(): Uint8Array {
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1 ? only : Buffer.concat(this.#pieces);
  }

  #text(bytes: Uint8Array): string {
    this.#refuseNul(bytes);
    try {
      return this.#decoder.decode(bytes);
    } catch (cause) {
      throw this.#binary('is not UTF-8', this.#start + validPrefix(bytes), cause);
    }
  }

  #refuseNul(bytes: Uint8Array): void {
    const at = bytes.indexOf(0);
    if (at !== -1) throw this.#binary('is not text: it holds a NUL', this.#start + at);
  }

  #binary(what: string, offset: number, cause?: unknown): Error {
    return tableError(
      'BINARY',
      `${placeOf(this.#table, this.#number)} ${what} at byte ${offset}`,
      'Give a text file in UTF-8 (from UTF-16: iconv -f UTF-16 -t UTF-8), or one compressed with gzip.',
      cause,
    );
  }
}

/** Bytes before the first that no UTF-8 text has there, by bisection: asked only of what is not UTF-8. */
function validPrefix(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (beginsText(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function beginsText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
