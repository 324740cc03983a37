/** Series that change for good: until when that is an alarm, and whether the loss of a daily pattern is one at all. */
import { Course } from '../../inference/course.ts';
import { SurpriseDetector, type SurpriseRule } from '../../inference/surprise-detector.ts';
import { quantile } from '../measure.ts';
import { type Chance, gaussian, noises, seeded } from '../noises.ts';
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
    const noticed = (rule: SurpriseRule) =>
      Array.from({ length: SEEDS }, (_, seed) => lost(seeded(500 + seed), height, rule)).flatMap(
        (at) => at ?? [],
      );
    const [scores, course] = [noticed('2'), noticed('3')];
    const median = course.length > 0 ? rounded(quantile(course, 0.5)) : '–';
    return [height, `${scores.length} of ${SEEDS}`, `${course.length} of ${SEEDS}`, median];
  });
  return {
    title: `A daily wave lost after ${LEARNT_DAYS} days of a row each five minutes: what stays is its middle and the noise`,
    columns: [
      'height of the wave, deviations of the noise',
      'noticed within two days, by scores',
      'with the course of the day',
      'rows to the first surprise, median',
    ],
    rows,
  };
}

/** Rows from the loss to the first surprise after it that is not one that began before. */
function lost(next: Chance, height: number, rule: SurpriseRule): number | undefined {
  const normal = gaussian(next);
  const detector = new SurpriseDetector({ leastChange: () => ({ absolute: 0, relative: 0 }), rule });
  let before = 0;
  for (let t = 0; t < (LEARNT_DAYS + 2) * DAY_ROWS; t++) {
    const since = t - LEARNT_DAYS * DAY_ROWS;
    const wave = since < 0 ? height * Math.sin((2 * Math.PI * t) / DAY_ROWS) : 0;
    const { anoms } = detector.observe({ timestamp: t * 300, metrics: { x: 100 + wave + normal() } });
    if (since >= 0 && anoms > before) return since;
    before = anoms;
  }
  return undefined;
}

const KEPT_DAYS = 60;

/** Days that change and keep their course, or have none: how often that is told as a loss. */
export function keptPattern(): Table {
  const kinds: Readonly<Record<string, (day: number, turn: number) => number>> = {
    'no course at all': () => 0,
    'a wave of 4 deviations': (_, turn) => 4 * Math.sin(turn),
    'the same, a level more of 10 from day 30 on': (day, turn) => 4 * Math.sin(turn) + (day < 30 ? 0 : 10),
    'the same, three quarters as high from day 30 on': (day, turn) => (day < 30 ? 4 : 3) * Math.sin(turn),
    'the same, an hour later from day 30 on': (day, turn) =>
      4 * Math.sin(turn - (day < 30 ? 0 : Math.PI / 12)),
    'the same, none on two days of each seven': (day, turn) => (day % 7 < 5 ? 4 * Math.sin(turn) : 0),
  };
  return {
    title: `Days of a row each five minutes that keep their course, ${SEEDS} series of ${KEPT_DAYS} days: how many are told of a lost one`,
    columns: ['course', 'series told', 'days told, of all'],
    rows: Object.entries(kinds).map(([name, course]) => {
      const told = Array.from({ length: SEEDS }, (_, seed) => toldDays(seeded(700 + seed), course));
      const days = told.reduce((sum, count) => sum + count, 0);
      return [
        name,
        `${told.filter((count) => count > 0).length} of ${SEEDS}`,
        `${days} of ${SEEDS * KEPT_DAYS}`,
      ];
    }),
  };
}

function toldDays(next: Chance, course: (day: number, turn: number) => number): number {
  const normal = gaussian(next);
  const watcher = new Course();
  const days = new Set<number>();
  for (let t = 0; t < KEPT_DAYS * DAY_ROWS; t++) {
    const day = Math.floor(t / DAY_ROWS);
    const value = 100 + course(day, (2 * Math.PI * t) / DAY_ROWS) + normal();
    if (watcher.observe(value, t * 300, { absolute: 0, relative: 0 })) days.add(day);
  }
  return days.size;
}
