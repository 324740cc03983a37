/** A table as samples: rows, what their cells mean, their order, and the samples they make. */
import type { Discovered, Labels, Sample } from '../source.ts';
import { SampleAssembler } from './assembler.ts';
import type { Chunks } from './bytes.ts';
import type { MappingOptions } from './columns.ts';
import { Mapping, type Reading, type Role } from './mapping.ts';
import { type OnDisorder, TimeOrder } from './order.ts';
import { type Row, type RowFormat, readRows } from './rows.ts';

export interface TableOptions extends RowFormat, MappingOptions {
  /** Rows whose time goes back, or is there twice for an entity. Default `error`. */
  readonly onDisorder?: OnDisorder | undefined;
  /** Told what is left out, in words. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/** The first rows, and the error that comes after them, which is to be told after what they say. */
async function firstRows(
  rows: AsyncIterator<Row, void, void>,
  count: number,
): Promise<{ first: Row[]; failure?: unknown }> {
  const first: Row[] = [];
  try {
    while (first.length < count) {
      const next = await rows.next();
      if (next.done) break;
      first.push(next.value);
    }
    return { first };
  } catch (failure) {
    return { first, failure };
  }
}

/** Rows and what they mean; the mapping is there once the first of them has been asked for. */
async function* readings(
  chunks: Chunks,
  table: string,
  options: TableOptions,
  lookahead: number,
  learnt: (mapping: Mapping) => void,
): AsyncGenerator<Reading, void, void> {
  const rows = readRows(chunks, table, options);
  try {
    const { first, failure } = await firstRows(rows, lookahead);
    if (first.length === 0) {
      if (failure !== undefined) throw failure;
      return;
    }
    const mapping = new Mapping(table, options, first);
    learnt(mapping);
    for (const row of first) yield mapping.read(row);
    if (failure !== undefined) throw failure;
    for await (const row of rows) yield mapping.read(row);
  } finally {
    await rows.return();
  }
}

/**
 * The samples of a table, each as soon as it is complete; reads only as far as they are asked for.
 *
 * @param lookahead rows from which it is learnt what the columns are
 * @throws InputError naming table, line and column, after the samples before it
 */
export async function* tableSamples(
  chunks: Chunks,
  table: string,
  options: TableOptions,
  lookahead: number,
): AsyncGenerator<Sample, void, void> {
  const order = new TimeOrder(table, options.onDisorder ?? 'error');
  let long = false;
  let assembler: SampleAssembler | undefined;
  const learnt = (mapping: Mapping): void => {
    long = mapping.long;
  };
  for await (const reading of readings(chunks, table, options, lookahead, learnt)) {
    assembler ??= new SampleAssembler(table, long, order);
    yield* assembler.push(reading);
  }
  yield* assembler?.end() ?? [];
  if (order.notice) options.onNotice?.(order.notice);
}

/** What the first rows have, and what of it is watched. */
export async function discoverTable(
  chunks: Chunks,
  table: string,
  options: TableOptions,
  rows: number,
): Promise<Discovered[]> {
  const last = new Map<string, { labels: Labels | undefined; metric: string; value: number | null }>();
  let mapping: Mapping | undefined;
  let count = 0;
  const learnt = (known: Mapping): void => {
    mapping = known;
  };
  for await (const { entity, labels, metrics } of readings(chunks, table, options, rows, learnt)) {
    for (const [metric, value] of metrics)
      last.set(JSON.stringify([entity, metric]), { labels, metric, value });
    count += 1;
    if (count === rows) break;
  }
  const aside = [...(mapping?.roles ?? [])].flatMap(([name, role]) => asideOf(name, role));
  return [...[...last.values()].map(watchedOf), ...aside];
}

function watchedOf({
  labels,
  metric,
  value,
}: {
  labels: Labels | undefined;
  metric: string;
  value: number | null;
}): Discovered {
  return { metric, ...(labels && { labels }), kind: 'gauge', value, watched: true, why: 'a number' };
}

const WHY: Partial<Record<Role, string>> = {
  time: 'the time of the row',
  label: 'names the entity',
  text: 'has text, not numbers, in the first rows',
  'left out': 'not among the columns to watch',
};

function asideOf(metric: string, role: Role): Discovered[] {
  const why = WHY[role];
  return why === undefined ? [] : [{ metric, kind: 'column', value: null, watched: false, why }];
}
