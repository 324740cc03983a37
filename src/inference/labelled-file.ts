/**
 * Labelled rows from a file: CSV with a header (RFC 4180, without line breaks in quotes), or NDJSON. Every refusal
 * names the file, the line, the field and the value.
 */
import { messageOf } from '../core/errors.ts';
import { dataError, type LabelledData, requireBothClasses } from './labelled-data.ts';

export interface LabelledFileOptions {
  /** Columns in the model's order; else the first of ANOMALY_COLUMNS that is there. */
  readonly features?: readonly string[] | undefined;
  readonly label: string;
}

/** Counts of anomalies, by the names that a ledger gives them: never below 0. */
export const ANOMALY_COLUMNS = ['total_anoms', 'anoms'];

/** A row as it was read: text from CSV, JSON values from NDJSON. */
interface Row {
  /** Line in the file, from 1. */
  readonly line: number;
  readonly field: (name: string) => unknown;
}

interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/**
 * @param file for messages
 * @throws InputError ERR_LABELLED_DATA
 */
export function parseLabelledFile(text: string, file: string, options: LabelledFileOptions): LabelledData {
  if (/[\0\ufffd]/.test(text)) throw dataError(file, 'it is not text', 'Give a CSV or NDJSON file in UTF-8.');
  const clean = text.replace(/^\ufeff/, '').trimEnd();
  if (clean === '') throw dataError(file, 'it is empty', 'Give a CSV file with a header, or NDJSON.');
  const { columns, rows } = clean.trimStart().startsWith('{')
    ? ndjsonTable(clean, file)
    : csvTable(clean, file);
  const features = options.features ?? [anomalyColumn(columns, file)];
  for (const name of [...features, options.label]) requireColumn(name, columns, file);
  const values = new Float32Array(rows.length * features.length);
  const labels = new Uint8Array(rows.length);
  rows.forEach((row, i) => {
    features.forEach((name, k) => {
      values[i * features.length + k] = numberIn(row, name, file);
    });
    labels[i] = labelIn(row, options.label, file);
  });
  return requireBothClasses({ features, values, labels }, file);
}

function csvTable(text: string, file: string): Table {
  const [header = '', ...lines] = text.split(/\r?\n/);
  const columns = csvCells(header, `${file}:1`).map((name) => name.trim());
  if (columns.length === 1 && /[;\t]/.test(header))
    throw dataError(`${file}:1`, `its fields are not separated by commas: ${shown(header)}`, 'Write commas.');
  columns.forEach((name, i) => {
    if (name === '' || NUMBER.test(name) || columns.indexOf(name) !== i)
      throw dataError(
        `${file}:1`,
        `column ${i + 1} of the header is ${shown(name)}`,
        'Write a header first: a name for each column, each once, with commas between.',
      );
  });
  const rows = lines.map((text, i) => {
    const line = i + 2;
    const cells = csvCells(text, `${file}:${line}`);
    if (cells.length !== columns.length)
      throw dataError(
        `${file}:${line}`,
        `it has ${cells.length} fields, but the header has ${columns.length}`,
        'Give every row as many fields as the header.',
      );
    return { line, field: (name: string) => cells[columns.indexOf(name)] };
  });
  return { columns, rows };
}

/** The fields of a line; a doubled quote within quotes is one quote. */
function csvCells(line: string, where: string): string[] {
  const cells: string[] = [];
  const cell = /\s*"((?:[^"]|"")*)"\s*(,|$)|([^",]*)(,|$)/y;
  for (;;) {
    const [, quoted, end, bare, bareEnd] = cell.exec(line) ?? [];
    const value = quoted?.replaceAll('""', '"') ?? bare;
    if (value === undefined)
      throw dataError(where, `the quotes of field ${cells.length + 1} do not match`, 'Close each quote.');
    cells.push(value);
    if ((end ?? bareEnd) === '') return cells;
  }
}

function ndjsonTable(text: string, file: string): Table {
  const rows = text.split(/\r?\n/).map((each, i) => {
    const record = jsonObject(each, `${file}:${i + 1}`);
    return { line: i + 1, record, field: (name: string) => record.get(name) };
  });
  return { columns: [...(rows[0]?.record.keys() ?? [])], rows };
}

function jsonObject(text: string, where: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw dataError(
      where,
      `it is not JSON: ${messageOf(cause)}`,
      'Give NDJSON: one JSON object a line.',
      cause,
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw dataError(where, `it is ${shown(value)}, not an object`, 'Give NDJSON: one JSON object a line.');
  return new Map(Object.entries(value));
}

function anomalyColumn(columns: readonly string[], file: string): string {
  const found = ANOMALY_COLUMNS.find((name) => columns.includes(name));
  if (found !== undefined) return found;
  throw dataError(
    file,
    `it has no column ${ANOMALY_COLUMNS.join(' or ')}, but ${columns.map(shown).join(', ')}`,
    'Name the columns to use with --features.',
  );
}

function requireColumn(name: string, columns: readonly string[], file: string): void {
  if (columns.includes(name)) return;
  throw dataError(
    file,
    `it has no column ${shown(name)}, but ${columns.map(shown).join(', ')}`,
    'Name the columns with --features and --label.',
  );
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberIn(row: Row, name: string, file: string): number {
  const given = row.field(name);
  const value = typeof given === 'string' && NUMBER.test(given.trim()) ? Number(given) : given;
  const count = ANOMALY_COLUMNS.includes(name);
  if (typeof value === 'number' && Number.isFinite(Math.fround(value)) && (!count || value >= 0))
    return value;
  const wanted = count ? 'a number, 0 or above' : 'a number within the range of float32';
  throw fieldError(file, row, name, wanted);
}

const LABELS = new Map<unknown, 0 | 1>([
  [0, 0],
  [1, 1],
  [false, 0],
  [true, 1],
  ['0', 0],
  ['1', 1],
  ['false', 0],
  ['true', 1],
]);

function labelIn(row: Row, name: string, file: string): 0 | 1 {
  const given = row.field(name);
  const label = LABELS.get(typeof given === 'string' ? given.trim().toLowerCase() : given);
  if (label !== undefined) return label;
  throw fieldError(file, row, name, '0, 1, true or false');
}

function fieldError(file: string, row: Row, name: string, wanted: string): Error {
  const given = row.field(name);
  const is = given === undefined ? 'is missing' : `is ${shown(given)}`;
  return dataError(
    `${file}:${row.line}`,
    `field ${shown(name)} ${is}, but must be ${wanted}`,
    `Write ${wanted}.`,
  );
}

/** A value as an error shows it: JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
