/** The detector's kernel: what its score means, what it forgives, what it finds, and the same bits everywhere. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ReferenceDetector } from '../../src/bench/detector-reference.ts';
import { type Chance, gaussian, noises, seeded } from '../../src/bench/noises.ts';
import { DetectorBank } from '../../src/numeric/detector-bank.ts';

/** Scores of a series, a sample every `step` seconds. */
function scores(values: Iterable<number>, { step = 1, told = false, start = 0 } = {}): number[] {
  const bank = new DetectorBank();
  const series = bank.add();
  let t = start - step;
  return Array.from(values, (value) => {
    t += step;
    const score = bank.detect(series, t, value);
    return told ? bank.told : score;
  });
}

const take = (count: number, next: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => next(i));
const shareFrom = (found: readonly number[], level: number): number =>
  found.filter((score) => score >= level).length / found.length;

test('a score is the decades of its rarity, whatever the shape of the noise', () => {
  const samples = 60_000;
  for (const [name, noise] of Object.entries(noises(seeded(7)))) {
    const found = scores(take(samples, noise)).slice(2000);
    const [hundredth, thousandth, rare] = [1 / 3, 1 / 2, 2 / 3].map((level) => shareFrom(found, level));
    assert.ok(hundredth !== undefined && hundredth > 0.001 && hundredth < 0.03, `${name}: 1/3 ${hundredth}`);
    assert.ok(
      thousandth !== undefined && thousandth > 1e-5 && thousandth < 0.004,
      `${name}: 1/2 ${thousandth}`,
    );
    assert.ok(rare !== undefined && rare < 0.001, `${name}: 2/3 ${rare}`);
  }
});

test('nothing is scored before the warm-up, and a constant never is', () => {
  const normal = gaussian(seeded(1));
  assert.ok(scores(take(DetectorBank.warmUp, normal)).every((score) => score === 0));
  for (const value of [0, 5, -1e9, 1e-12]) {
    assert.ok(
      scores(take(5000, () => value)).every((score) => score < 1e-6),
      `${value}`,
    );
  }
});

test('unknown values change nothing', () => {
  const normal = gaussian(seeded(2));
  const values = take(1500, normal);
  const bank = new DetectorBank();
  const [plain, holed] = [bank.add(), bank.add()];
  const unknown = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e200, -1.7e308];
  values.forEach((value, t) => {
    assert.is(bank.detect(holed, t, unknown[t % unknown.length] ?? 0), 0);
    assert.is(bank.detect(holed, t, value), bank.detect(plain, t, value));
  });
});

test('any numbers give a score in [0, 1], and what is usual stays a number', () => {
  const anything = fc.oneof(
    fc.double(),
    fc.double({ min: -1e150, max: 1e150 }),
    fc.constantFrom(0, -0, 5e-324, 1e150, -1e150, 1, 1e-300),
  );
  fc.assert(
    fc.property(fc.array(anything, { minLength: 250, maxLength: 600 }), (values) => {
      const bank = new DetectorBank();
      const series = bank.add();
      values.forEach((value, t) => {
        const score = bank.detect(series, t, value);
        assert.ok(score >= 0 && score <= 1, `${value} scores ${score}`);
        assert.ok(bank.told >= 0 && bank.told <= score);
      });
    }),
    { numRuns: 60 },
  );
});

test('a value beyond all that was seen is an alarm at once, and so is a change of spread', () => {
  const normal = gaussian(seeded(3));
  const spike = scores([...take(1000, normal), 12]);
  assert.ok((spike.at(-1) ?? 0) >= 0.6, `${spike.at(-1)}`);
  const louder = scores([...take(2000, normal), ...take(60, () => 5 * normal())], { told: true }).slice(2000);
  assert.ok(louder.some((score) => score >= DetectorBank.alarm));
});

test('a metric that stands still is an alarm', () => {
  const normal = gaussian(seeded(4));
  const found = scores([...take(3000, normal), ...take(300, () => 0.1)], { told: true }).slice(3000);
  assert.ok(found.some((score) => score >= DetectorBank.alarm));
});

/** A day of 288 samples: busy from 9 to 18 hours. */
const daily = (random: Chance) => (i: number) => {
  const hour = (i / 12) % 24;
  return (hour >= 9 && hour < 18 ? 80 : 20) + gaussian(random)();
};

test('a daily pattern that is lost is found, though every value was seen before', () => {
  const random = seeded(5);
  const day = daily(random);
  const values = take(288 * 14, (i) => (Math.floor(i / 288) === 12 ? 20 + gaussian(random)() : day(i)));
  const found = scores(values, { step: 300, told: true });
  const alarms = (from: number, to: number): number =>
    found.slice(from, to).filter((score) => score >= DetectorBank.alarm).length;
  assert.is(alarms(288 * 10, 288 * 12 + 108), 0);
  assert.ok(alarms(288 * 12 + 108, 288 * 12 + 120) > 0, 'within an hour of the rise that did not come');
});

/** Samples within which alarms of a new regime end. */
const REGIME = 300;

