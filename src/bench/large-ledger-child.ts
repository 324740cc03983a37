/** A process of its own that builds or verifies a ledger, and tells its time and its memory as one JSON document. */
import { performance } from 'node:perf_hooks';
import { verifyLedger } from '../ledger/verification.ts';
import { buildLedger } from './ledger-data.ts';

const [task, dir = '', number = '1'] = process.argv.slice(2);
const resident = (): number => Math.round(process.memoryUsage().rss / 1e6);
const series: number[] = [];
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, resident());
}, 5);
const start = performance.now();
if (task === 'build') await buildLedger(Number(number), { dir }, () => series.push(resident()));
else {
  await verifyLedger(dir, {
    jobs: Number(number),
    // More often than a timer comes to its turn.
    onProgress: () => {
      peak = Math.max(peak, resident());
    },
  });
}
const seconds = (performance.now() - start) / 1000;
clearInterval(watch);
process.stdout.write(JSON.stringify({ seconds, series, peak: Math.max(peak, resident()) }));
