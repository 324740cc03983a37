/**
 * A recorded table, CSV or NDJSON, compressed with gzip or not, as a source of metrics. Formats: docs/sources/file.md.
 */
import { basename } from 'node:path';
import { requirePositive } from '../numeric/parameter-error.ts';
import { systemClock, systemSleep } from './host/edge.ts';
import type { Discovered, Sample, Source } from './source.ts';
import { fileChunks } from './tabular/bytes.ts';
import { medianPeriod, type Pace, paced } from './tabular/pace.ts';
import { discoverTable, type TableOptions, tableSamples } from './tabular/table.ts';

/** Rows from which it is learnt what the columns are, and samples from which the period is. */
const LEARNT_FROM = 100;
const DISCOVERED_FROM = 1000;

export interface FileSourceOptions extends TableOptions {
  readonly path: string;
  /** Default `file:` and the file's name. */
  readonly name?: string;
  /** Seconds between two samples. Default: the median of the first 100 samples. */
  readonly period?: number;
  /** Whether samples come in the time they were taken in; otherwise as fast as they are asked for. Default false. */
  readonly realtime?: boolean;
  /** How much faster than that, above 0. Default 1. */
  readonly speed?: number;
  /** Seconds since the epoch. */
  readonly clock?: () => number;
  /** Resolves after `seconds` or at the signal's abort, whichever is first; does not reject. */
  readonly sleep?: (seconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * @example
 * const source = await FileSource.open({ path: 'cpu.csv', labels: ['pod'] });
 * for await (const { timestamp, labels, metrics } of source.samples(signal)) console.log(timestamp, labels, metrics);
 */
export class FileSource implements Source {
  readonly name: string;
  readonly period: number;
  readonly recorded: boolean;
  readonly #options: FileSourceOptions;
  readonly #pace: Pace | undefined;

  private constructor(options: FileSourceOptions, period: number) {
    this.name = options.name ?? `file:${basename(options.path)}`;
    this.period = period;
    this.#options = options;
    const { realtime = false, speed = 1, clock = systemClock, sleep = systemSleep } = options;
    this.recorded = !realtime;
    this.#pace = realtime ? { speed, clock, sleep } : undefined;
  }

  /**
   * Reads the first samples, from which the period is known.
   *
   * @throws StorageError if the file cannot be read; InputError, which names line and column, if it is wrong so early;
   * UsageError or ParameterError for an option that cannot be
   */
  static async open(options: FileSourceOptions): Promise<FileSource> {
    requirePositive('speed', options.speed ?? 1);
    requirePositive('period', options.period ?? 1);
    const first: Sample[] = [];
    for await (const sample of samplesOf({ ...options, onNotice: undefined })) {
      if (first.push(sample) === LEARNT_FROM) break;
    }
    return new FileSource(options, options.period ?? medianPeriod(first));
  }

  /** Reads the file from its beginning, only as far as samples are asked for, and ends after the last of them. */
  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    const samples = samplesOf(this.#options);
    for await (const sample of this.#pace ? paced(samples, this.#pace, signal) : samples) {
      if (signal.aborted) return;
      yield sample;
    }
  }

  /** The columns of the first 1000 rows, or in the long shape their metrics. */
  async discover(_signal: AbortSignal): Promise<readonly Discovered[]> {
    const { path } = this.#options;
    return discoverTable(fileChunks(path), path, this.#options, DISCOVERED_FROM);
  }
}

function samplesOf(options: FileSourceOptions): AsyncGenerator<Sample, void, void> {
  return tableSamples(fileChunks(options.path), options.path, options, LEARNT_FROM);
}
