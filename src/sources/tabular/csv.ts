/**
 * Records of a CSV text (RFC 4180), line by line: a record is there as soon as its line has ended.
 *
 * csv-parse 7 is not used: it holds each record back until the bytes after it arrive, which on a live input is the
 * next sample, and replaces what is not UTF-8 without a word.
 */
import { type Line, LONGEST_LINE } from './lines.ts';
import { placeOf, tableError } from './table-error.ts';

export interface CsvRecord {
  /** Line on which it begins. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A field in quotes that goes on in the next line. */
interface OpenField {
  readonly line: number;
  readonly column: number;
  readonly pieces: string[];
}

export class CsvRecords {
  readonly #table: string;
  readonly #delimiter: string;
  #fields: string[] = [];
  #begun = 1;
  #length = 0;
  #open: OpenField | undefined;

  /** @param delimiter one character */
  constructor(table: string, delimiter: string) {
    this.#table = table;
    this.#delimiter = delimiter;
  }

  /**
   * The record that ends with this line, or undefined for an empty line and within a quoted field.
   *
   * @throws InputError for quotes that do not stand as RFC 4180 has them
   */
  push(line: Line): CsvRecord | undefined {
    if (this.#open === undefined) {
      if (line.text === '' || line.text === '\r') return undefined;
      this.#fields = [];
      this.#begun = line.number;
      this.#length = 0;
    }
    this.#length += line.text.length + 1;
    if (this.#open && this.#length > LONGEST_LINE) throw this.#unclosed(this.#open);
    return this.#take(line) ? { line: this.#begun, fields: this.#fields } : undefined;
  }

  /** @throws InputError where a quoted field is still open */
  end(): void {
    if (this.#open) throw this.#unclosed(this.#open);
  }

  /** Whether the record is complete. */
  #take({ number, text }: Line): boolean {
    let at = 0;
    for (;;) {
      if (this.#open === undefined && text[at] !== '"') {
        at = this.#plainField(number, text, at);
      } else {
        at = this.#quotedField(number, text, at);
        if (this.#open) return false;
      }
      if (at >= text.length) return true;
      at += 1;
    }
  }

  /** Takes the field at `at`; answers where its delimiter stands, or the length of the text. */
  #plainField(line: number, text: string, at: number): number {
    const found = text.indexOf(this.#delimiter, at);
    const end = found === -1 ? text.length : found;
    const field = text.slice(at, found === -1 && text.endsWith('\r') ? end - 1 : end);
    const quote = field.indexOf('"');
    if (quote !== -1)
      throw this.#misplaced(line, at + quote, 'a quote within a field that has none around it');
    this.#fields.push(field);
    return end;
  }

  #quotedField(line: number, text: string, at: number): number {
    const open: OpenField = this.#open ?? { line, column: at + 1, pieces: [] };
    let from = this.#open ? at : at + 1;
    this.#open = open;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote === -1) {
        open.pieces.push(text.slice(from), '\n');
        return text.length;
      }
      open.pieces.push(text.slice(from, quote));
      from = quote + 1;
      if (text[from] !== '"') break;
      open.pieces.push('"');
      from += 1;
    }
    this.#open = undefined;
    this.#fields.push(open.pieces.join(''));
    if (text[from] === '\r' && from === text.length - 1) return text.length;
    if (from < text.length && text[from] !== this.#delimiter)
      throw this.#misplaced(line, from, 'text after the closing quote of a field');
    return from;
  }

  #misplaced(line: number, at: number, what: string): Error {
    return tableError(
      'QUOTES',
      `${placeOf(this.#table, line)}, character ${at + 1}: ${what}`,
      'Put quotes around the whole field, and write a quote within it twice.',
    );
  }

  #unclosed({ line, column }: OpenField): Error {
    return tableError(
      'QUOTES',
      `${placeOf(this.#table, line)}, character ${column}: a quoted field begins here and does not end`,
      'Close it with a quote before the next delimiter.',
    );
  }
}
