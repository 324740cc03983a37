/** Makes the sources of a run from how they are named, and from what the settings say of them. */
import { InputError, UsageError } from '../core/errors.ts';
import type { Source } from '../sources/source.ts';
import type { SourceSpec } from '../sources/spec.ts';

/** What the settings say of sources. */
export interface SourceSettings {
  /** As on the command line, separated by commas: `host`, an address, a file, `-`, `otlp:4318`. */
  readonly source: string;
  /** Seconds between two samples. */
  readonly interval: number | undefined;
  /** Series selectors, separated by semicolons. */
  readonly match: string | undefined;
  readonly bearerTokenFile: string | undefined;
  /** Labels, columns or attributes that name an entity. */
  readonly entityBy: readonly string[];
  readonly realtime: boolean;
  readonly onDisorder: 'error' | 'skip' | 'tolerate';
}

export type Notice = (text: string) => void;

/** @returns undefined where there is none: the pulse alone paces then */
export async function sourceFor(settings: SourceSettings, notice: Notice): Promise<Source | undefined> {
  const { parseSourceSpec } = await import('../sources/spec.ts');
  const specs = settings.source.split(',').map((text) => parseSourceSpec(text.trim()));
  if (specs.some(({ kind }) => kind === 'none')) {
    if (specs.length > 1) throw usage('source is none and something else', 'Leave none out, or the others.');
    if (settings.interval !== undefined) {
      throw usage(
        '--interval is the period of a source, but --source is none',
        'Without one the pulse alone paces.',
      );
    }
    return undefined;
  }
  if (specs.filter(({ kind }) => kind === 'stdin').length > 1)
    throw usage('stdin is named twice', 'It can be read once.');
  const sources: Source[] = [];
  for (const spec of specs) sources.push(await makeSource(spec, settings, notice));
  const [only] = sources;
  if (only && sources.length === 1) return only;
  // Recordings beside what is live are played in the time that they were taken in.
  if (sources.some(({ recorded }) => recorded)) {
    throw usage(
      'a recording beside other sources has a time of its own',
      'Give --realtime, or each its own run.',
    );
  }
  const { MergedSource } = await import('../sources/merged.ts');
  return new MergedSource(sources, { onNotice: notice });
}

/** One source, with nothing of it begun. */
export async function makeSource(
  spec: SourceSpec,
  settings: SourceSettings,
  notice: Notice,
): Promise<Source> {
  const { interval, realtime, onDisorder, entityBy } = settings;
  const labels = entityBy.length > 0 ? entityBy : undefined;
  switch (spec.kind) {
    case 'host': {
      const { HostSource } = await import('../sources/host.ts');
      return new HostSource({ period: interval ?? 1 });
    }
    case 'prometheus': {
      const { PrometheusSource } = await import('../sources/prometheus/prometheus.ts');
      const match = settings.match?.split(';').filter((text) => text.trim() !== '');
      return new PrometheusSource({
        url: spec.url,
        period: interval,
        match,
        entityBy,
        bearerTokenFile: settings.bearerTokenFile,
        onNotice: notice,
      });
    }
    case 'file': {
      const { FileSource } = await import('../sources/file.ts');
      return FileSource.open({
        path: spec.path,
        labels,
        realtime,
        onDisorder,
        onNotice: notice,
        ...(interval !== undefined && { period: interval }),
      });
    }
    case 'stdin': {
      const { StdinSource } = await import('../sources/stdin.ts');
      return new StdinSource({
        labels,
        onDisorder,
        onNotice: notice,
        ...(interval !== undefined && { period: interval }),
      });
    }
    case 'otlp': {
      const { OtlpSource } = await import('../sources/otlp.ts');
      const { host, port } = spec;
      const onListening = (url: string): void => notice(`listening for OTLP on ${url}`);
      return new OtlpSource({
        host,
        port,
        entityBy,
        onListening,
        ...(interval !== undefined && { period: interval }),
      });
    }
    case 'none':
      throw new InputError('none is no source to look at', { code: 'ERR_SOURCE', fix: 'Name one.' });
  }
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