test(`after a change of regime alarms end within ${REGIME} samples`, () => {
  const random = seeded(6);
  const normal = gaussian(random);
  const regimes: Readonly<Record<string, () => number>> = {
    higher: () => 50 + normal(),
    'much higher': () => 1e7 + normal(),
    louder: () => 30 * normal(),
    quieter: () => 0.01 * normal(),
    stopped: () => 0,
  };
  for (const [name, regime] of Object.entries(regimes)) {
    const found = scores([...take(4000, normal), ...take(3000, regime)], { told: true });
    const alarms = (from: number, to: number): number =>
      found.slice(from, to).filter((score) => score >= DetectorBank.alarm).length;
    assert.ok(alarms(4000, 4000 + REGIME) >= 1, `${name} is noticed`);
    const after = alarms(4000 + REGIME, 7000);
    assert.ok(after <= 12, `${name}: ${after} alarms in 2,700 samples of what is usual by then`);
  }
});

test('in a regime far from the first a small change of its own is found', () => {
  const normal = gaussian(seeded(8));
  const far = (shift: number) => () => 1e7 + shift + normal();
  const found = scores([...take(1000, normal), ...take(6000, far(0)), ...take(40, far(15))]);
  assert.ok(Math.max(...found.slice(-40)) >= 0.5);
});

test('a series scaled or shifted scores the same', () => {
  const values = take(3000, gaussian(seeded(9)));
  const plain = scores(values);
  for (const [scale, shift] of [
    [1024, 0],
    [1 / 1024, 0],
    [1, 1000],
    [-1, 0],
  ] as const) {
    const other = scores(values.map((value) => value * scale + shift));
    const off = plain.filter((score, i) => Math.abs(score - (other[i] ?? 2)) > 1e-6).length;
    assert.ok(off <= 30, `${scale}x + ${shift}: ${off} scores differ`);
  }
});

test('an alarm is told once, and again where it is a hundred times less likely', () => {
  const random = seeded(10);
  const values = take(2000, () => random());
  const found = scores([...values, 2, 0.1, 0.2, 0.3, 400], { told: true }).slice(2000);
  assert.ok((found[0] ?? 0) >= DetectorBank.alarm);
  assert.ok(found.slice(1, 4).every((score) => score < DetectorBank.alarm));
  assert.ok((found[4] ?? 0) >= DetectorBank.alarm);
});

test('many series at once score as one by one, also after others came and went', () => {
  const random = seeded(11);
  const [bank, single] = [new DetectorBank(), new DetectorBank()];
  const count = 200;
  const one: number[] = [];
  for (let i = 0; i < count; i++) {
    bank.add();
    one.push(single.add());
  }
  for (let t = 0; t < 400; t++) {
    const values = Float64Array.from({ length: count }, (_, i) =>
      i % 7 === t % 7 ? Number.NaN : random() * (i + 1),
    );
    const together = bank.detectAll(t, values);
    one.forEach((series, i) => {
      single.detect(series, t, values[i] ?? Number.NaN);
      assert.is(together[i], single.told);
    });
  }
  bank.remove(17);
  assert.is(bank.add(), 17);
  assert.is(bank.detect(17, 400, 1e6), 0, 'a new series knows nothing of the one before it');
  assert.throws(() => bank.detectAll(0, new Float64Array(3)), /values has 3 numbers/);
});

test('the state of a series takes at most 16 KiB', () => {
  assert.ok(DetectorBank.stateBytes <= 16 * 1024, `${DetectorBank.stateBytes}`);
});

test('an implementation in another language agrees', () => {
  const random = seeded(13);
  const normal = gaussian(random);
  const day = daily(random);
  const courses: readonly number[][] = [
    take(5000, (i) => day(i) + (i === 3000 ? 900 : 0)),
    [...take(2000, normal), ...take(2000, () => 1e6 + 50 * normal()), ...take(2000, () => 3)],
    take(20_000, () => Math.exp(2 * normal())),
  ];
  for (const values of courses) {
    const bank = new DetectorBank();
    const [series, reference] = [bank.add(), new ReferenceDetector()];
    // A value on the edge between two bins may fall to either side: ln of a host may differ in its last bit.
    let apart = 0;
    values.forEach((value, i) => {
      const [here, there] = [bank.detect(series, i * 300, value), reference.detect(i * 300, value)];
      if (Math.abs(here - there) > 1e-3 || Math.abs(bank.told - reference.told) > 1e-3) apart++;
    });
    assert.ok(apart <= values.length / 200, `${apart} of ${values.length} scores differ`);
  }
});

test('the same samples give the same bits on every runtime', () => {
  const random = seeded(12);
  const values = take(20_000, (i) => (i % 5000 > 4000 ? 50 : 1) * random() + (i % 288 < 100 ? 3 : 0));
  const hash = createHash('sha256').update(
    new Uint8Array(Float64Array.from(scores(values, { step: 300 })).buffer),
  );
  assert.is(hash.digest('hex'), '3e5ea2a64ea9acc253c61fe6561eef2575c119bd341cf4cd1db0379effcba8f2');
});

test.run();
