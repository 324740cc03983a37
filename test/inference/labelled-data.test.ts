/** Labelled rows as they are read: CSV, NDJSON, spans of time; and each way to get them wrong. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import { parseLabelledFile } from '../../src/inference/labelled-file.ts';
import { isWithin, parseWindows } from '../../src/inference/labelled-windows.ts';

const LABEL = { label: 'label' };
const body = Array.from({ length: 10 }, (_, i) => `${i},${i % 2}`);
const csv = (...lines: string[]) => ['anoms,label', ...body, ...lines, ''].join('\n');

function refused(text: string, ...says: RegExp[]): void {
  refusedWith(() => parseLabelledFile(text, 'rows.csv', LABEL), ...says);
}

function refusedWith(work: () => unknown, ...says: RegExp[]): void {
  assert.throws(work, (error: unknown) => {
    assert.instance(error, InputError);
    const { message, fix, code } = error as InputError;
    assert.is(code, 'ERR_LABELLED_DATA');
    for (const each of says) assert.match(`${message} ${fix}`, each);
    return true;
  });
}

test('CSV: a byte order mark, CRLF, quotes, blanks and other columns are no matter', () => {
  const lines = ['\ufeff"name, of it", anoms ,label', ...body.map((line) => `"a ""b"", c", ${line} `)];
  const { features, values, labels } = parseLabelledFile(lines.join('\r\n'), 'rows.csv', LABEL);
  assert.equal(features, ['anoms']);
  assert.equal([...values], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal([...labels], [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
});

test('NDJSON, with several columns in the order asked for', () => {
  const lines = body.map((_, i) => JSON.stringify({ a: i, bad: i > 4, b: i / 2 }));
  const { values, labels } = parseLabelledFile(lines.join('\n'), 'rows.ndjson', {
    features: ['b', 'a'],
    label: 'bad',
  });
  assert.equal([...values.subarray(0, 6)], [0, 0, 0.5, 1, 1, 2]);
  assert.equal([...labels], [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
});

test('labels may be words', () => {
  const text = csv().replaceAll(',1\n', ',True\n').replaceAll(',0\n', ',FALSE\n');
  assert.is(parseLabelledFile(text, 'rows.csv', LABEL).labels[1], 1);
});

test('total_anoms comes before anoms', () => {
  const text = ['anoms,total_anoms,label', ...body.map((line) => `9,${line}`)].join('\n');
  assert.equal(parseLabelledFile(text, 'rows.csv', LABEL).features, ['total_anoms']);
});

test('a wrong field is named with its file, line and value', () => {
  refused(csv('many,1'), /rows\.csv:12: field "anoms" is "many", but must be a number/);
  refused(csv(',1'), /rows\.csv:12: field "anoms" is ""/);
  refused(csv('-1,1'), /field "anoms" is "-1", but must be a number, 0 or above/);
  refused(csv('1e39,1'), /field "anoms" is "1e39"/);
  refused(csv('0x10,1'), /field "anoms" is "0x10"/);
  refused(csv('1,2'), /rows\.csv:12: field "label" is "2", but must be 0, 1, true or false/);
  refused(csv('1,'), /field "label" is ""/);
  const missing = body.map((_, i) => JSON.stringify({ anoms: i, ...(i < 9 ? { label: i % 2 } : {}) }));
  refused(missing.join('\n'), /rows\.csv:10: field "label" is missing/);
  const words = body.map((_, i) => JSON.stringify({ anoms: i === 3 ? null : i, label: i % 2 }));
  refused(words.join('\n'), /rows\.csv:4: field "anoms" is null/);
});

test('ragged rows, blank lines and quotes that do not close are refused by line', () => {
  refused(csv('1,1,1'), /rows\.csv:12: it has 3 fields, but the header has 2/);
  refused(csv('', '1,1'), /rows\.csv:12: it has 1 fields/);
  refused(csv('"1,1'), /rows\.csv:12: the quotes of field 1 do not match/);
});

test('a header that is none, or has a name twice, is refused', () => {
  refused(body.join('\n'), /rows\.csv:1: column 1 of the header is "0"/);
  refused(csv().replace('anoms', 'label'), /column 2 of the header is "label"/);
  refused(
    csv().replace('anoms', 'other'),
    /no column total_anoms or anoms, but "other", "label"/,
    /--features/,
  );
  refused(csv().replaceAll(',', ';'), /rows\.csv:1: its fields are not separated by commas/);
  refused(csv().replace('label', 'other'), /no column "label", but "anoms", "other"/);
});

test('too few rows, one class, nothing, bytes and broken JSON are refused', () => {
  refused(['anoms,label', ...body.slice(1)].join('\n'), /9 rows are labelled, but at least 10/);
  refused('anoms,label\n', /0 rows/);
  refused(csv().replaceAll(',1\n', ',0\n'), /every one of the 10 labels is 0/);
  refused(csv().replaceAll(',0\n', ',1\n'), /every one of the 10 labels is 1/);
  refused('', /it is empty/);
  refused(' \n\n', /it is empty/);
  refused('\u0000\u0001', /it is not text/);
  refused('{"anoms": 1', /rows\.csv:1: it is not JSON/);
  refused('{"anoms": 1, "label": 0}\n[1]', /rows\.csv:2: it is \[1\], not an object/);
});

test('windows are ISO times with a zone, or seconds, both ends included', () => {
  const windows = parseWindows(
    {
      windows: [
        ['2026-03-01T10:00:00Z', '2026-03-01T11:05:00.5+01:00'],
        [5, 6],
        ['1970-01-02', 90_000],
      ],
    },
    'w.json',
  );
  const start = Date.UTC(2026, 2, 1, 10) / 1000;
  assert.equal(windows[0], { from: start, to: start + 300.5 });
  for (const inside of [start, start + 300.5, 5, 6, 86_400]) assert.ok(isWithin(inside, windows));
  for (const outside of [start - 0.001, start + 301, 4.9, 7]) assert.not.ok(isWithin(outside, windows));
});

test('windows that are none are refused by their place', () => {
  const wrong: [unknown, RegExp][] = [
    [
      { windows: [['2026-03-01T10:00:00', 5]] },
      /windows\.0\.0: "2026-03-01T10:00:00" is no time with its zone/,
    ],
    [
      {
        windows: [
          [1, 2],
          [1772359500000, 1772359500001],
        ],
      },
      /windows\.1\.0: .*milliseconds/,
    ],
    [{ windows: [[2, 1]] }, /windows\.0 ends before it begins/],
    [{ windows: [[1]] }, /windows\.0/],
    [{ windows: [] }, /windows/],
    [{ windows: [['2026-13-01T10:00:00Z', 5]] }, /no time/],
    [[], /w\.json/],
    [{ other: [] }, /w\.json/],
  ];
  for (const [document, says] of wrong) refusedWith(() => parseWindows(document, 'w.json'), says);
});

test.run();
