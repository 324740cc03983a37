/** Rows of a CSV text: the header, and as many fields in each row as it has names. */
import { UsageError } from '../../core/errors.ts';
import { readingOf } from './cell.ts';
import { CsvRecords } from './csv.ts';
import type { Line } from './lines.ts';
import type { Row, RowFormat, RowReader } from './rows.ts';
import { placeOf, shown, tableError } from './table-error.ts';
import { parseTimestamp } from './timestamps.ts';

export class CsvRows implements RowReader {
  readonly #table: string;
  readonly #delimiter: string;
  readonly #records: CsvRecords;
  #header: readonly string[] | undefined;

  /** @throws UsageError if the delimiter is not one character, or is one that stands for something else */
  constructor(table: string, format: RowFormat) {
    this.#table = table;
    this.#delimiter = format.delimiter ?? ',';
    if (!/^[^"\r\n]$/.test(this.#delimiter)) {
      throw new UsageError(`delimiter is ${shown(this.#delimiter)}, but must be one character`, {
        code: 'ERR_TABLE_DELIMITER',
        fix: 'Give one character that is neither a quote nor a line end, e.g. ";".',
      });
    }
    this.#records = new CsvRecords(table, this.#delimiter);
    if (format.header) this.#header = this.#checked(format.header, 'the option header');
  }

  push(line: Line): Row | undefined {
    const record = this.#records.push(line);
    if (record === undefined) return undefined;
    if (this.#header === undefined) {
      this.#header = this.#firstRecord(record.line, record.fields);
      return undefined;
    }
    const expected = this.#header.length;
    if (record.fields.length === expected) {
      return { line: record.line, names: this.#header, cells: record.fields };
    }
    if (record.fields.length === 1) this.#refuseDelimiter(record.line, record.fields[0] ?? '');
    throw tableError(
      'RAGGED',
      `${placeOf(this.#table, record.line)} has ${counted(record.fields.length)}, but the header has ${expected}`,
      'Give every row as many fields as the header, empty ones for what is unknown.',
    );
  }

  end(): void {
    this.#records.end();
  }

  #firstRecord(line: number, fields: readonly string[]): readonly string[] {
    if (fields.length === 1) this.#refuseDelimiter(line, fields[0] ?? '');
    if (fields.every((field) => readingOf(field) !== undefined || parseTimestamp(field) !== undefined)) {
      throw tableError(
        'HEADER',
        `${placeOf(this.#table, line)} is ${shown(fields.join(this.#delimiter))}: values, not the names of columns`,
        `Name the columns, e.g. --header ${['timestamp', 'value', ...fields.slice(2).map((_, at) => `value${at + 2}`)].slice(0, Math.max(2, fields.length)).join(',')}.`,
      );
    }
    return this.#checked(fields, placeOf(this.#table, line));
  }

  #checked(names: readonly string[], where: string): readonly string[] {
    const header = names.map((name) => name.trim());
    const twice = header.find((name, at) => name !== '' && header.indexOf(name) !== at);
    if (twice === undefined) return header;
    throw tableError(
      'HEADER',
      `${where} names column ${shown(twice)} twice`,
      'Give each column a name of its own, e.g. by --header and without the first line.',
    );
  }

  #refuseDelimiter(line: number, field: string): void {
    const other = [';', '\t', '|', ','].find((mark) => mark !== this.#delimiter && field.includes(mark));
    if (other === undefined) return;
    throw tableError(
      'DELIMITER',
      `${placeOf(this.#table, line)} is one field with the delimiter ${shown(this.#delimiter)}, and holds ${shown(other)}: wrong delimiter`,
      `Give --delimiter ${shown(other)}.`,
    );
  }
}

function counted(fields: number): string {
  return fields === 1 ? '1 field' : `${fields} fields`;
}
