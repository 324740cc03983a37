/** The columns of a table: which has the time, which name the entity, and whether its shape is wide or long. */
import { readingOf } from './cell.ts';
import type { Row } from './rows.ts';
import { shown, tableError } from './table-error.ts';

export interface MappingOptions {
  /** Column with the time. Default: the first named timestamp, time, ts, date or @timestamp, in any case. */
  readonly timestamp?: string | undefined;
  /** Columns that name the entity of a row. */
  readonly labels?: readonly string[] | undefined;
  /** Columns to watch (in the long shape: metrics), and no others. Default: all that have numbers. */
  readonly columns?: readonly string[] | undefined;
  /** Names of metrics by the names in the table, e.g. `{ 'CPU (%)': 'cpu.percent' }`. */
  readonly mapping?: Readonly<Record<string, string>> | undefined;
  /** Long shape: the column that names the metric. */
  readonly metric?: string | undefined;
  /** Long shape: the column with the value. */
  readonly value?: string | undefined;
}

const TIME_NAMES = ['timestamp', 'time', 'ts', 'date', '@timestamp'];
const METRIC_NAMES = /^(?:metric|name)$/i;

export interface Columns {
  readonly time: string;
  readonly labels: readonly string[];
  readonly shape: { readonly name: string; readonly value: string } | undefined;
}

/** @throws InputError when there is no column for the time, or an option names a column that is not there */
export function columnsOf(table: string, options: MappingOptions, first: readonly Row[]): Columns {
  const names = [...new Set(first.flatMap((row) => row.names))];
  const require = (name: string, option: string): string => {
    if (names.includes(name)) return name;
    throw tableError(
      'COLUMN',
      `${table} has no column ${shown(name)}, which --${option} names; it has ${names.map(shown).join(', ')}`,
      `Give --${option} one of its columns.`,
    );
  };
  const time = options.timestamp ? require(options.timestamp, 'timestamp') : timeColumn(names);
  if (time === undefined) {
    throw tableError(
      'NO_TIME',
      `${table} has no column timestamp, time, ts, date or @timestamp; it has ${names.map(shown).join(', ')}`,
      'Name the column with the time: --timestamp COLUMN.',
    );
  }
  // What rows bear as labels of their own (NDJSON) needs no column.
  const own = new Set(first.flatMap((row) => Object.keys(row.labels ?? {})));
  const labels = (options.labels ?? [])
    .filter((name) => names.includes(name) || !own.has(name))
    .map((name) => require(name, 'entity-by'));
  if (options.metric !== undefined || options.value !== undefined) {
    const shape = {
      name: require(options.metric ?? 'metric', 'metric'),
      value: require(options.value ?? 'value', 'value'),
    };
    return { time, labels, shape };
  }
  const shape = longShape(names, time, labels, first[0]);
  if (shape === undefined) {
    for (const name of options.columns ?? []) require(name, 'columns');
    for (const name of Object.keys(options.mapping ?? {})) require(name, 'mapping');
  }
  return { time, labels, shape };
}

function timeColumn(names: readonly string[]): string | undefined {
  const found = TIME_NAMES.map((wanted) => names.find((name) => name.toLowerCase() === wanted));
  return found.find((name) => name !== undefined);
}

/** The long shape is taken where nothing but a text, which names the metric, and a value stands beside time and labels. */
function longShape(
  names: readonly string[],
  time: string,
  labels: readonly string[],
  first: Row | undefined,
): Columns['shape'] {
  const rest = names.filter((name) => name !== time && !labels.includes(name));
  const name = rest.find((each) => METRIC_NAMES.test(each));
  const value = rest.find((each) => /^value$/i.test(each));
  if (rest.length !== 2 || name === undefined || value === undefined) return undefined;
  const named = first?.cells[first.names.indexOf(name)] ?? null;
  return readingOf(named) === undefined ? { name, value } : undefined;
}
