/** Several sources at once, as one. */
import { messageOf } from '../core/errors.ts';
import { arrivals } from './merged/arrivals.ts';
import { MetricNames } from './merged/metric-names.ts';
import { Silence } from './merged/silence.ts';
import type { Discovered, Sample, Source } from './source.ts';

export interface MergedSourceOptions {
  /** Whether each metric's name begins with its source's name and a dot. Default: only where two give the same name. */
  readonly prefix?: boolean;
  /** Told of sources that fail and of names that clash, in words. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Samples come in the order in which they arrive, one at a time from each source, which is asked for its next when the
 * one before has been taken. They are not put together: a sample holds the metrics of one source, so that those of
 * one entity hold different metrics. A metric that is not in a sample is one that this sample says nothing about;
 * unknown is `null`.
 *
 * A source that fails is told, and what it gave is `null` once in each of its periods, by the time of the others. When
 * every source has failed, the first error is thrown. Ends when all have ended.
 *
 * @example
 * const source = new MergedSource([new HostSource(), new OtlpSource()], { onNotice: console.warn });
 */
export class MergedSource implements Source {
  readonly name: string;
  /** The shortest of the sources' periods. */
  readonly period: number;
  readonly #sources: readonly Source[];
  readonly #names: readonly string[];
  readonly #prefix: boolean;
  readonly #onNotice: (notice: string) => void;

  /** @param sources at least one */
  constructor(sources: readonly Source[], options: MergedSourceOptions = {}) {
    this.#sources = sources;
    this.#names = distinct(sources.map(({ name }) => name));
    this.name = this.#names.join('+');
    this.period = Math.min(...sources.map(({ period }) => period));
    this.#prefix = options.prefix ?? false;
    this.#onNotice = options.onNotice ?? (() => {});
  }

  describe(metric: string): string | undefined {
    for (const [at, source] of this.#sources.entries()) {
      const prefix = `${this.#names[at]}.`;
      const own = metric.startsWith(prefix) ? metric.slice(prefix.length) : metric;
      const meaning = source.describe?.(own);
      if (meaning !== undefined) return meaning;
    }
    return undefined;
  }

  async discover(signal: AbortSignal): Promise<readonly Discovered[]> {
    const found = await Promise.all(this.#sources.map((source) => source.discover?.(signal) ?? []));
    return found.flat();
  }

  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const names = new MetricNames(this.#names, this.#prefix, this.#onNotice);
    const silences = this.#sources.map(({ period }) => new Silence(period));
    const errors: unknown[] = [];
    const iterables = this.#sources.map((source) => source.samples(both));
    for await (const arrival of arrivals(iterables, () => stop.abort())) {
      if (signal.aborted) return;
      if ('error' in arrival) this.#failed(arrival.from, arrival.error, silences, errors);
      if (!('value' in arrival)) continue;
      const sample = names.renamed(arrival.value, arrival.from);
      silences[arrival.from]?.note(sample);
      for (const silence of silences) yield* silence.due(sample.timestamp);
      yield sample;
    }
    if (errors.length === this.#sources.length) throw errors[0];
  }

  #failed(from: number, error: unknown, silences: readonly Silence[], errors: unknown[]): void {
    errors.push(error);
    silences[from]?.fail();
    this.#onNotice(`the source ${this.#names[from]} failed: ${messageOf(error)}`);
  }
}

/** `host`, `file`, `file2`: a number for each name that is there already. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let own = name;
    for (let count = 2; taken.has(own); count += 1) own = `${name}${count}`;
    taken.add(own);
    return own;
  });
}
