/**
 * A Prometheus endpoint as a source: scraped at a fixed pace, in the text format or OpenMetrics. What becomes of what
 * is in docs/sources/prometheus.md.
 *
 * A scrape that is missed is an observation: all that was known is unknown, and `up` is 0.
 */
import { readFileSync } from 'node:fs';
import { messageOf, StorageError, UsageError, VenomError } from '../core/errors.ts';
import { ParameterError, requirePositive } from '../numeric/parameter-error.ts';
import { systemClock, systemSleep } from './host/edge.ts';
import { parseExposition } from './prometheus/parse.ts';
import { Readings, watchedBy } from './prometheus/readings.ts';
import { type ScrapeOptions, scrape } from './prometheus/scrape.ts';
import { parseSelector, type Selector } from './prometheus/selector.ts';
import { observations } from './prometheus/series.ts';
import { seriesName } from './series-name.ts';
import type { Discovered, Sample, Source } from './source.ts';

export interface PrometheusSourceOptions {
  readonly url: string;
  /** Seconds between two scrapes. Default 5. */
  readonly period?: number | undefined;
  /** Seconds for a scrape. Default the period, at most 10. */
  readonly timeout?: number | undefined;
  /** Series to watch, any of them. Default: all but what measures the exporter itself. */
  readonly match?: readonly string[] | undefined;
  /** Labels that name the entity of a series. */
  readonly entityBy?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly bearerToken?: string | undefined;
  readonly bearerTokenFile?: string | undefined;
  /** Paths of PEM files. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Takes any certificate. */
  readonly insecure?: boolean | undefined;
  readonly serverName?: string | undefined;
  /** Of a page, inflated. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
  /** Default 10,000. */
  readonly maxSeries?: number | undefined;
  /** Of histograms, in (0, 1). Default 0.5 and 0.99. */
  readonly quantiles?: readonly number[] | undefined;
  /** Told in words: why scrapes fail, once for every reason, and what is not watched. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Seconds since the epoch. */
  readonly clock?: () => number;
  /** Resolves after `seconds` or at the signal's abort, whichever is first; does not reject. */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

const LONGEST_TIMEOUT = 10;

/**
 * @example
 * const source = new PrometheusSource({ url: 'http://localhost:9100/metrics', entityBy: ['instance'] });
 * for await (const { labels, metrics } of source.samples(signal)) console.log(labels, metrics.node_load1);
 */
export class PrometheusSource implements Source {
  readonly name: string;
  readonly period: number;
  readonly #scrape: ScrapeOptions;
  readonly #selectors: readonly Selector[];
  readonly #options: PrometheusSourceOptions;
  readonly #maxSeries: number;
  readonly #quantiles: readonly number[];

  /** @throws UsageError, ParameterError or StorageError naming the option that cannot be */
  constructor(options: PrometheusSourceOptions) {
    const { url, period = 5, maxBytes = 2 ** 26, maxSeries = 10_000, quantiles = [0.5, 0.99] } = options;
    const { host } = parseUrl(url);
    this.name = `prometheus:${host}`;
    this.period = period;
    const timeout = options.timeout ?? Math.min(period, LONGEST_TIMEOUT);
    for (const [name, value] of Object.entries({ period, timeout, maxBytes, maxSeries }))
      requirePositive(name, value);
    for (const quantile of quantiles) {
      if (!(quantile > 0 && quantile < 1)) throw new ParameterError('quantiles', quantile, 'between 0 and 1');
    }
    this.#selectors = (options.match ?? []).map(parseSelector);
    const { headers = {}, bearerToken, bearerTokenFile, insecure, serverName } = options;
    const [ca, cert, key] = [options.ca, options.cert, options.key].map(readPem);
    this.#scrape = {
      url,
      timeout,
      maxBytes,
      headers,
      bearerToken,
      bearerTokenFile,
      insecure,
      serverName,
      ca,
      cert,
      key,
    };
    this.#options = options;
    this.#maxSeries = maxSeries;
    this.#quantiles = quantiles;
  }

  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    const { clock = systemClock, sleep = systemSleep, entityBy = [], onNotice } = this.#options;
    const readings = new Readings({
      entityBy,
      selectors: this.#selectors,
      quantiles: this.#quantiles,
      maxSeries: this.#maxSeries,
      onNotice,
    });
    let told: string | undefined;
    let due = clock();
    while (!signal.aborted) {
      const at = clock();
      try {
        const { text, format } = await scrape(this.#scrape, signal);
        const samples = readings.take(parseExposition(text, format, this.#scrape.url), at);
        if (told !== undefined) onNotice?.(`${this.name} answers again`);
        told = undefined;
        yield* samples;
      } catch (error) {
        if (signal.aborted) return;
        const reason = messageOf(error);
        if (reason !== told) onNotice?.(`${this.name} gave no metrics: ${reason}`);
        told = reason;
        yield* readings.miss(at);
      }
      const now = clock();
      // A scrape that took longer than a period leaves out the ones that were due meanwhile.
      due += this.period * Math.max(1, Math.ceil((now - due) / this.period));
      if (due > now + this.period) due = now + this.period;
      await sleep(due - now, signal);
    }
  }

  /** One scrape. @throws StorageError where there is no page to be had, InputError where it cannot be read */
  async discover(signal: AbortSignal): Promise<readonly Discovered[]> {
    const { url } = this.#scrape;
    try {
      const { text, format } = await scrape(this.#scrape, signal);
      const page = parseExposition(text, format, url);
      return [...observations(page)].map((observation): Discovered => {
        const why = watchedBy({ selectors: this.#selectors }, observation);
        const { metric, labels, kind } = observation;
        return {
          metric: seriesName(metric, labels),
          kind: KINDS[kind],
          value: kind === 'gauge' && Number.isFinite(observation.value) ? observation.value : null,
          watched: why !== null,
          why:
            why ??
            (this.#selectors.length > 0 ? 'matches no selector' : 'the exporter’s own, or not a measure'),
        };
      });
    } catch (cause) {
      if (cause instanceof VenomError) throw cause;
      throw new StorageError(`${url} gave no metrics: ${messageOf(cause)}`, {
        code: 'ERR_SCRAPE',
        fix: 'Look at the page with curl; see docs/sources/prometheus.md for tokens and certificates.',
        cause,
      });
    }
  }
}

const KINDS = {
  gauge: 'gauge',
  counter: 'rate of a counter',
  histogram: 'quantiles of a histogram',
} as const;

function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && (parsed.protocol === 'http:' || parsed.protocol === 'https:')) return parsed;
  throw new UsageError(`url is ${JSON.stringify(url)}, which is no http:// or https:// address`, {
    code: 'ERR_SOURCE',
    fix: 'Give the address of the metrics, e.g. http://localhost:9100/metrics.',
  });
}

function readPem(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StorageError(`cannot read ${path}: ${messageOf(cause)}`, {
      code: 'ERR_TLS_FILE',
      fix: 'Give the path of a PEM file that this user may read.',
      cause,
    });
  }
}
