import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counter, gauge, metricOf, share, timeShare } from '../../src/sources/host/reading.ts';

test('a gauge is its value, whatever was before', () => {
  assert.is(metricOf(gauge(3), undefined, 0), 3);
  assert.is(metricOf(gauge(null), gauge(2), 1), null);
});

test('a counter needs two samples and becomes a rate per second', () => {
  assert.is(metricOf(counter(300), undefined, 2), null);
  assert.is(metricOf(counter(300), counter(100), 2), 100);
});

test('a counter that fell, a gap, and a clock that does not advance give null', () => {
  assert.is(metricOf(counter(5), counter(4_294_967_290), 1), null);
  assert.is(metricOf(counter(5), counter(null), 1), null);
  assert.is(metricOf(counter(null), counter(5), 1), null);
  assert.is(metricOf(counter(9), counter(5), 0), null);
  assert.is(metricOf(counter(9), counter(5), -1), null);
  assert.is(metricOf(counter(9), counter(5), Number.NaN), null);
});

test('a share is the part of what the whole grew by, and needs no clock', () => {
  assert.is(metricOf(share(30, 200), share(10, 100), 0), 0.2);
  assert.is(metricOf(share(30, 200), undefined, 1), null);
  assert.is(metricOf(share(10, 100), share(10, 100), 1), null);
  assert.is(metricOf(share(10, 100), share(20, 90), 1), null);
});

test('a share of time is held at 1, where the kernel counts a tick too much', () => {
  assert.is(metricOf(timeShare(1.004), timeShare(0), 1), 1);
});

test('a name that changes its kind is a gap', () => {
  assert.is(metricOf(counter(9), gauge(5), 1), null);
  assert.is(metricOf(share(9, 9), counter(5), 1), null);
});

test('no rate is ever negative or NaN, and no share outside [0,1]', () => {
  const total = fc.oneof(fc.constant(null), fc.maxSafeNat(), fc.constant(2 ** 64));
  const seconds = fc.oneof(fc.double({ min: -10, max: 1e6 }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(total, total, total, total, seconds, (a, b, c, d, dt) => {
      const rate = metricOf(counter(b), counter(a), dt);
      assert.ok(rate === null || rate >= 0);
      for (const ratio of [
        metricOf(share(b, d), share(a, c), dt),
        metricOf(timeShare(b), timeShare(a), dt),
      ]) {
        assert.ok(ratio === null || (ratio >= 0 && ratio <= 1));
      }
    }),
  );
});

test.run();
