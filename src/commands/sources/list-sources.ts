/** Looks at sources once and tells what they have. */
import { UsageError } from '../../core/errors.ts';
import { type Discovered, entityName, parseSourceSpec, type Source } from '../../sources/index.ts';
import { makeSource } from '../sources-for.ts';
import { printable } from '../view/index.ts';

export interface ListCommand {
  readonly sources: readonly string[];
  readonly match: string | undefined;
  readonly bearerTokenFile: string | undefined;
  readonly watchedOnly: boolean;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

export async function listSources(command: ListCommand): Promise<void> {
  const { match, bearerTokenFile } = command;
  const settings = {
    interval: undefined,
    match,
    bearerTokenFile,
    realtime: false,
    onDisorder: 'tolerate',
    entityBy: [],
  } as const;
  const tell = (text: string): void => {
    process.stderr.write(`${printable(text)}\n`);
  };
  const found: { source: string; series: readonly Discovered[] }[] = [];
  for (const text of command.sources) {
    const source = await makeSource(parseSourceSpec(text), { ...settings, source: text }, tell);
    const series = await look(source);
    found.push({
      source: source.name,
      series: series.filter(({ watched }) => watched || !command.watchedOnly),
    });
  }
  command.printJson?.({ type: 'sources', sources: found });
  if (command.print) for (const { source, series } of found) printSeries(source, series, command.print);
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

function printSeries(source: string, series: readonly Discovered[], print: (line: string) => void): void {
  const watched = series.filter((one) => one.watched).length;
  print(printable(`${source}: ${series.length} series, ${watched} watched`));
  const names = series.map(({ metric, labels }) => (labels ? `${entityName(labels)} ${metric}` : metric));
  const width = Math.min(60, Math.max(0, ...names.map((name) => name.length)));
  series.forEach(({ kind, value, watched: is, why }, i) => {
    const name = (names[i] ?? '').padEnd(width);
    const now = value === null ? '' : ` = ${value}`;
    print(printable(`  ${is ? '+' : '-'} ${name}  ${kind}${now}${why === '' ? '' : `: ${why}`}`));
  });
}
