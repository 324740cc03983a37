import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseTimestamp } from '../../src/sources/tabular/timestamps.ts';

const noon = Date.UTC(2026, 0, 31, 12) / 1000;

test('numbers are seconds, milliseconds, microseconds or nanoseconds, by magnitude', () => {
  assert.is(parseTimestamp('1700000000'), 1_700_000_000);
  assert.is(parseTimestamp('1700000000.25'), 1_700_000_000.25);
  assert.is(parseTimestamp('1700000000250'), 1_700_000_000.25);
  assert.is(parseTimestamp('1700000000250000'), 1_700_000_000.25);
  assert.is(parseTimestamp('1700000000250000000'), 1_700_000_000.25);
  assert.is(parseTimestamp('1.7e9'), 1_700_000_000);
  assert.is(parseTimestamp('0'), 0);
  assert.is(parseTimestamp('-86400'), -86_400);
});

test('the borders between the units', () => {
  assert.is(parseTimestamp('99999999999'), 99_999_999_999);
  assert.is(parseTimestamp('100000000000'), 1e8);
  assert.is(parseTimestamp('99999999999999'), 99_999_999_999.999);
  assert.is(parseTimestamp('100000000000000'), 1e8);
  assert.is(parseTimestamp('100000000000000000'), 1e8);
});

test('nanoseconds give the double nearest to what is written', () => {
  assert.is(parseTimestamp('1544712660300000000'), 1_544_712_660.3);
  assert.is(parseTimestamp('1544712660123456789'), Number('1544712660.123456789'));
});

test('times with a zone, and without one in UTC', () => {
  for (const text of [
    '2026-01-31T12:00:00Z',
    '2026-01-31t12:00:00z',
    '2026-01-31T12:00:00',
    '2026-01-31 12:00:00',
    '2026-01-31 12:00',
    '2026-01-31T13:00:00+01:00',
    '2026-01-31T13:00:00+0100',
    '2026-01-31T13:00:00 +01',
    '2026-01-31 06:30:00-05:30',
    ' 2026-01-31T12:00:00Z ',
  ]) {
    assert.is(parseTimestamp(text), noon, text);
  }
  assert.is(parseTimestamp('2026-01-31'), noon - 43_200);
  assert.is(parseTimestamp('2026-01-31T12:00:00.125Z'), noon + 0.125);
  assert.is(parseTimestamp('2026-01-31T12:00:00,5Z'), noon + 0.5);
  assert.is(parseTimestamp('1969-12-31T23:59:59.5Z'), -0.5);
});

test('what is no time is refused, and not rolled over', () => {
  for (const text of [
    '',
    'yesterday',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '1900-02-29',
    '2026-01-31T24:00:00',
    '2026-01-31T12:60:00',
    '2026-01-31T12:00:60',
    '2026-01-31T12:00:00+24:00',
    '2026-01-31T12',
    '2026-1-1',
    '31.01.2026',
    '01/31/2026 12:00:00',
    '1e999',
    '12:00:00',
    '0x10',
  ]) {
    assert.is(parseTimestamp(text), undefined, text);
  }
});

test('every day from year 1 to 9999 is the one that the proleptic Gregorian calendar has', () => {
  fc.assert(
    fc.property(
      fc.date({
        min: new Date('0001-01-01T00:00:00Z'),
        max: new Date('9999-12-31T23:59:59Z'),
        noInvalidDate: true,
      }),
      (date) => {
        assert.is(parseTimestamp(date.toISOString()), date.getTime() / 1000);
      },
    ),
  );
});

test('a double that is written in full comes back', () => {
  fc.assert(
    fc.property(fc.double({ min: -9e10, max: 9e10, noNaN: true }), (seconds) => {
      assert.is(parseTimestamp(String(seconds)), seconds === 0 ? Number(String(seconds)) : seconds);
    }),
  );
});

test.run();
