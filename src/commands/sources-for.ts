/** Makes the sources of a run from what the settings say of them. */
import { InputError, StorageError, UsageError, VenomError } from '../core/errors.ts';
import type { Source } from '../sources/source.ts';
import { secretInFile, secretInVariable } from './secrets.ts';
import type {
  OtlpConfig,
  PlacedSource,
  PrometheusConfig,
  Secret,
  SourceConfig,
  TableConfig,
} from './source-config.ts';
import type { SourceSettings } from './source-settings.ts';

export type Notice = (text: string) => void;

/** @returns undefined where there is none: the pulse alone paces then */
export async function sourceFor(
  { sources: wanted, entityBy }: SourceSettings,
  notice: Notice,
): Promise<Source | undefined> {
  if (wanted.filter(({ config }) => config.kind === 'stdin').length > 1)
    throw usage('stdin is named twice', 'It can be read once.');
  const sources: Source[] = [];
  for (const placed of wanted) sources.push(await makeSource(placed, entityBy, notice));
  const [only] = sources;
  if (sources.length < 2) return only;
  // Recordings beside what is live are played in the time that they were taken in.
  if (sources.some(({ recorded }) => recorded)) {
    throw usage(
      'a recording beside other sources has a time of its own',
      'Give --pace realtime (realtime in a list of sources), or each its own run.',
    );
  }
  const { MergedSource } = await import('../sources/merged.ts');
  return new MergedSource(sources, { onNotice: notice });
}

/** One source, with nothing of it begun. */
export async function makeSource(
  { config, place }: PlacedSource,
  entityBy: readonly string[],
  notice: Notice,
): Promise<Source> {
  try {
    return await made(config, place, entityBy, notice);
  } catch (error) {
    throw placed(error, place);
  }
}

async function made(
  config: SourceConfig,
  place: string,
  entityBy: readonly string[],
  notice: Notice,
): Promise<Source> {
  switch (config.kind) {
    case 'host': {
      const { HostSource } = await import('../sources/host.ts');
      return new HostSource({ period: config.period ?? 1 });
    }
    case 'prometheus':
      return prometheus(config, place, entityBy, notice);
    case 'otlp':
      return otlp(config, place, entityBy, notice);
    case 'file': {
      const { FileSource } = await import('../sources/file.ts');
      const { path, realtime = false, speed } = config;
      return FileSource.open({
        path,
        realtime,
        ...(speed !== undefined && { speed }),
        ...tableOf(config, entityBy, notice),
      });
    }
    case 'stdin': {
      const { StdinSource } = await import('../sources/stdin.ts');
      return new StdinSource(tableOf(config, entityBy, notice));
    }
  }
}

async function prometheus(
  config: PrometheusConfig,
  place: string,
  entityBy: readonly string[],
  onNotice: Notice,
): Promise<Source> {
  const { PrometheusSource } = await import('../sources/prometheus/prometheus.ts');
  const { bearer_token_env: variable, headers = {}, url, period, timeout, match, ca, cert, key } = config;
  const read = Object.entries(headers).map(
    async ([name, value]) => [name, await textOf(value, `${place}.headers.${name}`)] as const,
  );
  return new PrometheusSource({
    ...{ url, period, timeout, match, ca, cert, key, entityBy, onNotice },
    headers: Object.fromEntries(await Promise.all(read)),
    bearerToken: variable === undefined ? undefined : secretInVariable(variable, `${place}.bearer_token_env`),
    bearerTokenFile: config.bearer_token_file,
    insecure: config.insecure,
    serverName: config.server_name,
    maxBytes: config.max_bytes,
    maxSeries: config.max_series,
    quantiles: config.quantiles,
  });
}

function textOf(value: Secret, name: string): string | Promise<string> {
  if (typeof value === 'string') return value;
  return 'env' in value ? secretInVariable(value.env, name) : secretInFile(value.file, name);
}

async function otlp(
  config: OtlpConfig,
  place: string,
  entityBy: readonly string[],
  notice: Notice,
): Promise<Source> {
  const { OtlpSource } = await import('../sources/otlp.ts');
  const { host, port, period, token_file, token_env, cert, key, max_bytes, max_queue } = config;
  const token =
    token_env === undefined
      ? token_file && (await secretInFile(token_file, `${place}.token_file`))
      : secretInVariable(token_env, `${place}.token_env`);
  const tls = cert !== undefined &&
    key !== undefined && {
      cert: await secretInFile(cert, `${place}.cert`),
      key: await secretInFile(key, `${place}.key`),
    };
  return new OtlpSource({
    entityBy,
    token,
    onListening: (url) => notice(`listening for OTLP on ${url}`),
    ...(tls && { tls }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(period !== undefined && { period }),
    ...(max_bytes !== undefined && { maxBytes: max_bytes }),
    ...(max_queue !== undefined && { maxQueue: max_queue }),
  });
}

function tableOf(config: TableConfig, entityBy: readonly string[], onNotice: Notice) {
  const { period, timestamp, columns, mapping, metric, value, header, delimiter, on_disorder } = config;
  return {
    ...{ timestamp, columns, mapping, metric, value, header, delimiter, onNotice },
    onDisorder: on_disorder,
    labels: entityBy.length > 0 ? entityBy : undefined,
    ...(period !== undefined && { period }),
  };
}

/** An error of a source in a list says which one: its own message knows only the source. */
function placed(error: unknown, place: string): unknown {
  if (!(error instanceof VenomError) || !place.includes('[') || error.message.startsWith(place)) return error;
  const details = { code: error.code, fix: error.fix, cause: error };
  const message = `${place}: ${error.message}`;
  if (error instanceof UsageError) return new UsageError(message, details);
  return error instanceof StorageError
    ? new StorageError(message, details)
    : new InputError(message, details);
}

function usage(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_USAGE', fix });
}
