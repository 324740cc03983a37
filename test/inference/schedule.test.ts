import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { gaussian, seeded } from '../../src/bench/noises.ts';
import type { Detector } from '../../src/inference/detector.ts';
import { detectorOf } from '../../src/inference/detectors.ts';
import { Schedule } from '../../src/inference/schedule.ts';
import { SurpriseDetector } from '../../src/inference/surprise-detector.ts';

/** Whether each burst, of `length` samples of the values given, was expected in all its readings. */
function bursts(beginnings: readonly number[], value: (burst: number) => number, length = () => 20) {
  const schedule = new Schedule();
  return beginnings.map((from, burst) => {
    const readings = Array.from({ length: length() }, (_, i) =>
      schedule.expects(value(burst), from + i, from + i, 1),
    );
    return readings.every((expected) => expected);
  });
}

const hours = (count: number): number[] => Array.from({ length: count }, (_, i) => 3600 * i);

test('three bursts of a schedule surprise, those that follow do not', () => {
  assert.equal(
    bursts(hours(6), () => 7),
    [false, false, false, true, true, true],
  );
});

test('a burst that is seen late by a few samples, or not at all, leaves the schedule as it is', () => {
  const beginnings = [0, 3602, 7199, 10_803, 18_000, 21_600];
  assert.equal(bursts(beginnings, () => 7).slice(3), [true, true, true]);
});

test('a burst in the middle between two of a schedule surprises', () => {
  assert.is(bursts([...hours(10), 9.5 * 3600], () => 7).at(-1), false);
});

test('a burst that is higher or lasts longer than the schedule has it surprises', () => {
  assert.is(bursts(hours(6), (burst) => (burst === 5 ? 12 : 7))[5], false);
  let count = 0;
  const lengths = bursts(
    hours(6),
    () => 7,
    () => (++count === 6 ? 90 : 20),
  );
  assert.equal(lengths.slice(3), [true, true, false]);
});

test('bursts at times that nobody has set go on surprising', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 400, max: 20_000 }), { minLength: 4, maxLength: 4 }), (gaps) => {
      let at = 0;
      const beginnings = gaps.map((gap) => {
        at += gap;
        return at;
      });
      const last = beginnings.at(-1) ?? 0;
      const back = beginnings.slice(0, -1).map((from) => last - from);
      // Whether all three lie on multiples of one of the periods that could be meant.
      const onOne = back.some((gap) =>
        [1, 2, 3].some((m) => {
          const period = gap / m;
          const near = (k: number): boolean => back.some((one) => Math.abs(one - k * period) <= 5);
          return period >= 300 && [3, 4].some((k) => [1, 2, 3, 4].slice(0, k).filter(near).length >= 3);
        }),
      );
      assert.is(bursts(beginnings, () => 7).at(-1), onOne);
    }),
    { numRuns: 300 },
  );
});

/** The most families that surprise in each hour's job, which lifts four of them, and in a fault between two jobs. */
function hourlyJobs(detector: Detector): { readonly jobs: number[]; readonly fault: number } {
  const normal = gaussian(seeded(7));
  const jobs: number[] = [];
  let fault = 0;
  for (let t = 0; t < 7 * 3600; t++) {
    const hour = Math.floor(t / 3600);
    const busy = hour > 0 && t % 3600 < 20 ? 60 : 0;
    const broken = t >= 6.5 * 3600 && t < 6.5 * 3600 + 20 ? 60 : 0;
    const names = ['cpu_x', 'disk_x', 'net_x', 'io_x'];
    const metrics = Object.fromEntries(names.map((name) => [name, 100 + busy + broken + normal()]));
    const { anoms } = detector.observe({ timestamp: t, metrics });
    if (t % 3600 < 20) jobs[hour] = Math.max(jobs[hour] ?? 0, anoms);
    if (broken > 0) fault = Math.max(fault, anoms);
  }
  return { jobs: jobs.slice(1), fault };
}

test('four families that an hourly job lifts at once count three times, and a fault between two jobs counts', () => {
  assert.equal(hourlyJobs(new SurpriseDetector()), { jobs: [4, 4, 4, 0, 0, 0], fault: 4 });
});

test('a ledger of the first version of the rule was decided without schedules', () => {
  const options = { threshold: 0.5, thresholds: {}, window: 3 };
  const [first, second] = ['1', '2'].map((version) => detectorOf({ name: 'surprise', version, options }));
  assert.ok(first && second);
  assert.equal([first.options, second.options], [options, options]);
  assert.equal(hourlyJobs(first).jobs, [4, 4, 4, 4, 4, 4]);
  assert.equal(hourlyJobs(second).jobs, [4, 4, 4, 0, 0, 0]);
});

test.run();
