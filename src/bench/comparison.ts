/**
 * What got slower or faster between two runs, beyond the noise. The rule, for each row that both have:
 *
 *   r        median time now over median time then
 *   interval 99 % of r over resampled rounds (percentile bootstrap; Efron and Tibshirani, An Introduction to the
 *            Bootstrap, 1993, ch. 13): rounds of either run drawn with replacement, as many as there were
 *   slower   the whole interval is above 1 + DRIFT; faster: it is below 1 / (1 + DRIFT)
 *
 * DRIFT is what two runs of one build differ by though the rounds of each agree: the machine is in another state.
 */
import { InputError } from '../core/errors.ts';
import type { BenchDocument, Row } from './document.ts';
import { quantile } from './measure.ts';

export const DRIFT = 0.05;
const CONFIDENCE = 0.99;
const RESAMPLES = 2000;
/** Medians of fewer rounds say nothing about noise. */
export const LEAST_ROUNDS = 5;

export type Verdict = 'slower' | 'faster' | 'same';

export interface RowComparison {
  readonly suite: string;
  readonly name: string;
  /** Time now over time then: above 1 is slower. */
  readonly ratio: number;
  readonly interval: readonly [number, number];
  readonly verdict: Verdict;
}

export interface Comparison {
  /** The file of the older run. */
  readonly with: string;
  readonly version: string;
  readonly began: string;
  readonly runtime: string;
  readonly rule: string;
  /** Where others were at work in one of the runs and not in the other: what looks slower may be they. */
  readonly warning: string | null;
  readonly rows: readonly RowComparison[];
  /** Rows that only one of the runs has. */
  readonly unmatched: readonly {
    readonly suite: string;
    readonly name: string;
    readonly in: 'old' | 'new';
  }[];
}

export const RULE = `slower or faster: the ${100 * CONFIDENCE} % bootstrap interval of the ratio of medians (now over then) lies wholly beyond ${100 * DRIFT} %`;

/**
 * @param where the file of the older run, for messages
 * @throws InputError where the runs are not of one machine and runtime, or had too few rounds
 */
export function compareRuns(before: BenchDocument, now: BenchDocument, where: string): Comparison {
  requireSameMachine(before, now, where);
  for (const [run, what] of [
    [before, where],
    [now, 'this run'],
  ] as const)
    requireRounds(run, what);
  const old = new Map(keyed(before));
  const recent = new Map(keyed(now));
  const rows: RowComparison[] = [];
  for (const [key, { suite, row }] of recent) {
    const then = old.get(key);
    if (then) rows.push({ suite, name: row.name, ...compareTimes(then.row.times, row.times) });
  }
  const only = (those: typeof old, others: typeof old, run: 'old' | 'new') =>
    [...those]
      .filter(([key]) => !others.has(key))
      .map(([, { suite, row }]) => ({ suite, name: row.name, in: run }));
  return {
    with: where,
    version: before.version,
    began: before.began,
    runtime: before.machine.runtime,
    rule: RULE,
    warning: loadWarning(before, now),
    rows,
    unmatched: [...only(recent, old, 'new'), ...only(old, recent, 'old')],
  };
}

/** Load averages of two runs that are further apart than this are not of one machine's state. */
const LOAD_APART = 1;

function loadWarning({ load: then }: BenchDocument, { load: here }: BenchDocument): string | null {
  // What the run itself takes is in both at the end.
  const apart = Math.max(Math.abs(then.before - here.before), Math.abs(then.after - here.after));
  if (apart <= LOAD_APART) return null;
  const told = ({ before, after }: BenchDocument['load']): string =>
    `${before.toFixed(1)} to ${after.toFixed(1)}`;
  return `the load average was ${told(then)} then and is ${told(here)} now: a mark may be the work of others`;
}

function keyed({ suites }: BenchDocument): [string, { suite: string; row: Row }][] {
  return suites.flatMap(({ suite, rows }) =>
    rows.map((row): [string, { suite: string; row: Row }] => [
      JSON.stringify([suite, row.name]),
      { suite, row },
    ]),
  );
}

/** @param before rounds of the older run, `now` of the newer, in one unit */
export function compareTimes(
  before: readonly number[],
  now: readonly number[],
): Pick<RowComparison, 'ratio' | 'interval' | 'verdict'> {
  const ratio = quantile(now, 0.5) / quantile(before, 0.5);
  const random = generator(before.length * 65_537 + now.length);
  const ratios = Array.from(
    { length: RESAMPLES },
    () => quantile(resampled(now, random), 0.5) / quantile(resampled(before, random), 0.5),
  );
  const tail = (1 - CONFIDENCE) / 2;
  const [low, high] = [quantile(ratios, tail), quantile(ratios, 1 - tail)];
  const verdict = low > 1 + DRIFT ? 'slower' : high < 1 / (1 + DRIFT) ? 'faster' : 'same';
  return { ratio, interval: [low, high], verdict };
}

function resampled(times: readonly number[], random: () => number): number[] {
  return times.map(() => times[Math.floor(random() * times.length)] ?? Number.NaN);
}

/** Seeded (xorshift32; Marsaglia, Xorshift RNGs, 2003): the same runs give the same verdicts. [0, 1) */
function generator(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function requireSameMachine(before: BenchDocument, now: BenchDocument, where: string): void {
  const [then, here] = [before.machine, now.machine];
  const runtimeOf = (runtime: string): string => runtime.split(' ')[0] ?? runtime;
  const fields: readonly (readonly [string, string | number, string | number])[] = [
    ['runtime', runtimeOf(then.runtime), runtimeOf(here.runtime)],
    ['processor', then.processor, here.processor],
    ['processors', then.processors, here.processors],
    ['system', then.system, here.system],
  ];
  for (const [field, old, recent] of fields) {
    if (old === recent) continue;
    throw new InputError(
      `${where} was measured on another machine: its ${field} is ${old}, here it is ${recent}`,
      {
        code: 'ERR_BENCH_MACHINE',
        fix: 'Times of two machines or runtimes say nothing about the program: measure the older build here.',
      },
    );
  }
}

function requireRounds({ suites }: BenchDocument, what: string): void {
  for (const { suite, rows } of suites) {
    const short = rows.find(({ times }) => times.length < LEAST_ROUNDS);
    if (!short) continue;
    throw new InputError(
      `${what} has ${short.times.length} rounds of ${suite}, which is too few to tell noise`,
      {
        code: 'ERR_BENCH_ROUNDS',
        fix: `Measure with --rounds ${LEAST_ROUNDS} or more.`,
      },
    );
  }
}
