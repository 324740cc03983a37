/**
 * Which cell of a row is what: its time, a label of its entity, a reading, or none of these.
 *
 * Wide: each numeric column is a metric. Long: one column names the metric and one has its value.
 */
import { entityName, type Labels } from '../source.ts';
import { type Cell, readingOf, textOf } from './cell.ts';
import { type Columns, columnsOf, type MappingOptions } from './columns.ts';
import type { Row } from './rows.ts';
import { placeOf, shown, tableError } from './table-error.ts';
import { parseTimestamp, TIMESTAMP_FORMS } from './timestamps.ts';

/** A row, understood. */
export interface Reading {
  readonly line: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** As it is written. */
  readonly written: string;
  readonly labels: Labels | undefined;
  /** `entityName(labels)` */
  readonly entity: string;
  readonly metrics: ReadonlyMap<string, number | null>;
}

export type Role = 'time' | 'label' | 'name' | 'value' | 'metric' | 'text' | 'left out';

export class Mapping {
  readonly #table: string;
  readonly #options: MappingOptions;
  readonly #columns: Columns;
  readonly #roles = new Map<string, Role>();
  /** Columns with a number in the first rows. */
  readonly #numbers = new Set<string>();

  /**
   * Learns from the first rows: a column is a metric where one of them has a number in it.
   *
   * @throws InputError when there is no column for the time or an option names one that is not there
   */
  constructor(table: string, options: MappingOptions, first: readonly Row[]) {
    this.#table = table;
    this.#options = options;
    this.#columns = columnsOf(table, options, first);
    for (const row of first) {
      for (const [at, name] of row.names.entries()) this.#learn(name, row.cells[at] ?? null);
    }
    const roles = [...this.#roles.values()];
    if (!roles.includes('metric') && !roles.includes('value')) throw this.#noMetric(first[0]);
  }

  get long(): boolean {
    return this.#columns.shape !== undefined;
  }

  get roles(): ReadonlyMap<string, Role> {
    return this.#roles;
  }

  /** @throws InputError naming line, column and value for a cell that cannot be what it has to be */
  read(row: Row): Reading {
    const { line } = row;
    const written = textOf(this.#cell(row, this.#columns.time));
    const timestamp = parseTimestamp(written);
    if (timestamp === undefined) {
      throw tableError(
        'TIMESTAMP',
        `${placeOf(this.#table, line)}, column ${shown(this.#columns.time)}: ${shown(written)} is no timestamp`,
        `Give ${TIMESTAMP_FORMS}; --timestamp names another column.`,
      );
    }
    const labels = this.#labelsOf(row);
    const metrics = this.long ? this.#longMetrics(row) : this.#wideMetrics(row);
    return { line, timestamp, written, labels, entity: entityName(labels), metrics };
  }

  /** The metric of a name in the table, or undefined where it is not watched. */
  metricOf(name: string): string | undefined {
    if (this.#options.columns && !this.#options.columns.includes(name)) return undefined;
    const { mapping } = this.#options;
    return mapping && Object.hasOwn(mapping, name) ? mapping[name] : name;
  }

  #roleOf(name: string, cell: Cell): Role {
    const { time, labels, shape } = this.#columns;
    if (name === time) return 'time';
    if (labels.includes(name)) return 'label';
    if (shape) return name === shape.name ? 'name' : name === shape.value ? 'value' : 'left out';
    if (name === '' || this.metricOf(name) === undefined) return 'left out';
    return this.#options.columns || readingOf(cell) !== undefined ? 'metric' : 'text';
  }

  /** A number makes a metric, a text makes none where there is no number; what is unknown throughout is a metric. */
  #learn(name: string, cell: Cell): void {
    const role = this.#roleOf(name, cell);
    const known = this.#roles.get(name);
    const decides = role !== 'metric' || known !== 'text' || typeof readingOf(cell) === 'number';
    if (decides && (role !== 'text' || !this.#numbers.has(name))) this.#roles.set(name, role);
    if (typeof readingOf(cell) === 'number') this.#numbers.add(name);
  }

  #wideMetrics(row: Row): Map<string, number | null> {
    const metrics = new Map<string, number | null>();
    for (const [at, name] of row.names.entries()) {
      const cell = row.cells[at] ?? null;
      let role = this.#roles.get(name);
      if (role === undefined) {
        role = this.#roleOf(name, cell);
        this.#roles.set(name, role);
      }
      if (role === 'metric') this.#add(metrics, row.line, name, name, cell);
    }
    return metrics;
  }

  #longMetrics(row: Row): Map<string, number | null> {
    const { shape } = this.#columns;
    const metrics = new Map<string, number | null>();
    if (shape === undefined) return metrics;
    const name = textOf(this.#cell(row, shape.name)).trim();
    if (name === '') {
      throw tableError(
        'METRIC',
        `${placeOf(this.#table, row.line)}, column ${shown(shape.name)} is empty`,
        'Name the metric in every row.',
      );
    }
    this.#add(metrics, row.line, name, shape.value, this.#cell(row, shape.value));
    return metrics;
  }

  #add(metrics: Map<string, number | null>, line: number, name: string, column: string, cell: Cell): void {
    const metric = this.metricOf(name);
    if (metric === undefined) return;
    const value = readingOf(cell);
    if (value === undefined) {
      throw tableError(
        'NUMBER',
        `${placeOf(this.#table, line)}, column ${shown(column)}: ${shown(cell)} is not a number`,
        'Give a number, or nothing for an unknown one; --columns picks the columns to watch, --entity-by those that name the entity.',
      );
    }
    if (metrics.has(metric)) {
      throw tableError(
        'TWICE',
        `${placeOf(this.#table, line)} gives metric ${shown(metric)} twice`,
        'Map each column to a name of its own.',
      );
    }
    metrics.set(metric, value);
  }

  #labelsOf(row: Row): Labels | undefined {
    if (this.#columns.labels.length === 0) return row.labels;
    const named = this.#columns.labels.map((name): [string, string] => [name, textOf(this.#cell(row, name))]);
    return { ...row.labels, ...Object.fromEntries(named) };
  }

  #cell(row: Row, name: string): Cell {
    const at = row.names.indexOf(name);
    const cell = row.cells[at];
    if (at !== -1 && cell !== undefined) return cell;
    throw tableError(
      'COLUMN',
      `${placeOf(this.#table, row.line)} has no ${shown(name)}`,
      'Give it in every row.',
    );
  }

  #noMetric(first: Row | undefined): Error {
    const seen = (first?.names ?? [])
      .map((name, at) => `${name}=${textOf(first?.cells[at] ?? null)}`)
      .join(' ');
    return tableError(
      'NO_METRIC',
      `${placeOf(this.#table, first?.line ?? 1)} has no column with a number to watch: ${shown(seen)}`,
      'Give a column of numbers beside the timestamp.',
    );
  }
}
