/**
 * How often noise alone makes several families surprise at once (DESIGN §3.3: four are ALERT with the default model,
 * and noise is to reach that less than once in a month of beats, 2.6 million). Prints one JSON document.
 *
 *   node src/bench/detector-noise.ts [samples, default 2,600,000]
 *
 * Families of nine shapes of noise, two metrics each, independent of each other; and the same with bursts that all
 * of them share once in an hour, as a scheduled job makes them.
 */
import { SurpriseDetector } from '../inference/surprise-detector.ts';
import { DetectorBank } from '../numeric/index.ts';
import { noises, seeded } from './noises.ts';

const samples = Number(process.argv[2] ?? 2_600_000);
const HOUR = 3600;
const BURST = 20;

function simulate(bursts: boolean): object {
  const sources = Object.entries(noises(seeded(bursts ? 2 : 1)));
  const detector = new SurpriseDetector({ leastChange: () => ({ absolute: 0, relative: 0 }) });
  /** Samples at which so many families surprised. */
  const counts = new Array<number>(sources.length + 1).fill(0);
  for (let t = 0; t < samples; t++) {
    const metrics: Record<string, number> = {};
    const busy = bursts && t % HOUR < BURST;
    for (const [name, noise] of sources) {
      metrics[`${name}.a`] = noise() + (busy ? 5 : 0);
      metrics[`${name}.b`] = noise();
    }
    const { anoms } = detector.observe({ timestamp: t, metrics });
    counts[anoms] = (counts[anoms] ?? 0) + 1;
  }
  const last = counts.findLastIndex((count) => count > 0);
  return { samples, families: sources.length, bursts, samplesByAnoms: counts.slice(0, last + 1) };
}

console.log(
  JSON.stringify({
    stateBytes: DetectorBank.stateBytes,
    independent: simulate(false),
    sharedBursts: simulate(true),
  }),
);
