/**
 * Side-by-side measurement: every contender in the same run, rounds in alternating order, so that what the machine
 * does meanwhile falls on all of them; medians with their spread. Time per operation in microseconds.
 */
import { performance } from 'node:perf_hooks';

export interface Contender {
  readonly name: string;
  /** Does the work `count` times; what it returns is kept, so that the work cannot be left out. */
  run(count: number): unknown;
}

export interface Measured {
  readonly name: string;
  /** Median over the rounds, µs an operation. */
  readonly median: number;
  /** Lower and upper quartile, µs. */
  readonly quartiles: readonly [number, number];
  /** Median time of the first contender over this one's: above 1 is faster than the first. */
  readonly ratio: number;
  /** Of each round, in their order, µs an operation. */
  readonly times: readonly number[];
}

export interface MeasureOptions {
  readonly rounds?: number;
  /** Least length of a round of one contender, milliseconds. */
  readonly roundLength?: number;
}

/** Kept so that no result is ever dead. */
const sink: unknown[] = [];

async function time(contender: Contender, count: number): Promise<number> {
  const start = performance.now();
  sink[0] = await contender.run(count);
  return performance.now() - start;
}

/** Operations that take about a round; measuring them also warms the contender up. */
async function calibrate(contender: Contender, roundLength: number): Promise<number> {
  let count = 1;
  for (;;) {
    const elapsed = await time(contender, count);
    if (elapsed >= roundLength / 2) return Math.max(1, Math.round((count * roundLength) / elapsed));
    count *= 2;
  }
}

export async function compare(
  contenders: readonly Contender[],
  { rounds = 11, roundLength = 60 }: MeasureOptions = {},
): Promise<Measured[]> {
  const entrants = [];
  for (const contender of contenders) {
    entrants.push({ contender, count: await calibrate(contender, roundLength), times: [] as number[] });
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? entrants : [...entrants].reverse();
    for (const { contender, count, times } of order) {
      times.push((1000 * (await time(contender, count))) / count);
    }
  }
  return summarised(entrants.map(({ contender, times }) => ({ name: contender.name, times })));
}

/** @param rows the times of each contender, µs an operation; the rival first */
export function summarised(rows: readonly { name: string; times: readonly number[] }[]): Measured[] {
  const first = quantile(rows[0]?.times ?? [], 0.5);
  return rows.map(({ name, times }) => {
    const median = quantile(times, 0.5);
    return {
      name,
      median,
      quartiles: [quantile(times, 0.25), quantile(times, 0.75)],
      ratio: first / median,
      times,
    };
  });
}

/** Rows told by the unit where an operation of row i is `units(i)` of them. */
export function byUnit(rows: readonly Measured[], units: (i: number) => number): Measured[] {
  return summarised(
    rows.map(({ name, times }, i) => ({ name, times: times.map((time) => time / units(i)) })),
  );
}

/** Of a list that need not be sorted; linear between neighbours. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}
