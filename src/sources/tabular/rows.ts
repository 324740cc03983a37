/** Rows of a table, whichever way it is written: CSV, or NDJSON where the first row begins with a brace. */
import type { Labels } from '../source.ts';
import { type Chunks, inflated } from './bytes.ts';
import type { Cell } from './cell.ts';
import { CsvRows } from './csv-rows.ts';
import { type Line, LineSplitter } from './lines.ts';
import { ndjsonRows } from './ndjson.ts';
import { tableError } from './table-error.ts';

export interface Row {
  /** Line on which it begins, from 1. */
  readonly line: number;
  /** Names of the cells; the same array for all rows of a CSV text. */
  readonly names: readonly string[];
  readonly cells: readonly Cell[];
  /** Labels that the row itself bears. */
  readonly labels?: Labels;
}

export interface RowFormat {
  /** One character. Default `,`. */
  readonly delimiter?: string | undefined;
  /** Names of the columns, where the CSV text does not begin with them. */
  readonly header?: readonly string[] | undefined;
}

/** Turns lines into rows. */
export interface RowReader {
  push(line: Line): Row | undefined;
  end(): void;
}

/**
 * Reads only as far as rows are asked for.
 *
 * @param table its name, for errors
 * @throws InputError naming table and line, as soon as the rows before it are given
 */
export async function* readRows(
  chunks: Chunks,
  table: string,
  format: RowFormat,
): AsyncGenerator<Row, void, void> {
  const splitter = new LineSplitter(table);
  let reader: RowReader | undefined;
  let rows = 0;
  function* take(lines: Iterable<Line>): Generator<Row, void, void> {
    for (const line of lines) {
      if (reader === undefined && line.text.trim() === '') continue;
      reader ??= readerFor(line, table, format);
      const row = reader.push(line);
      if (row) yield row;
      if (row) rows += 1;
    }
  }
  for await (const chunk of inflated(chunks, table)) yield* take(splitter.push(chunk));
  yield* take(splitter.end());
  reader?.end();
  if (rows > 0) return;
  throw tableError(
    'EMPTY',
    reader ? `${table} has a header and no rows` : `${table} is empty`,
    'Give at least one row with a timestamp and a value.',
  );
}

function readerFor(first: Line, table: string, format: RowFormat): RowReader {
  const begins = first.text.trimStart()[0];
  if (begins === '{') return ndjsonRows(table);
  if (begins !== '[') return new CsvRows(table, format);
  throw tableError(
    'ARRAY',
    `${table} line ${first.number} begins a JSON array`,
    `Give one object a line: jq -c '.[]' turns an array into that.`,
  );
}
