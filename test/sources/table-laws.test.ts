import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { VenomError } from '../../src/core/errors.ts';
import type { Sample } from '../../src/sources/index.ts';
import { cut, outcomeOf, samplesOf } from '../support/tables.ts';

const name = fc
  .string({ minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() === text && text !== '' && !/^(timestamp|labels|metrics|pod)$/i.test(text))
  .map((text) => `m${text.replaceAll('\0', '').toWellFormed()}`);
const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0));

/** Tables whose first row is known throughout. */
const table = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
    steps: fc.array(fc.integer({ min: 1, max: 1e6 }), { minLength: 1, maxLength: 20 }),
  })
  .chain(({ names, steps }) =>
    fc
      .array(fc.array(value, { minLength: names.length, maxLength: names.length }), {
        minLength: steps.length,
        maxLength: steps.length,
      })
      .map((rows): Sample[] => {
        let timestamp = 1_700_000_000;
        return rows.map((row, at) => {
          timestamp += (steps[at] ?? 1) / 1000;
          const cells = names.map((each, column) => [
            each,
            at === 0 ? (row[column] ?? 0) : (row[column] ?? null),
          ]);
          return { timestamp, metrics: Object.fromEntries(cells) };
        });
      }),
  );

const chunkSizes = fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 60 });

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function toCsv(samples: readonly Sample[], end: string): string {
  const names = Object.keys(samples[0]?.metrics ?? {});
  const rows = samples.map(({ timestamp, metrics }) =>
    [timestamp, ...names.map((each) => metrics[each] ?? '')].map(String).join(','),
  );
  return [['timestamp', ...names].map(quoted).join(','), ...rows].map((row) => row + end).join('');
}

test('what is written as CSV is read as it was, in whatever chunks it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(table, chunkSizes, fc.constantFrom('\n', '\r\n'), async (samples, sizes, end) => {
      assert.equal(await samplesOf(cut(toCsv(samples, end), sizes)), samples);
    }),
  );
});

test('what is written as NDJSON is read as it was, compressed or not, in whatever chunks it arrives', async () => {
  await fc.assert(
    fc.asyncProperty(table, chunkSizes, fc.boolean(), async (samples, sizes, compressed) => {
      const lines = samples.map((sample) => JSON.stringify({ ...sample, labels: { pod: 'a' } })).join('\n');
      const bytes = compressed ? new Uint8Array(gzipSync(lines)) : lines;
      assert.equal(
        (await samplesOf(cut(bytes, sizes))).map((sample) => JSON.parse(JSON.stringify(sample))),
        samples.map((sample) => JSON.parse(JSON.stringify({ ...sample, labels: { pod: 'a' } }))),
      );
    }),
    { numRuns: 50 },
  );
});

const fragments = [
  'ts,v\n',
  '1,2\n',
  '2,',
  '"',
  '\n',
  '\r',
  '{"ts":1,"v":2}\n',
  '{',
  '[',
  'null',
  ';',
  '\uFEFF',
  '-1e9',
];
const hostile = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.constantFrom(...fragments, '\x1f\x8b').map((text) => new Uint8Array(Buffer.from(text))),
  ),
  { maxLength: 20 },
);

test('any bytes give samples or a typed error, and the same ones in whatever chunks they arrive', async () => {
  await fc.assert(
    fc.asyncProperty(hostile, chunkSizes, async (pieces, sizes) => {
      const bytes = new Uint8Array(Buffer.concat(pieces));
      const whole = await outcomeOf(bytes);
      const pieced = await outcomeOf(cut(bytes, sizes));
      for (const { error } of [whole, pieced]) {
        assert.ok(error === undefined || error instanceof VenomError, String(error));
      }
      assert.equal(pieced.samples, whole.samples);
      assert.is(String(pieced.error), String(whole.error));
    }),
    { numRuns: 500 },
  );
});

test.run();
