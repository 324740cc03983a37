/** ln and exp of the lanes have the bits of the scalar functions: theirs and those of the numeric core. */
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { instantiateKernels, newMemory } from '../../src/fleet/kernels.ts';
import { coreExp, coreLn } from '../../src/numeric/index.ts';
import { Random } from '../support/random.ts';

const memory = newMemory(4 * 65536, true);
const kernels = instantiateKernels(memory, true);
const FROM = 65536;
const TO = 2 * 65536;
const xs = new Float64Array(memory.buffer, FROM, 8192);
const ys = new Float64Array(memory.buffer, TO, 8192);
const FUNCTIONS = [
  ['ln', 0, coreLn],
  ['exp', 1, coreExp],
] as const;

/** Any double at all, by its bits. */
function anyDouble(random: Random): number {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setUint32(0, Math.floor(random.next() * 2 ** 32));
  bits.setUint32(4, Math.floor(random.next() * 2 ** 32));
  return bits.getFloat64(0);
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  5e-324,
  2.2250738585072009e-308,
  2.2250738585072014e-308,
  1.7976931348623157e308,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  Math.SQRT1_2,
  Math.SQRT2,
  709.782712893384,
  709.7827128933841,
  710,
  -745.1332191019411,
  -745.1332191019412,
  -746,
  0.5,
  2,
];

for (const [name, kind, core] of FUNCTIONS) {
  test(`${name}: 200,000 random doubles, in either lane, and the special ones`, () => {
    const random = new Random(kind + 11);
    for (let round = 0; round < 25; round++) {
      for (let i = 0; i < xs.length; i++) {
        xs[i] =
          round === 0
            ? (SPECIAL[random.integer(0, SPECIAL.length - 1)] ?? 0)
            : round % 2 === 0
              ? anyDouble(random)
              : random.between(-60, 60);
        if (kind === 1 && Number.isNaN(xs[i])) xs[i] = 0;
      }
      kernels.lanesOf(kind, FROM, TO, xs.length / 2);
      for (let i = 0; i < xs.length; i++) {
        const x = xs[i] ?? 0;
        if (!Object.is(ys[i], core(x)) || !Object.is(ys[i], kernels.scalarOf(kind, x))) {
          assert.unreachable(`${name}(${x}) is ${ys[i]} in a lane and ${core(x)} in the core`);
        }
      }
    }
  });

  test(`${name}: what fast-check finds`, () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
        xs.set([a, b]);
        kernels.lanesOf(kind, FROM, TO, 1);
        return Object.is(ys[0], core(a)) && Object.is(ys[1], core(b));
      }),
      { seed: 5, numRuns: 2000 },
    );
  });
}

test.run();
