/** Flags that say how a table of metrics is to be read. */
import { Flags } from '@oclif/core';
import type { FileSourceOptions } from '../sources/index.ts';
import { oneOf } from './parse.ts';

export const tableFlags = {
  timestamp: Flags.string({
    description: 'column with the time [default: timestamp, time, ts, date or @timestamp]',
    helpValue: 'COLUMN',
  }),
  'entity-by': Flags.string({
    description: 'columns that name the entity of a row, separated by commas',
    helpValue: 'COLUMN,…',
  }),
  columns: Flags.string({ description: 'metrics to watch, and no others', helpValue: 'COLUMN,…' }),
  header: Flags.string({
    description: 'names of the columns, where the file has none',
    helpValue: 'COLUMN,…',
  }),
  delimiter: Flags.string({
    description: 'what stands between two columns of CSV [default: ,]',
    helpValue: 'TEXT',
  }),
  'on-disorder': Flags.string({
    description:
      'rows whose time goes back or is there twice: error, skip, or tolerate (taken as they stand, at most one in a hundred) [default: tolerate]',
    helpValue: 'WAY',
  }),
};

/** Texts of the flags. */
export interface TableFlags {
  readonly timestamp?: string | undefined;
  readonly 'entity-by'?: string | undefined;
  readonly columns?: string | undefined;
  readonly header?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly 'on-disorder'?: string | undefined;
}

export function tableOptions(path: string, flags: TableFlags): FileSourceOptions {
  const list = (text: string | undefined): string[] | undefined =>
    text?.split(',').map((name) => name.trim());
  const delimiter = flags.delimiter === '\\t' ? '\t' : flags.delimiter;
  return {
    path,
    timestamp: flags.timestamp,
    labels: list(flags['entity-by']),
    columns: list(flags.columns),
    header: list(flags.header),
    delimiter,
    onDisorder: oneOf('--on-disorder', flags['on-disorder'] ?? 'tolerate', [
      'error',
      'skip',
      'tolerate',
    ] as const),
    onNotice: (notice) => process.stderr.write(`${notice}\n`),
  };
}
