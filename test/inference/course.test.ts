import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gaussian, seeded } from '../../src/bench/noises.ts';
import { Course } from '../../src/inference/course.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';

const HOUR = 3600;
const ROWS = 12;
const any = { absolute: 0, relative: 0 };

/** A value of a row each five minutes, at an hour of the series, with noise of one. */
type Shape = (hour: number) => number;

const wave =
  (height: number): Shape =>
  (hour) =>
    100 + height * Math.sin((Math.PI * hour) / 12);

/** Hours, from the first on, in which some reading surprised. */
function told(shape: Shape, days: number, { course = new Course(), from = 0, seed = 1, least = any } = {}) {
  const next = gaussian(seeded(seed));
  const found: number[] = [];
  for (let row = from * 24 * ROWS; row < (from + days) * 24 * ROWS; row++) {
    const hour = Math.floor(row / ROWS);
    if (course.observe(shape(hour) + next(), row * 300, least) && found.at(-1) !== hour) found.push(hour);
  }
  return found;
}

const lostAfter =
  (days: number, height: number): Shape =>
  (hour) =>
    hour < days * 24 ? wave(height)(hour) : 100;

test('a course that is gone is noticed within a day, whatever its height', () => {
  for (const height of [2, 4, 8, 80]) {
    const [first = 0, ...rest] = told(lostAfter(14, height), 16, { seed: height });
    assert.ok(first > 14 * 24 && first <= 15 * 24, `height ${height}: hour ${first}`);
    assert.ok(rest.length > 0);
  }
});

test('what keeps its course is not told, whatever else it does', () => {
  const kept: Readonly<Record<string, Shape>> = {
    'no course': () => 100,
    'a level more': (hour) => wave(4)(hour) + (hour < 400 ? 0 : 20),
    'half as high': (hour) => wave(hour < 400 ? 8 : 4.5)(hour),
    'an hour later': (hour) => wave(4)(hour < 400 ? hour : hour - 1),
    'another on two days of seven': (hour) => (Math.floor(hour / 24) % 7 < 5 ? wave(6)(hour) : 100),
  };
  for (const [name, shape] of Object.entries(kept)) {
    const found = Array.from({ length: 10 }, (_, seed) => told(shape, 40, { seed }).length);
    const series = found.filter((count) => count > 0).length;
    // A weekend of nothing but noise is held against another of nothing but noise.
    assert.ok(series <= (name.startsWith('another') ? 1 : 0), `${name}: ${series} of 10 series`);
  }
});

test('a loss that lasts surprises no more than 300 readings, and one after a day with its course surprises anew', () => {
  const course = new Course();
  let readings = 0;
  const next = gaussian(seeded(3));
  for (let row = 0; row < 24 * 24 * ROWS; row++) {
    const lost = course.observe(lostAfter(14, 8)(Math.floor(row / ROWS)) + next(), row * 300, any);
    if (lost) assert.is(lost.readings, ++readings);
  }
  assert.ok(readings > 100 && readings <= 300, `${readings}`);

  const twice: Shape = (hour) => {
    const day = Math.floor(hour / 24);
    return day === 14 || day === 24 ? 100 : wave(8)(hour);
  };
  const days = new Set(told(twice, 26).map((hour) => Math.floor(hour / 24)));
  assert.equal([...days], [14, 24]);
});

test('a course that rises and falls by less than a person would mind is not missed', () => {
  assert.equal(told(lostAfter(14, 8), 16, { least: { absolute: 0, relative: 0.25 } }), []);
  assert.equal(told(lostAfter(14, 8), 16, { least: { absolute: 20, relative: 0 } }), []);
  assert.ok(told(lostAfter(14, 8), 16, { least: { absolute: 5, relative: 0.05 } }).length > 0);
});

test('hours without a reading are no lost course, and leave what is known as it was', () => {
  const course = new Course();
  assert.equal(told(wave(8), 14, { course }), []);
  assert.equal(told(wave(8), 1, { course, from: 15 }), [], 'after a day of nothing');
  assert.ok(told(() => 100, 1, { course, from: 16 }).length > 0);
  assert.equal(told(wave(8), 10, { course, from: 1000 }), [], 'after years of nothing');
});

test('readings that are late, or beyond all bounds, change nothing', () => {
  const course = new Course();
  told(wave(8), 14, { course });
  const before = course.save();
  for (const value of [1e308, -1e200, Number.MAX_VALUE]) course.observe(value, 14 * 24 * HOUR - 1, any);
  course.observe(5, 13 * 24 * HOUR, any);
  assert.equal(course.save(), before);
});

test('a course goes on from its state as if it had never stopped', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 16 * 24 * ROWS }),
      fc.integer({ min: 1, max: 1000 }),
      (stop, seed) => {
        const next = gaussian(seeded(seed));
        const one = new Course();
        let other = new Course();
        for (let row = 0; row < 17 * 24 * ROWS; row++) {
          const value = lostAfter(14, 4)(Math.floor(row / ROWS)) + next();
          if (row === stop) other = new Course(JSON.parse(JSON.stringify(other.save())));
          assert.equal(other.observe(value, row * 300, any), one.observe(value, row * 300, any));
        }
        assert.equal(other.save(), one.save());
      },
    ),
    { numRuns: 5 },
  );
});

/** Surprises of the day after 14 with a wave, whose height is 8 deviations and a quarter of the level. */
function lastDay(detector: SurpriseDetector) {
  const next = gaussian(seeded(9));
  const found: string[] = [];
  for (let row = 0; row < 15 * 24 * ROWS; row++) {
    const hour = Math.floor(row / ROWS);
    const value = 20 + lostAfter(14, 8)(hour) - 100 + next();
    const { surprises } = detector.observe({ timestamp: row * 300, metrics: { orders: value } });
    if (hour >= 14 * 24) found.push(...surprises.map(({ reason }) => reason));
  }
  return found.filter((reason) => reason.includes('usual course'));
}

test('a detector surprises by it, says why, and tells of it once', () => {
  const scores: number[] = [];
  const detector = new SurpriseDetector({
    onScore: ({ told, reason }) => {
      if (told >= 0.75 && reason().includes('usual course')) scores.push(told);
    },
  });
  const [reason = ''] = lastDay(detector);
  assert.match(
    reason,
    /^orders [\d.]+: its usual course, [\d.]+ to [\d.]+ in these hours of the day, has been gone for 12 hours$/,
  );
  assert.equal(scores, [0.75]);
});

test('a threshold above its score, or the rule of an older ledger, leaves it out', () => {
  assert.equal(lastDay(new SurpriseDetector({ threshold: 0.8 })), []);
  const older = new SurpriseDetector({ rule: '2' });
  assert.equal(lastDay(older), []);
  assert.not.match(new TextDecoder().decode(older.save()), /"course"/);
  const newer = new SurpriseDetector();
  lastDay(newer);
  assert.match(new TextDecoder().decode(newer.save()), /"course"/);
});

test.run();
