/**
 * An endpoint that Prometheus would scrape, as a source of metrics (DESIGN §3.4).
 *
 * Every scrape yields a sample for each entity, all of one time. A scrape that fails is an observation: `up` is 0
 * and everything known is `null`. What a page becomes is told in `points.ts`, what two pages do in `series.ts`.
 */
import type { Clock } from '../../core/clock.ts';
import { messageOf, VenomError } from '../../core/errors.ts';
import { edgeClock } from '../host/edge.ts';
import type { Discovered, Sample, Source } from '../source.ts';
import { discoveries } from './discover.ts';
import { type PrometheusSourceOptions, type Settings, settingsOf } from './options.ts';
import { parseExposition } from './parse.ts';
import { type Point, UP } from './point.ts';
import { pointsOf } from './points.ts';
import { scrape, shownUrl } from './scrape.ts';
import { type Instant, SeriesWatch } from './series.ts';

/**
 * @example
 * const source = new PrometheusSource({ url: 'http://localhost:9100/metrics', match: ['node_load1'] });
 * for await (const { timestamp, metrics } of source.samples(signal)) console.log(timestamp, metrics.node_load1);
 */
export class PrometheusSource implements Source {
  readonly name = 'prometheus';
  readonly period: number;
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #onNotice: (text: string) => void;
  #help: (metric: string) => string | undefined = () => undefined;

  /** @throws InputError `ERR_PROMETHEUS_OPTION` for the first option that is wrong */
  constructor(options: PrometheusSourceOptions) {
    this.#settings = settingsOf(options);
    this.period = this.#settings.period;
    this.#clock = options.clock ?? edgeClock;
    this.#onNotice = options.onNotice ?? (() => undefined);
  }

  /** The HELP of the metric's family, as the last run of `samples` saw it. */
  describe(metric: string): string | undefined {
    return metric === UP ? '1 when the scrape worked, else 0' : this.#help(metric);
  }

  /**
   * The first scrape is at once, the others at multiples of the period after it: one that takes longer skips those
   * it runs over. Never throws for a scrape that failed.
   */
  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    const watch = new SeriesWatch(this.#settings.maxSeries);
    const notices = new Notices(this.#onNotice, shownUrl(this.#settings.target.url));
    this.#help = (metric) => watch.help(metric);
    const start = this.#clock.monotonic();
    let periods = 0;
    while (!signal.aborted) {
      const at: Instant = { wall: this.#clock.now(), monotonic: this.#clock.monotonic() };
      const up = await this.#observe(watch, notices, at, signal);
      if (signal.aborted) return;
      yield* samplesOf(watch, at.wall, up);
      if (signal.aborted) return;
      const passed = this.#clock.monotonic() - start;
      periods = Math.max(periods + 1, Math.ceil(passed / this.period));
      await this.#clock.sleep(Math.max(0, periods * this.period - passed), signal);
    }
  }

  /** One scrape. @throws VenomError if it fails */
  async discover(signal: AbortSignal): Promise<readonly Discovered[]> {
    return discoveries(await this.#scrape(signal), this.#settings.maxSeries);
  }

  async #observe(watch: SeriesWatch, notices: Notices, at: Instant, signal: AbortSignal): Promise<boolean> {
    try {
      const points = await this.#scrape(signal);
      notices.worked(watch.observe(points, at), this.#settings.maxSeries);
      return true;
    } catch (error) {
      if (!(error instanceof VenomError)) throw error;
      watch.miss();
      if (!signal.aborted) notices.failed(messageOf(error));
      return false;
    }
  }

  async #scrape(signal: AbortSignal): Promise<Point[]> {
    const { text, format } = await scrape(this.#settings.target, signal);
    return pointsOf(parseExposition(text, format), this.#settings.view);
  }
}

function* samplesOf(watch: SeriesWatch, timestamp: number, up: boolean): Generator<Sample, void, void> {
  for (const { labels, metrics } of watch.readings()) {
    if (labels === undefined) metrics.set(UP, up ? 1 : 0);
    yield { timestamp, labels, metrics: Object.fromEntries(metrics) };
  }
}

/** Tells each reason once, until it changes. */
class Notices {
  readonly #tell: (text: string) => void;
  readonly #url: string;
  #failure: string | undefined;
  #full = false;

  constructor(tell: (text: string) => void, url: string) {
    this.#tell = tell;
    this.#url = url;
  }

  failed(reason: string): void {
    if (reason !== this.#failure) this.#tell(`scrape failed: ${reason}`);
    this.#failure = reason;
  }

  worked(turnedAway: number, maxSeries: number): void {
    if (this.#failure !== undefined) this.#tell(`${this.#url} answers again`);
    this.#failure = undefined;
    const full = turnedAway > 0;
    if (full && !this.#full) {
      this.#tell(
        `${turnedAway} series are not watched: maxSeries is ${maxSeries}; narrow match or raise maxSeries`,
      );
    }
    this.#full = full;
  }
}
