/**
 * A hundred thousand series in one process: the memory that they take, and the time of a sample of all of them.
 * Prints one JSON document.
 *
 *   node src/bench/detector-series.ts [series, default 100,000]
 */
import { performance } from 'node:perf_hooks';
import { DetectorBank } from '../numeric/index.ts';
import { quantile } from './measure.ts';
import { gaussian, seeded } from './noises.ts';

const series = Number(process.argv[2] ?? 100_000);
const ROUNDS = 15;

const before = process.memoryUsage().rss;
const bank = new DetectorBank();
for (let i = 0; i < series; i++) bank.add();
const normal = gaussian(seeded(1));
const values = new Float64Array(series);
const times: number[] = [];
// Past the samples from which scales are taken, so that every part of the work is done.
for (let round = 0; round < 110 + ROUNDS; round++) {
  for (let i = 0; i < series; i++) values[i] = normal();
  const start = performance.now();
  bank.detectAll(round, values);
  if (round >= 110) times.push((1e6 * (performance.now() - start)) / series);
}
const grown = process.memoryUsage().rss - before;
console.log(
  JSON.stringify({
    series,
    stateBytes: DetectorBank.stateBytes,
    states: bank.bytes,
    residentBytes: grown,
    nanosecondsASample: {
      median: Math.round(quantile(times, 0.5)),
      quartiles: [Math.round(quantile(times, 0.25)), Math.round(quantile(times, 0.75))],
    },
  }),
);
