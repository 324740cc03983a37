/** The options of a Prometheus source, checked once. */
import type { Clock } from '../../core/clock.ts';
import { excerpt, optionError } from './errors.ts';
import * as check from './limits.ts';
import type { View } from './point.ts';
import type { Target } from './scrape.ts';
import { parseSelector } from './selector.ts';
import { readTlsFile } from './tls.ts';

export interface PrometheusSourceOptions {
  /** `http://` or `https://`; a user and a password in it are sent as basic authentication. */
  readonly url: string;
  /** Seconds between two scrapes, above 0, at most a day. Default 5. */
  readonly period?: number | undefined;
  /** Seconds that a scrape may take in all, above 0. Default the period, at most 10. */
  readonly timeout?: number | undefined;
  /** Selectors; a series that one of them matches is watched. Default: all but what tells of the exporter. */
  readonly match?: readonly string[] | undefined;
  /** Labels that name the entity that a series is about. Default none. */
  readonly entityBy?: readonly string[] | undefined;
  /** Sent with each request, to the origin of `url` alone. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly bearerToken?: string | undefined;
  /** Read anew at each scrape. */
  readonly bearerTokenFile?: string | undefined;
  /** PEM file of the authorities to trust instead of the runtime's own. Read anew at each scrape, as the next two. */
  readonly ca?: string | undefined;
  /** PEM file of the client's certificate. */
  readonly cert?: string | undefined;
  /** PEM file of the client's key. */
  readonly key?: string | undefined;
  /** Do not verify the server's certificate. Default false. */
  readonly insecure?: boolean | undefined;
  /** Name that the server's certificate is to bear, if it is not that of `url`. */
  readonly serverName?: string | undefined;
  /** Bytes of a page at most, once inflated. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Readings that are watched at most, over all entities. Default 10,000. */
  readonly maxSeries?: number | undefined;
  /** Of histograms, in [0,1]. Default 0.5 and 0.99. */
  readonly quantiles?: readonly number[] | undefined;
  readonly clock?: Clock | undefined;
  /** Told, once, why a scrape failed, that scrapes work again, or that there are more series than `maxSeries`. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

export interface Settings {
  readonly target: Target;
  readonly period: number;
  readonly maxSeries: number;
  readonly view: View;
}

const DEFAULT_PERIOD = 5;
const LONGEST_DEFAULT_TIMEOUT = 10;
const DEFAULT_MAX_BYTES = 64 * 2 ** 20;
const DEFAULT_MAX_SERIES = 10_000;

/** @throws InputError `ERR_PROMETHEUS_OPTION` naming the option, its value unless it is a secret, and the way out */
export function settingsOf(options: PrometheusSourceOptions): Settings {
  const period = check.duration('period', options.period ?? DEFAULT_PERIOD);
  return {
    period,
    maxSeries: check.positiveInteger('maxSeries', options.maxSeries ?? DEFAULT_MAX_SERIES),
    view: {
      entityBy: check.texts('entityBy', options.entityBy ?? []),
      selectors: check.texts('match', options.match ?? []).map(parseSelector),
      quantiles: check.quantiles(options.quantiles ?? [0.5, 0.99]),
    },
    target: targetOf(options, period),
  };
}

function targetOf(options: PrometheusSourceOptions, period: number): Target {
  const url = urlOf(options.url);
  const authorization = authorizationOf(options, url);
  const plain = new URL(url);
  plain.username = '';
  plain.password = '';
  plain.hash = '';
  return {
    url: plain,
    headers: headersOf(options.headers ?? {}, authorization),
    bearerTokenFile: optional('bearerTokenFile', options.bearerTokenFile),
    tls: tlsOf(options),
    timeout: check.duration('timeout', options.timeout ?? Math.min(period, LONGEST_DEFAULT_TIMEOUT)),
    maxBytes: check.positiveInteger('maxBytes', options.maxBytes ?? DEFAULT_MAX_BYTES),
  };
}

function urlOf(value: unknown): URL {
  const fix = 'Give url as http://host:port/metrics or https://….';
  const url = URL.parse(check.text('url', value));
  if (url === null) throw optionError('url', 'is not a URL', fix);
  if (url.protocol === 'http:' || url.protocol === 'https:') return url;
  throw optionError('url', `has the scheme ${url.protocol.slice(0, -1)}, not http or https`, fix);
}

/** The value of the header Authorization, if it is known before the scrape. At most one option may say it. */
function authorizationOf(options: PrometheusSourceOptions, url: URL): string | undefined {
  const { bearerToken, bearerTokenFile, headers } = options;
  const ways = [
    ...(url.username || url.password ? ['the user in url'] : []),
    ...(bearerToken === undefined ? [] : ['bearerToken']),
    ...(bearerTokenFile === undefined ? [] : ['bearerTokenFile']),
    ...(Object.keys(headers ?? {}).some(isAuthorization) ? ['the header Authorization'] : []),
  ];
  if (ways.length > 1) {
    const fix = 'Give one way to authenticate.';
    throw optionError(ways[1] ?? '', `is given beside ${ways[0]}: two ways to authenticate`, fix);
  }
  if (bearerToken !== undefined) return `Bearer ${headerText('bearerToken', bearerToken)}`;
  if (!url.username && !url.password) return undefined;
  return `Basic ${Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString('base64')}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    const fix = 'Write a percent sign in a user or password as %25.';
    throw optionError('url', 'has a user or password that is not percent-encoded', fix, error);
  }
}

function headersOf(
  headers: Readonly<Record<string, string>>,
  authorization: string | undefined,
): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    if (/^[!#$%&'*+.^_`|~\w-]+$/.test(name)) return [name, headerText(`headers ${name}`, value)];
    throw optionError(
      `headers ${excerpt(name)}`,
      'is no name of a header',
      'Use letters, digits and hyphens.',
    );
  });
  return { ...Object.fromEntries(entries), ...(authorization && { authorization }) };
}

/** What may stand in a header; the value is not shown, it may be a secret. */
function headerText(option: string, value: unknown): string {
  if (typeof value === 'string' && /^[\x20-\x7e\x80-\xff\t]+$/.test(value)) return value;
  throw optionError(option, 'cannot be sent in a header', 'Give a text on one line that is not empty.');
}

function isAuthorization(name: string): boolean {
  return name.toLowerCase() === 'authorization';
}

function tlsOf(options: PrometheusSourceOptions): Target['tls'] {
  const tls = {
    ca: optional('ca', options.ca),
    cert: optional('cert', options.cert),
    key: optional('key', options.key),
    insecure: check.flag('insecure', options.insecure ?? false),
    serverName: optional('serverName', options.serverName),
  };
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const [given, missing] = tls.cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    throw optionError(given, `is given without ${missing}`, 'Give both cert and key, or neither.');
  }
  for (const option of ['ca', 'cert', 'key'] as const) readTlsFile(option, tls[option]);
  return tls;
}

function optional(option: string, value: unknown): string | undefined {
  return value === undefined ? undefined : check.text(option, value);
}
