/**
 * The standard input as a source of metrics: CSV or NDJSON, live, each sample as soon as its lines have arrived.
 * Formats: docs/sources/file.md.
 */
import { requirePositive } from '../numeric/parameter-error.ts';
import type { Sample, Source } from './source.ts';
import type { Chunks } from './tabular/bytes.ts';
import { stdinChunks, untilAbort } from './tabular/stdin-chunks.ts';
import { type TableOptions, tableSamples } from './tabular/table.ts';

export interface StdinSourceOptions extends TableOptions {
  /** Seconds between two samples, above 0, as whoever writes them has it. Default 1. */
  readonly period?: number;
  /** Where the bytes come from. Default: the standard input. */
  readonly input?: Chunks;
}

/**
 * In the long shape a sample is complete when a row with a later time arrives, or the input ends. What a column is
 * stands fixed with the first row.
 *
 * @example
 * // vmstat-to-ndjson | node example.js
 * for await (const { metrics } of new StdinSource({ period: 5 }).samples(signal)) console.log(metrics);
 */
export class StdinSource implements Source {
  readonly name = 'stdin';
  readonly period: number;
  readonly #options: StdinSourceOptions;

  /** @throws ParameterError if the period is not a finite number above 0 */
  constructor(options: StdinSourceOptions = {}) {
    this.period = options.period ?? 1;
    requirePositive('period', this.period);
    this.#options = options;
  }

  /** Can be read once. Ends with the input, or when the signal aborts, also in the middle of a wait. */
  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    if (signal.aborted) return;
    const chunks = untilAbort(this.#options.input ?? stdinChunks(signal), signal);
    try {
      for await (const sample of tableSamples(chunks, this.name, this.#options, 1)) {
        if (signal.aborted) return;
        yield sample;
      }
    } catch (error) {
      // What the abort cut off is neither empty nor torn.
      if (!signal.aborted) throw error;
    }
  }
}
