import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numberEnd } from '../../src/ledger/canonical-number.ts';
import { CanonicalScanner } from '../../src/ledger/canonical-scan.ts';
import { canonicalJson } from '../../src/ledger/index.ts';
import { Random } from '../support/random.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const scanner = new CanonicalScanner();

/** What the scanner says, behind and before bytes that are none of its business. */
function scanned(text: string | Uint8Array): boolean {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text;
  const line = Uint8Array.of(0x31, ...bytes, 0x2c, 0x22, 0x31);
  return scanner.value(line, 1) === bytes.length + 1;
}

/** What parsing and writing again says. */
function isCanonical(text: string): boolean {
  try {
    return canonicalJson(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

/** Whether the scanner must be sure of the text: there is no key in it with an escape or beyond ASCII. */
const isPlain = (text: string): boolean => /^[\x20-\x5b\x5d-\x7e]*$/.test(text);

function agree(text: string): boolean {
  const canonical = isCanonical(text);
  const sure = scanned(text);
  if (sure && !canonical) assert.unreachable(`sure of ${text}`);
  if (!sure && canonical && isPlain(text)) assert.unreachable(`unsure of ${text}`);
  return sure;
}

test('a value is canonical where parsing and writing it again gives the same text', () => {
  let sure = 0;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      if (agree(canonicalJson(value))) sure++;
      agree(JSON.stringify(value));
      agree(JSON.stringify(value, null, 1));
    }),
    { numRuns: 3000, seed: 1 },
  );
  assert.ok(sure > 1500, `${sure} were sure`);
});

test('keys of plain ASCII are ordered by bytes, whatever else the object holds', () => {
  const key = fc.string({ unit: fc.constantFrom(...' !#09AZ[az~_'), maxLength: 3 });
  const value = fc.oneof(fc.double(), fc.string({ unit: 'binary' }), fc.constant([]), fc.constant({}));
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { maxLength: 5 }), fc.boolean(), (members, sorted) => {
      const list = sorted ? members.sort(([a], [b]) => (a < b ? -1 : 1)) : members;
      const text = `{${list.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`;
      assert.is(scanned(text), isCanonical(text), text);
    }),
    { numRuns: 5000, seed: 2 },
  );
});

test('canonical text with a byte changed, put in or taken out', () => {
  const characters = fc.constantFrom(...'{}[]",:.-+eE0123456789 \t\ntruefalsn\\/u');
  const edit = fc.tuple(fc.nat(), fc.constantFrom('put', 'change', 'drop'), characters);
  const unit = fc.constantFrom(...'ab"\\\n\u0001/ü\u007f');
  const value = fc.jsonValue({ stringUnit: unit, maxDepth: 4 });
  fc.assert(
    fc.property(value, edit, (json, [place, kind, character]) => {
      const text = canonicalJson(json);
      const at = place % text.length;
      const middle = kind === 'drop' ? '' : character;
      agree(text.slice(0, at) + middle + text.slice(at + (kind === 'put' ? 0 : 1)));
    }),
    { numRuns: 20_000, seed: 3 },
  );
});

function numberIsSure(text: string): boolean {
  const bytes = encoder.encode(`${text},1`);
  return numberEnd(bytes, 0) === text.length;
}

function numbersAgree(text: string): void {
  if (numberIsSure(text) !== isCanonical(text)) assert.unreachable(`${text}: ${numberIsSure(text)}`);
}

test('a number is canonical where it is the text of its double', () => {
  const texts = `0 -0 00 01 -01 1. .5 +1 - -. . 1.0 0.0 -0.0 0.10 0.5 -0.5 1e5 1E5 1e+5 1e21 1e+21 1E+21 1.0e+21
    100000000000000000000 1000000000000000000000 999999999999999999999 123456789012345 1234567890123456
    9007199254740991 9007199254740992 9007199254740993 12345678901234567 295147905179352830000 0.1000000000000000055
    0.000001 0.0000001 1e-7 1e-07 0.0000010 -0.000001 0.00000123456789012345 0.0000012345678901234567 1.5e-7 15e-8
    5e-324 4e-324 2.2250738585072014e-308 1.7976931348623157e+308 1.7976931348623159e+308 1e400 -1e400
    0.1 0.2 0.30000000000000004 0.3000000000000000 0.30000000000000005 0.1234567890123456789 1.2.3 1-2 1e 1e+ 1e--5
    4.35 0.000035 4503599627370496.5 4503599627370497.5 9007199254740991.5 0.5000000000000001 0.50000000000000011
    1.0000000000000002 1.0000000000000003 0.9999999999999999 0.99999999999999989 0x10 1_000 NaN Infinity -Infinity`;
  for (const text of texts.split(/\s+/)) numbersAgree(text);
});

