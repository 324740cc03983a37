import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import { canonicalJson } from '../../src/ledger/index.ts';

test('the example of RFC 8785 §3.2.2', () => {
  const input = JSON.parse(`{
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
    "literals": [null, true, false]
  }`);
  assert.is(
    canonicalJson(input),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('keys are sorted by UTF-16 code units: the example of RFC 8785 §3.2.3', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const value = Object.fromEntries(keys.map((key) => [key, 0]));
  const sorted = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
  assert.is(canonicalJson(value), `{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(',')}}`);
});

test('number samples of RFC 8785 appendix B', () => {
  const samples: [string, string][] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ];
  for (const [bits, text] of samples) {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(`0x${bits}`));
    assert.is(canonicalJson(view.getFloat64(0)), text, bits);
  }
});

test('every JSON value is written as the reference library writes it, sorted or not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      assert.is(canonicalJson(value), canonicalize(value));
    }),
    { numRuns: 1000 },
  );
});

test('keys that look like numbers are sorted as text', () => {
  assert.is(canonicalJson({ 10: 1, 9: 2, a: { 2: 0, 11: 0 } }), '{"10":1,"9":2,"a":{"11":0,"2":0}}');
});

function nested(depth: number): unknown {
  let value: unknown = 0;
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}
const cyclic: { self?: unknown } = {};
cyclic.self = cyclic;

test('a member called toJSON that is no function is data', () => {
  assert.is(canonicalJson({ toJSON: 1, a: { toJSON: null } }), '{"a":{"toJSON":null},"toJSON":1}');
});

test('what JSON has no form for is refused, with its path', () => {
  const cases: [unknown, RegExp][] = [
    [{ a: [1, { b: Number.NaN }] }, /value\.a\[1\]\.b is NaN/],
    [{ a: Number.POSITIVE_INFINITY }, /value\.a is Infinity/],
    [{ a: undefined }, /value\.a is undefined/],
    [{ a: 1n }, /value\.a is a bigint/],
    [{ a: () => 0 }, /value\.a is a function/],
    [{ a: new Date(0) }, /value\.a is a Date/],
    [{ a: new Map() }, /value\.a is a Map/],
    [{ a: '\ud800' }, /value\.a has a lone surrogate/],
    [{ '\udc00': 1 }, /key with a lone surrogate/],
    [undefined, /value is undefined/],
    [{ b: 1, a: { toJSON: () => 0 } }, /value\.a is/],
    [nested(100_000), /nested more than 256 deep/],
    [cyclic, /nested more than 256 deep/],
    [Object.assign([1], { length: 3 }), /value\[1\] is undefined/],
  ];
  for (const [value, message] of cases) {
    try {
      canonicalJson(value);
      assert.unreachable(String(message));
    } catch (error) {
      assert.instance(error, InputError);
      assert.match((error as Error).message, message);
    }
  }
});

test.run();
