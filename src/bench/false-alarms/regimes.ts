/** Series that change for good: until when that is an alarm, and whether the loss of a daily pattern is one at all. */
import { SurpriseDetector } from '../../inference/surprise-detector.ts';
import { quantile } from '../measure.ts';
import { type Chance, gaussian, noises, seeded } from '../noises.ts';
import { THRESHOLD } from './supervision.ts';
import { rounded, type Table } from './table.ts';

const SEEDS = 20;
const BEFORE = 5000;
const AFTER = 5000;

const CHANGES: Readonly<Record<string, (value: number, at: number) => number>> = {
  'level by 5 deviations': (value) => value + 5,
  'level by 50 deviations': (value) => value + 50,
  'spread threefold': (value) => value * 3,
  'spread to a tenth': (value) => value / 10,
  'level and spread': (value) => 3 * value + 20,
  'a slow drift, 10 deviations in 1,000': (value, at) => value + Math.min(10, at / 100),
};

export function regimeTable(): Table {
  const shapes = ['gaussian', 'uniform', 'log-normal', 'poisson', 'slow waves'];
  return {
    title: `Change of regime after ${BEFORE} samples, ${SEEDS} seeds of ${shapes.length} shapes: samples to the first alarm, and to the end of the last one in ${AFTER}`,
    columns: ['change', 'noticed', 'first, median', 'last, median', 'last, 90 %', 'last, most'],
    rows: Object.entries(CHANGES).map(([name, change]) => {
      const runs = shapes.flatMap((shape) =>
        Array.from({ length: SEEDS }, (_, seed) => alarmsAfter(shape, 100 + seed, change)),
      );
      const noticed = runs.filter(({ first }) => first !== undefined);
      const firsts = noticed.map(({ first }) => first ?? 0);
      const lasts = noticed.map(({ last }) => last);
      return [
        name,
        `${noticed.length} of ${runs.length}`,
        rounded(quantile(firsts, 0.5)),
        ...[0.5, 0.9, 1].map((share) => rounded(quantile(lasts, share))),
      ];
    }),
  };
}

/** Alarms within the first 1,000 samples after the change belong to it. */
const OWN = 1000;

function alarmsAfter(shape: string, seed: number, change: (value: number, at: number) => number) {
  const next = noises(seeded(seed))[shape] ?? gaussian(seeded(seed));
  const detector = new SurpriseDetector({ leastChange: () => ({ absolute: 0, relative: 0 }) });
  let first: number | undefined;
  let last = 0;
  for (let t = 0; t < BEFORE + AFTER; t++) {
    const at = t - BEFORE;
    const value = at < 0 ? next() : change(next(), at);
    const { anoms } = detector.observe({ timestamp: t, metrics: { x: value } });
    if (at < 0 || anoms === 0 || (first === undefined && at > OWN)) continue;
    first ??= at;
    // Noise alone surprises now and then: what comes long after belongs to nothing.
    if (at - last <= OWN) last = at;
  }
  return { first, last };
}

const DAY_ROWS = 288;
const LEARNT_DAYS = 14;

export function lostPattern(): Table {
  const rows = [1, 2, 4, 8].map((height) => {
    const runs = Array.from({ length: SEEDS }, (_, seed) => lost(seeded(500 + seed), height));
    const noticed = runs.flatMap((at) => at ?? []);
    const median = noticed.length > 0 ? rounded(quantile(noticed, 0.5)) : '–';
    return [height, `${noticed.length} of ${runs.length}`, median];
  });
  return {
    title: `A daily wave lost after ${LEARNT_DAYS} days of a row each five minutes: what stays is its middle and the noise`,
    columns: [
      'height of the wave, deviations of the noise',
      'noticed within two days',
      'rows to the first alarm, median',
    ],
    rows,
  };
}

function lost(next: Chance, height: number): number | undefined {
  const normal = gaussian(next);
  let found: number | undefined;
  let t = 0;
  const detector = new SurpriseDetector({
    leastChange: () => ({ absolute: 0, relative: 0 }),
    onScore: ({ told }) => {
      if (t >= LEARNT_DAYS * DAY_ROWS && told >= THRESHOLD) found ??= t - LEARNT_DAYS * DAY_ROWS;
    },
  });
  for (; t < (LEARNT_DAYS + 2) * DAY_ROWS; t++) {
    const wave = t < LEARNT_DAYS * DAY_ROWS ? height * Math.sin((2 * Math.PI * t) / DAY_ROWS) : 0;
    detector.observe({ timestamp: t * 300, metrics: { x: 100 + wave + normal() } });
  }
  return found;
}