test('a number of 15 to 18 digits is canonical where it is the text of its double', () => {
  const random = new Random(4);
  const bits = new DataView(new ArrayBuffer(8));
  for (let i = 0; i < 8000; i++) {
    bits.setFloat64(0, random.between(1, 10) * 10 ** random.integer(-8, 22));
    // Beside and at a power of two, where the gap below a double is half of that above.
    if (i % 4 === 0) bits.setBigUint64(0, (bits.getBigUint64(0) >> 52n) << 52n);
    if (i % 8 === 0) bits.setBigUint64(0, bits.getBigUint64(0) + BigInt(random.integer(-2, 2)));
    const value = bits.getFloat64(0);
    const text = String(value);
    const place = random.integer(0, text.length - 1);
    const digit = random.integer(0, 9);
    numbersAgree(text);
    numbersAgree(`-${text}`);
    numbersAgree(text.slice(0, -1) + digit);
    numbersAgree(text + digit);
    numbersAgree(text.slice(0, place) + digit + text.slice(place + 1));
    for (const precision of [15, 16, 17, 18]) numbersAgree(value.toPrecision(precision));
    const digits = `${random.integer(1e8, 1e9 - 1)}${random.integer(0, 1e8)}`;
    const point = random.integer(1, 16);
    numbersAgree(`${digits.slice(0, point)}.${digits.slice(point)}`);
    numbersAgree(`0.${'0'.repeat(point % 7)}${digits}`);
  }
});

test('any double, denormal or not', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      assert.ok(numberIsSure(String(value)));
      numbersAgree(value.toExponential());
    }),
    { numRuns: 5000, seed: 5 },
  );
});

test('UTF-8 is well formed where a strict decoder takes it', () => {
  const seconds = [0x00, 0x22, 0x5c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff];
  const others = [0x22, 0x7f, 0x80, 0xbf, 0xc0];
  let sure = 0;
  const check = (...bytes: number[]): void => {
    const text = Uint8Array.of(0x22, ...bytes, 0x22);
    let canonical = false;
    try {
      canonical = isCanonical(decoder.decode(text));
    } catch (error) {
      assert.instance(error, TypeError);
    }
    if (scanned(text) !== canonical) assert.unreachable(`${bytes.map((byte) => byte.toString(16))}`);
    if (canonical) sure++;
  };
  for (let lead = 0; lead < 256; lead++) check(lead);
  for (let lead = 0x80; lead < 256; lead++) {
    for (const second of seconds) {
      check(lead, second);
      for (const third of others) {
        check(lead, second, third);
        for (const fourth of others) check(lead, second, third, fourth);
      }
    }
  }
  assert.ok(sure > 200, `${sure} were well formed`);
});

test('escapes are those that JSON.stringify writes', () => {
  for (let code = 0; code < 0x100; code++) {
    const hex = code.toString(16).padStart(4, '0');
    agree(`"\\u${hex}"`);
    agree(`"\\u${hex.toUpperCase()}"`);
    agree(`"\\${String.fromCharCode(code)}"`);
    assert.ok(scanned(JSON.stringify(String.fromCharCode(code))), hex);
  }
  for (const text of ['"\\ud800"', '"\\ud83d\\ude00"', '"\\u"', '"\\u00', '"\\', '"', '"\\"']) agree(text);
});

test('nesting goes as deep as it is written', () => {
  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    const nested = (levels: number): string => `${open.repeat(levels)}0${close.repeat(levels)}`;
    for (const levels of [1, 256, 257, 258, 1000]) {
      assert.is(scanned(nested(levels)), isCanonical(nested(levels)), `${levels} levels`);
    }
    assert.ok(scanned(nested(257)));
    assert.not(scanned(nested(258)));
  }
});

test('an object is typed by a member of its own', () => {
  const cases: [string, boolean][] = [
    ['{"a":{"type":"x"},"type":"note"}', true],
    ['{"type":"x","zone":1}', true],
    ['{"a":{"type":"x"}}', false],
    ['{"type":""}', false],
    ['{"type":1}', false],
    ['{"type":["x"]}', false],
    ['{"types":"x"}', false],
    ['{"typ":"x"}', false],
    ['{}', false],
  ];
  for (const [text, typed] of cases) {
    assert.is(scanner.object(encoder.encode(text), 0), text.length, text);
    assert.is(scanner.typed, typed, text);
  }
});

test.run();
