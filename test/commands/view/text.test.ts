import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  beside,
  duration,
  fixed,
  percent,
  short,
  significant,
  time,
} from '../../../src/commands/view/numbers.ts';
import { columnsOf, cut, legible, printable, toAscii, wrap } from '../../../src/commands/view/text.ts';
import { text } from './samples.ts';

test('escape sequences, line breaks and text direction marks do not get through', () => {
  assert.is(printable('a\x1b[2Jb\r\nc\u202ed\u0000\u009be\u2028f'), 'a[2Jb cde f');
});

test('printable text is one line without controls, and stays as it is', () => {
  fc.assert(
    fc.property(text, (any) => {
      const clean = printable(any);
      assert.not(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(clean));
      assert.is(printable(clean), clean);
    }),
  );
});

test('ASCII keeps the meaning of the signs that the views use', () => {
  assert.is(toAscii('T_Λ ≥ 4 µs → ΔV — 漢'), 'T_L >= 4 us -> dV - ??');
});

test('a cut text fits, ends in an ellipsis, and halves no character', () => {
  assert.is(cut('utilisation', 6), 'utili…');
  assert.is(cut('漢字漢字', 4), '漢…');
  fc.assert(
    fc.property(text, fc.nat(30), (any, width) => {
      assert.ok(columnsOf(cut(legible(any, true), width)) <= width);
    }),
  );
});

test('wrapped lines fit and lose no word', () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (any, width) => {
      const clean = legible(any, true);
      const lines = wrap(clean, width);
      for (const line of lines) assert.ok(columnsOf(line) <= width);
      assert.is(lines.join('').replaceAll(' ', ''), clean.replaceAll(' ', ''));
    }),
  );
});

test('numbers have three or four digits, whatever their size', () => {
  assert.equal(
    [significant(4.2105263), significant(123456), significant(1.5e-9), significant(2e300, 3), significant(0)],
    ['4.211', '123456', '1.500e-9', '2.00e300', '0'],
  );
  assert.equal([short(20), short(0.7), short(1.5e-9), short(100)], ['20', '0.7', '1.5e-9', '100']);
  assert.equal([fixed(0.4123), fixed(0), fixed(0.00001)], ['0.412', '0.000', '1.00e-5']);
  assert.equal([percent(0.36), percent(1)], ['36.0 %', '100 %']);
});

test('times are in the unit in which they read best', () => {
  assert.equal(
    [time(0.0042105263), time(1.5), time(3e-6), time(0.99999999), time(-0.0158)],
    ['4.211 ms', '1.500 s', '3.000 µs', '1.000 s', '-15.80 ms'],
  );
  assert.equal(
    [duration(12.34), duration(123), duration(3725), duration(273_600)],
    ['12.3 s', '2 min 03 s', '1 h 02 min', '3 d 04 h'],
  );
});

test('a value beside its limit is shown on the side on which it stands', () => {
  assert.is(beside(0.84999, 0.85), '0.84999');
  assert.is(beside(0.85, 0.85), '0.850');
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.is(Math.sign(Number(beside(value, 0.85)) - 0.85), Math.sign(value - 0.85));
    }),
  );
});

test.run();
