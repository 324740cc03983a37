import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SlidingWindow } from '../../src/inference/sliding-window.ts';

function upperMedian(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (sorted[middle - 1] ?? Number.NaN) / 2 + upper / 2;
}

test('it is what sorting the last readings gives', () => {
  const value = fc.oneof(
    fc.integer({ min: -5, max: 5 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.array(value, { minLength: 1, maxLength: 60 }),
      (capacity, values) => {
        const window = new SlidingWindow(capacity);
        for (const [i, pushed] of values.entries()) {
          window.push(pushed);
          const last = values.slice(Math.max(0, i + 1 - capacity), i + 1).map((number) => number + 0);
          const sorted = Array.from({ length: window.length }, (_, index) => window.at(index));
          assert.equal(
            sorted,
            last.toSorted((a, b) => a - b),
          );
          assert.is(window.median(), median(last));
          const centre = window.median();
          assert.is(
            window.medianDeviation(centre),
            upperMedian(last.map((number) => Math.abs(number - centre))),
          );
        }
      },
    ),
  );
});

test('empty, it has no median', () => {
  assert.ok(Number.isNaN(new SlidingWindow(3).median()));
});

test.run();
