/**
 * How often the robust detector cries at noise alone, and what it costs (DESIGN §3.3: four families surprising at
 * once are an ALERT, and noise is to reach that less than once in 2.6 million samples). Prints one JSON document.
 *
 *   node src/bench/detector-noise.ts [samples per noise, default 200000]
 *
 * 20 metrics in 5 families of 4, of no known unit, so that no absolute floor hides the noise: the hardest case.
 * Metrics are independent, but for `bursts`, which strike a whole family at once. Seeded: the counts are the same
 * on one runtime every time (the generators use Math.log and Math.sin, the detector does not).
 */
import { RobustDetector } from '../inference/robust-detector.ts';

const FAMILIES = 5;
const PER_FAMILY = 4;

type Random = () => number;
/** One step of one family: its four readings. */
type Noise = (random: Random, family: number) => () => number[];

/** Uniform in (0,1): a 32-bit mixing generator, enough for a benchmark. */
function generator(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (((z ^ (z >>> 15)) >>> 0) + 0.5) / 2 ** 32;
  };
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}

function laplace(random: Random): number {
  const u = random() - 0.5;
  return u < 0 ? Math.log(1 + 2 * u) : -Math.log(1 - 2 * u);
}

const pareto = (random: Random, alpha: number): number => random() ** (-1 / alpha);

/** The same law for each of the four, each with its own state. */
function each(make: (random: Random, index: number) => () => number): Noise {
  return (random, family) => {
    const steps = Array.from({ length: PER_FAMILY }, (_, i) => make(random, family * PER_FAMILY + i));
    return () => steps.map((step) => step());
  };
}

function autoregressive(random: Random, phi: number): () => number {
  let x = 0;
  return () => {
    x = phi * x + gaussian(random);
    return 100 + x;
  };
}

/** Idle at `idle`; a burst begins with `rate`, lasts `length` samples on average, with heights of a Pareto law. */
function bursts(random: Random, rate: number, length: number, idle: number): () => number[] {
  let left = 0;
  let height = 0;
  return () => {
    if (left === 0 && random() < rate) {
      left = 1 + Math.floor(-Math.log(random()) * (length - 1));
      height = 10 * pareto(random, 1.2);
    }
    const level = left > 0 ? height : 0;
    if (left > 0) left -= 1;
    return Array.from({ length: PER_FAMILY }, () => idle * (1 + 0.1 * random()) + level * (0.5 + random()));
  };
}

const NOISES: Record<string, Noise> = {
  gaussian: each((random) => () => 100 + gaussian(random)),
  laplace: each((random) => () => 100 + laplace(random)),
  lognormal: each((random) => () => Math.exp(gaussian(random))),
  'pareto 1.2': each((random) => () => pareto(random, 1.2)),
  'spikes of one sample, 1 in 100, on 0': each(
    (random) => () => (random() < 0.01 ? 10 * pareto(random, 1.2) : 0),
  ),
  'bursts of 5, 1 in 60': (random) => bursts(random, 1 / 60, 5, 1),
  'bursts of 5, 1 in 300, on 0': (random) => bursts(random, 1 / 300, 5, 0),
  'bursts of 20, 1 in 600': (random) => bursts(random, 1 / 600, 20, 1),
  'AR(1) 0.9': each((random) => autoregressive(random, 0.9)),
  'AR(1) 0.99': each((random) => autoregressive(random, 0.99)),
  'square, period 17 to 150': each((random, i) => {
    let t = 0;
    return () => (t++ % (17 + 7 * i) < 8 ? 50 : 10) + gaussian(random);
  }),
};
const KINDS = Object.values(NOISES);
NOISES['a kind a family'] = (random, family) =>
  (KINDS[(family * 2 + 1) % KINDS.length] ?? bursts5)(random, family);

function bursts5(random: Random): () => number[] {
  return bursts(random, 1 / 60, 5, 1);
}

function run(noise: Noise, samples: number, confirm: number) {
  const random = generator(20240229);
  const families = Array.from({ length: FAMILIES }, (_, family) => noise(random, family));
  const detector = new RobustDetector({ confirm });
  const atLeast = [0, 0, 0, 0, 0, 0];
  let spent = 0;
  for (let t = 0; t < samples; t++) {
    const metrics: Record<string, number> = {};
    for (const [family, step] of families.entries()) {
      for (const [i, value] of step().entries()) metrics[`family${family}.m${i}`] = value;
    }
    const start = performance.now();
    const { anoms } = detector.observe({ timestamp: t, metrics });
    spent += performance.now() - start;
    for (let n = 1; n <= anoms; n++) atLeast[n] = (atLeast[n] ?? 0) + 1;
  }
  const [, one = 0, two = 0, three = 0, four = 0] = atLeast;
  const microseconds = (spent * 1000) / samples / (FAMILIES * PER_FAMILY);
  return { atLeast: { 1: one, 2: two, 3: three, 4: four }, usPerReading: Number(microseconds.toFixed(3)) };
}

const samples = Number(process.argv[2] ?? 200_000);
const rows = Object.entries(NOISES).map(([noise, make]) => ({
  noise,
  samples,
  ...run(make, samples, 2),
  unconfirmed: run(make, Math.ceil(samples / 4), 1).atLeast,
}));
const total = {
  samples: rows.length * samples,
  atLeast4: rows.reduce((sum, row) => sum + row.atLeast[4], 0),
};
console.log(JSON.stringify({ families: FAMILIES, metrics: FAMILIES * PER_FAMILY, rows, total }, null, 1));
