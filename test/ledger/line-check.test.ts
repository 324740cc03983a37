import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { splitLines } from '../../src/ledger/blocks.ts';
import type { SealedEntry } from '../../src/ledger/entry.ts';
import { bytesOfHex, hexOfBytes } from '../../src/ledger/hash.ts';
import {
  canonicalJson,
  createSha3,
  type EntryData,
  GENESIS_PREVIOUS_HASH,
  ImmutableLedger,
  MemoryStore,
  openEntry,
  Sealer,
} from '../../src/ledger/index.ts';
import { LineBatch } from '../../src/ledger/line-batch.ts';
import { Random } from '../support/random.ts';

const hash = await createSha3();
const batch = new LineBatch(hash);
const sealer = new Sealer(hash);
const ZEROS = new Uint8Array(32);
/** What lies before a line in its block. */
const FRONT = new TextEncoder().encode('{"data":{"type":"note"},"hash":"00\n');

function open(bytes: Uint8Array, index: number, previous: Uint8Array): SealedEntry {
  return openEntry(sealer, { bytes, where: 'line' }, { index, previousHash: hexOfBytes(previous) });
}

function opens(line: Uint8Array, index: number, previous: Uint8Array): boolean {
  try {
    open(line, index, previous);
    return true;
  } catch {
    return false;
  }
}

/** Whether a batch of one line is sure of it. Where it is, `openEntry` must be so too, and read the same. */
function check(line: Uint8Array, index: number, previous: Uint8Array): boolean {
  if (line.includes(0x0a)) return false;
  const bytes = new Uint8Array([...FRONT, ...line, 0x0a]);
  batch.examine(bytes, FRONT.length, index, 1);
  if (!batch.surely(0, previous, 0)) return false;
  const { entry, digest } = open(line, index, previous);
  assert.equal(batch.digests, digest);
  assert.is(batch.timestamp(0), entry.timestamp);
  return true;
}

/** A line that claims the hash of its own bytes, whatever they are: `\xff` in a text stands for that byte. */
const TAIL = `"index":0,"previous_hash":"${GENESIS_PREVIOUS_HASH}","timestamp":1.5}`;
function forge(data: string, tail = TAIL, start = '{"data":'): Uint8Array {
  const head = Buffer.from(`${start}${data},`, 'latin1');
  const end = Buffer.from(tail, 'latin1');
  const claim = Buffer.from(`"hash":"${hexOfBytes(hash.bytes(Buffer.concat([head, end])))}",`);
  return new Uint8Array(Buffer.concat([head, claim, end]));
}

const rich: EntryData[] = [
  { type: 'genesis' },
  { type: 'note', text: 'Λ-GENESIS 😀 \u0000\u001f\b\t\n\f\r"\\/\u007f\u2028 é', 'a b': 1 },
  {
    type: 'note',
    numbers: [0, -1, 0.1, 1e-7, 1e21, 5e-324, 1.7976931348623157e308, 1 / 3, -2 / 3e5, 2 ** 53],
  },
  { type: 'note', empty: [{}, [], '', null, true, false], nested: { a: { b: [{ c: [[1]] }] } } },
  { type: 'note', toJSON: 1, ['__proto__']: { constructor: 'x' }, 10: 1, 9: 2 },
];

async function stored(all: readonly EntryData[]): Promise<Uint8Array[]> {
  const store = new MemoryStore();
  const ledger = await new ImmutableLedger({ store }).open();
  for (const [i, data] of all.entries()) await ledger.append(data, 1_795_418_688 + Math.floor(i / 3) / 7);
  const lines: Uint8Array[] = [];
  for await (const { bytes } of store.blocks())
    for (const line of splitLines(bytes)) lines.push(line.slice());
  return lines;
}

const lines = await stored(rich);

test('every line of a ledger is known at once', () => {
  let previous: Uint8Array = ZEROS;
  for (const [index, line] of lines.entries()) {
    assert.ok(check(line, index, previous), new TextDecoder().decode(line));
    previous = batch.digests;
  }
});

/** Whether a key of the value, however deep, has an escape or is beyond ASCII. */
function hasOddKey(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, own]) => !/^[ !#-[\]-\x7f]*$/.test(key) || hasOddKey(own));
}

