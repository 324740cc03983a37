/** Looks at sources once and tells what they have, and of which entities it is. */
import { UsageError } from '../../core/errors.ts';
import {
  type Discovered,
  entityName,
  type Labels,
  parseSourceSpec,
  type Source,
} from '../../sources/index.ts';
import { configOf } from '../source-settings.ts';
import { makeSource } from '../sources-for.ts';
import { printable } from '../view/index.ts';

export interface ListCommand {
  readonly sources: readonly string[];
  readonly match: string | undefined;
  readonly bearerTokenFile: string | undefined;
  /** Labels, columns or attributes that name an entity. */
  readonly entityBy: readonly string[];
  readonly watchedOnly: boolean;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

interface Found {
  readonly source: string;
  readonly series: readonly Discovered[];
}

export async function listSources(command: ListCommand): Promise<void> {
  const { entityBy, watchedOnly, print, printJson } = command;
  const tell = (text: string): void => {
    process.stderr.write(`${printable(text)}\n`);
  };
  const found: Found[] = [];
  for (const text of command.sources) {
    const source = await makeSource(namedSource(text, command), entityBy, tell);
    const series = await look(source);
    found.push({ source: source.name, series: series.filter(({ watched }) => watched || !watchedOnly) });
  }
  printJson?.({
    type: 'sources',
    sources: found.map((one) => ({
      ...one,
      ...(entityBy.length > 0 && { entities: summaries(one.series) }),
    })),
  });
  if (!print) return;
  for (const one of found) {
    if (entityBy.length > 0) printEntities(one, entityBy, print);
    else printSeries(one, print);
  }
}

function namedSource(text: string, { match, bearerTokenFile }: ListCommand) {
  const texts = { match, bearer_token_file: bearerTokenFile, on_disorder: 'tolerate' };
  const config = configOf(parseSourceSpec(text), {
    text: (key) =>
      key === 'match' || key === 'bearer_token_file' || key === 'on_disorder' ? texts[key] : undefined,
    number: () => undefined,
    raw: () => undefined,
  });
  if (config) return { config, place: text };
  throw new UsageError('none is no source to look at', { code: 'ERR_SOURCE', fix: 'Name one.' });
}

async function look(source: Source): Promise<readonly Discovered[]> {
  const stop = new AbortController();
  if (source.discover) return source.discover(stop.signal);
  if (source.name !== 'host') {
    throw new UsageError(`${source.name} cannot be looked at before it is read`, {
      code: 'ERR_SOURCE',
      fix: 'Give host, the address of a Prometheus endpoint, or a file.',
    });
  }
  for await (const { metrics } of source.samples(stop.signal)) {
    return Object.entries(metrics).map(([metric, value]) => ({
      metric,
      kind: value === null ? 'rate' : 'gauge',
      value,
      watched: true,
      why: source.describe?.(metric) ?? '',
    }));
  }
  return [];
}

interface OfEntity {
  /** Empty for what is of none: the run's own. */
  readonly name: string;
  readonly labels: Labels;
  readonly series: Discovered[];
}

/** By entity, in order of their names; what is of none comes first. */
function byEntity(series: readonly Discovered[]): OfEntity[] {
  const entities = new Map<string, OfEntity>();
  for (const one of series) {
    const labels = one.labels ?? {};
    const name = entityName(labels);
    const entity = entities.get(name) ?? { name, labels, series: [] };
    entity.series.push(one);
    entities.set(name, entity);
  }
  return [...entities.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function summaries(series: readonly Discovered[]): object[] {
  return byEntity(series)
    .filter(({ name }) => name !== '')
    .map(({ name, labels, series: own }) => ({
      entity: name,
      labels,
      watched: own.filter(({ watched }) => watched).map(({ metric }) => metric),
      left: own.filter(({ watched }) => !watched).length,
    }));
}

function printEntities(
  { source, series }: Found,
  entityBy: readonly string[],
  print: (line: string) => void,
): void {
  const groups = byEntity(series);
  const named = groups.filter(({ name }) => name !== '').length;
  const of = named === 1 ? '1 entity' : `${named} entities`;
  print(printable(`${source}: ${of} by ${entityBy.join(',')}, ${countsOf(series)}`));
  for (const { name, series: own } of groups) {
    print(printable(`  ${name === '' ? 'of no entity (the run’s own)' : name}: ${countsOf(own)}`));
    printLines(own, (metric) => metric, '    ', print);
  }
}

function printSeries({ source, series }: Found, print: (line: string) => void): void {
  print(printable(`${source}: ${countsOf(series)}`));
  printLines(series, (metric, labels) => (labels ? `${entityName(labels)} ${metric}` : metric), '  ', print);
}

function countsOf(series: readonly Discovered[]): string {
  return `${series.length} series, ${series.filter(({ watched }) => watched).length} watched`;
}

function printLines(
  series: readonly Discovered[],
  nameOf: (metric: string, labels: Labels | undefined) => string,
  indent: string,
  print: (line: string) => void,
): void {
  const names = series.map(({ metric, labels }) => nameOf(metric, labels));
  const width = Math.min(60, Math.max(0, ...names.map((name) => name.length)));
  series.forEach(({ kind, value, watched: is, why }, i) => {
    const name = (names[i] ?? '').padEnd(width);
    const now = value === null ? '' : ` = ${value}`;
    print(printable(`${indent}${is ? '+' : '-'} ${name}  ${kind}${now}${why === '' ? '' : `: ${why}`}`));
  });
}
