import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Labels, rowWindows } from '../../src/backtest/labels.ts';
import { InputError } from '../../src/core/errors.ts';

test('windows of a file are known by its path or the end of it', () => {
  const text = JSON.stringify({
    'a/cpu.csv': [['2026-01-01 00:00:00', '2026-01-01T00:10:00.5Z']],
    'b/cpu.csv': [[100, 200.5]],
    'net.csv': [],
  });
  const labels = new Labels(text, 'windows.json');
  assert.equal(labels.of('/data/a/cpu.csv'), [[1767225600, 1767226200.5]]);
  assert.equal(labels.of('b/cpu.csv'), [[100, 200.5]]);
  assert.equal(labels.of('./anywhere/net.csv'), []);
  assert.throws(() => labels.of('disk.csv'), /windows\.json has no windows of disk\.csv/);
  assert.throws(() => labels.of('cpu.csv'), /a\/cpu\.csv or b\/cpu\.csv/);
  assert.throws(() => labels.of('xnet.csv'), /no windows of/);
});

test('what are no windows is refused with the place', () => {
  for (const [text, why] of [
    ['{', 'is not JSON'],
    ['[]', 'windows.json: the file'],
    ['{"a": 5}', 'windows.json: a'],
    ['{"a": [[1]]}', 'windows.json: a'],
    ['{"a": [["soon", 5]]}', 'a[0] has "soon", which is no time'],
    ['{"a": [[5, 4]]}', 'a[0] is [5,4]'],
    ['{"a": [[1, 5], [5, 9]]}', 'a[1] is [5,9]'],
  ] as const) {
    assert.throws(
      () => new Labels(text, 'windows.json'),
      (error: Error) => error instanceof InputError && error.message.includes(why),
      text,
    );
  }
});

test('windows as rows: both ends included, and none where no row lies', () => {
  const times = [0, 10, 20, 30, 40];
  assert.equal(
    rowWindows(
      [
        [10, 20],
        [21, 29],
        [35, 99],
      ],
      times,
    ),
    [
      [1, 2],
      [4, 4],
    ],
  );
});

test.run();