test('lines of any data are known, but for keys with an escape or beyond ASCII', async () => {
  const unit = fc.constantFrom(...'aBcdefgh iJ01', '\n', '"', 'ü', '😀');
  const any = fc.dictionary(fc.string({ unit, maxLength: 2 }), fc.jsonValue({ stringUnit: unit }));
  const all = fc.sample(any, { numRuns: 600, seed: 1 }).map((data) => ({ ...data, type: 'note' }));
  let previous: Uint8Array = ZEROS;
  let odd = 0;
  for (const [index, line] of (await stored(all)).entries()) {
    const isOdd = hasOddKey(all[index]);
    assert.is(check(line, index, previous), !isOdd, new TextDecoder().decode(line));
    if (isOdd) odd++;
    previous = open(line, index, previous).digest;
  }
  assert.ok(odd > 50 && odd < 550, `${odd} were odd`);
});

test('what openEntry reads but this does not', () => {
  for (const data of ['{"type":"x","\xc3\xbc":1}', '{"\\n":1,"type":"x"}']) {
    assert.ok(opens(forge(data), 0, ZEROS), data);
    assert.not(check(forge(data), 0, ZEROS), data);
  }
});

test('data that is not canonical, or no data, with the hash of its own bytes', () => {
  assert.ok(check(forge('{"a":1,"type":"x"}'), 0, ZEROS));
  const values = `1.0 1e5 1E5 100000000000000000000000 -0 0.10 01 1. .5 +1 1e+5 0.30000000000000005 1e400 NaN
    "\\u0041" "\\/" "\\u001F" "\\u000a" "\\ud800" "\\ud83d\\ude00" "\\x" "\xc0\xaf" "\xed\xa0\x80" "\xff" "\xf4\x90\x80\x80"
    "\xe2\x82" "\x01" [1,] [,1] [1 {"b":1,} {"b"} {1:2} {"b":1,"a":2} {"a":1,"a":1} {"a":1,"a":2} tru nulll undefined ''`;
  const whole = [
    ...values.split(/\s+/).map((value) => `{"a":${value},"type":"x"}`),
    ...[
      '{"a":1}',
      '{"type":1}',
      '{"type":""}',
      '{"type":null}',
      '{"a":{"type":"x"}}',
      '{"typ":"x"}',
      '{}',
      '',
    ],
    ...['[]', '["type","x"]', '"type"', '1', 'null', '{"type":"x"', '{"type":"x"}}', '{"type":"x"}1'],
    ...[' {"type":"x"}', '{"type":"x"} ', '{ "type":"x"}', '{"type": "x"}', '{"type":"x" }', '{"type":"x",}'],
    ...[
      '{"type":"x","a":1}',
      '{"type":"x","type":"x"}',
      '{"type":"x"},"a":1',
      '{"type":"x"},"data":{"type":"x"}',
    ],
    ...['{"type":"x","z":"\t"}', '{"type":"x","z":"', '{"type":"x","z":"\\"}', '\xef\xbb\xbf{"type":"x"}'],
    `{"a":${'['.repeat(257)}${']'.repeat(257)},"type":"x"}`,
  ];
  for (const data of whole) {
    const line = forge(data);
    assert.not(opens(line, 0, ZEROS), `openEntry took ${data}`);
    assert.not(check(line, 0, ZEROS), data);
  }
  for (const start of ['{"Data":', '["data":', '{"date":', ' "data":', '{"data" ']) {
    assert.not(check(forge('{"type":"x"}', TAIL, start), 0, ZEROS), start);
  }
});

test('a tail that is not canonical, with the hash of its own bytes', () => {
  const tail = (time: string, index = '0', previous = GENESIS_PREVIOUS_HASH): string =>
    `"index":${index},"previous_hash":"${previous}","timestamp":${time}}`;
  assert.ok(check(forge('{"type":"x"}', tail('1795418688.426')), 0, ZEROS));
  const tails = [
    ...'1.50 NaN 1e5 -0 "1" null 01 1. 1.0 .5 1e400 1.5,"x":1 [1] 17954186880000000000000.5 --1'.split(' '),
    ...['', ' 1.5', '1.5 ', '1.5}', '1.5\n', '1.5}\r', '0'.repeat(40)],
  ].map((time) => tail(time));
  tails.push(...['00', '0.0', '-0', '"0"', '0e0', '', ' 0', '/'].map((index) => tail('1.5', index)));
  tails.push(tail('1.5', '0', GENESIS_PREVIOUS_HASH.slice(1)), tail('1.5', '0', `${GENESIS_PREVIOUS_HASH}0`));
  tails.push(TAIL.replace(',"prev', ', "prev'), TAIL.slice(0, -1), `${TAIL} `);
  tails.push(TAIL.replace('index', 'Index'), TAIL.replace('}', ']'), TAIL.replace('}', '}}'), '}', '');
  for (const text of tails) {
    assert.not(opens(forge('{"type":"x"}', text), 0, ZEROS), `openEntry took ${text}`);
    assert.not(check(forge('{"type":"x"}', text), 0, ZEROS), text);
  }
});

test('the place and the entry before must be those of the line', () => {
  const [line] = lines as [Uint8Array];
  for (const index of [1, 10, 100, -1, 0.5, Number.NaN, 2 ** 53]) assert.not(check(line, index, ZEROS));
  assert.not(check(forge('{"type":"x"}', TAIL.replace('0', '/')), -1, ZEROS));
  for (const length of [0, 31]) assert.not(check(line, 0, new Uint8Array(length)));
  for (let i = 0; i < 32; i++) assert.not(check(line, 0, ZEROS.with(i, 1)));
  assert.not(check(Uint8Array.of(0xef, 0xbb, 0xbf, ...line), 0, ZEROS));
  for (let end = 0; end < line.length; end++) {
    assert.not(check(line.subarray(0, end), 0, ZEROS));
    assert.not(check(line.subarray(end), 0, end === 0 ? ZEROS.with(0, 1) : ZEROS));
  }
  const later = forge('{"type":"x"}', TAIL.replace('0', '1234567890123'));
  assert.ok(check(later, 1_234_567_890_123, ZEROS));
  assert.not(check(later, 123_456_789_012, ZEROS));
});

/** The line with one byte changed, put in or taken out. */
function edited(line: Uint8Array, random: Random): Uint8Array {
  const at = random.integer(0, line.length - 1);
  const other = line[random.integer(0, line.length - 1)] ?? 0;
  const byte = [other, random.integer(0, 255), (line[at] ?? 0) ^ (1 << random.integer(0, 7))][at % 3] ?? 0;
  const kind = random.integer(0, 2);
  return Uint8Array.of(
    ...line.subarray(0, at),
    ...(kind === 0 ? [] : [byte]),
    ...line.subarray(at + 2 - (kind || 1)),
  );
}

test('a line with one byte changed, put in or taken out is not known', () => {
  const random = new Random(6);
  for (const [index, line] of lines.entries()) {
    const { previous_hash } = JSON.parse(new TextDecoder().decode(line));
    for (let i = 0; i < 3000; i++) {
      const other = edited(line, random);
      if (Buffer.compare(line, other) === 0) continue;
      assert.not(check(other, index, bytesOfHex(previous_hash)), new TextDecoder().decode(other));
    }
  }
});

test('nor where its hash was computed anew, unless openEntry takes it too', () => {
  const random = new Random(7);
  let sure = 0;
  for (const data of rich) {
    const source = Buffer.from(canonicalJson(data));
    for (let i = 0; i < 4000; i++) {
      const line = forge(Buffer.from(edited(source, random)).toString('latin1'));
      if (check(line, 0, ZEROS)) sure++;
    }
  }
  assert.ok(sure > 1000, `${sure} were sure`);
});

test('digests stay as they are when the next lines are examined', () => {
  const [first, second] = lines as [Uint8Array, Uint8Array];
  assert.ok(check(first, 0, ZEROS));
  const { digests } = batch;
  const copy = digests.slice();
  assert.not(check(second, 2, digests));
  assert.ok(check(second, 1, digests));
  assert.equal(digests, copy);
  assert.not.equal(batch.digests, copy);
});

test('a line is only lent, and may lie in a Buffer', () => {
  const lent = Buffer.from(forge('{"type":"x"}'));
  assert.ok(check(lent, 0, ZEROS));
  lent.set(forge('{"type":"x"}', TAIL.replace('1.5', '2.5')));
  assert.ok(check(lent, 0, ZEROS));
});

test('lines longer than any before', () => {
  for (const length of [8_000, 8_200, 1_000_000, 1]) {
    assert.ok(check(forge(`{"text":"${'x'.repeat(length)}","type":"x"}`), 0, ZEROS));
  }
});

test.run();
