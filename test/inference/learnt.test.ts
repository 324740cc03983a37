/** What a detector has learnt, saved and gone on from. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { seeded } from '../../src/bench/noises.ts';
import { InputError } from '../../src/core/errors.ts';
import { SurpriseDetector, type SurpriseDetectorOptions } from '../../src/inference/surprise-detector.ts';
import { createSha3, hexOfBytes } from '../../src/ledger/hash.ts';
import { coreSha256 } from '../../src/numeric/index.ts';
import { must } from '../support/supervised.ts';

const NAMES = ['b', 'a', 'a.x', 'z-é'];

/** Readings without the host's Math: waves, levels and bursts, gaps, and now and then no reading. */
function* readings(seed: number, length: number) {
  const next = seeded(seed);
  for (let t = 0; t < length; t++) {
    const burst = t > 300 && t % 150 < 3 ? 80 : 0;
    const metrics = Object.fromEntries(
      NAMES.map((name, i) => [name, next() < 0.01 ? null : 10 * i + next() + next() + burst]),
    );
    yield { timestamp: 1e9 + 60 * t + (t > 200 ? 5000 : 0), metrics };
  }
}

function watched(options: SurpriseDetectorOptions = {}) {
  const scores: number[] = [];
  const detector = new SurpriseDetector({
    leastChange: () => ({ absolute: 0, relative: 0 }),
    onScore: ({ score, told }) => scores.push(score, told),
    ...options,
  });
  return { detector, scores };
}

const refused = (error: Error): boolean =>
  error instanceof InputError && error.code === 'ERR_DETECTOR_STATE' && error.message.length < 300;

test('a detector goes on from what another one learnt as if it were that one', () => {
  fc.assert(
    fc.property(fc.nat(1e6), fc.integer({ min: 1, max: 699 }), (seed, split) => {
      const [first, second] = [watched(), watched()];
      const window = 10;
      for (const [t, sample] of [...readings(seed, 700)].entries()) {
        if (t === split) second.detector.restore(must(first.detector.save()));
        const one = first.detector.observe(sample);
        if (t < split) continue;
        const other = second.detector.observe(sample);
        // What surprised at the moment of saving is not saved: it has faded after the window.
        if (t >= split + window) assert.equal(other, one);
      }
      assert.equal(second.scores, first.scores.slice(first.scores.length - second.scores.length));
      assert.equal(second.detector.save(), first.detector.save());
    }),
    { numRuns: 15 },
  );
});

test('the same samples make the same state on every runtime', async () => {
  const { detector } = watched();
  for (const sample of readings(5, 900)) detector.observe(sample);
  const state = must(detector.save());
  // The build of the numeric core is named in it, and may be another one with the same bits.
  const core = new TextDecoder('latin1').decode(state).indexOf(coreSha256);
  const sha3 = hexOfBytes((await createSha3()).bytes(state.slice().fill(0, core, core + coreSha256.length)));
  assert.is(sha3, '73294f3a9d75c8ec6b98e94039c22b4a3ad943dd57cd7cfac7ad42212db2c929');
  const order = watched().detector;
  for (const { timestamp, metrics } of readings(5, 900)) {
    const turned = Object.fromEntries(Object.entries(metrics).toReversed());
    order.observe({ timestamp, metrics: turned });
  }
  assert.equal(order.save(), state);
});

test('a metric that was gone when the state was saved is forgotten when it would have been', () => {
  const [first, second] = [watched().detector, watched().detector];
  for (let t = 0; t < 3600; t++) {
    const sample = { timestamp: t, metrics: t < 100 ? { stays: t % 7, goes: t % 5 } : { stays: t % 7 } };
    if (t === 250) second.restore(must(first.save()));
    first.observe(sample);
    if (t >= 250) second.observe(sample);
  }
  assert.equal(second.save(), first.save());
});

test('there is nothing to save before the first sample, and −0 is learnt as 0', () => {
  const [negative, positive] = [watched().detector, watched().detector];
  assert.is(negative.save(), undefined);
  for (let t = 0; t < 300; t++) {
    negative.observe({ timestamp: t, metrics: { a: -0 } });
    positive.observe({ timestamp: t, metrics: { a: 0 } });
  }
  assert.equal(negative.save(), positive.save());
});

test('what is no state of this detector is refused, and it can learn by itself', () => {
  const { detector: taught } = watched();
  for (const sample of readings(3, 400)) taught.observe(sample);
  const state = must(taught.save());
  const text = new TextDecoder('latin1').decode(state);
  const begin = 16 + new DataView(state.buffer).getUint32(12, true);
  const withHead = (change: (head: Record<string, unknown>) => object): Uint8Array => {
    const head = new TextEncoder().encode(JSON.stringify(change(JSON.parse(text.slice(16, begin)))));
    const bytes = new Uint8Array([...state.subarray(0, 16), ...head, ...state.subarray(begin)]);
    new DataView(bytes.buffer).setUint32(12, head.length, true);
    return bytes;
  };
  const bad: Uint8Array[] = [
    new Uint8Array(0),
    new Uint8Array(5000),
    state.subarray(0, 20),
    state.subarray(0, state.length - 1),
    new Uint8Array([...state, 0]),
    withHead((head) => ({ ...head, core: '0'.repeat(64) })),
    withHead((head) => ({ ...head, version: '1' })),
    withHead((head) => ({ ...head, samples: -1 })),
    withHead((head) => ({ ...head, samples: 0.5 })),
    withHead((head) => ({ ...head, series: [] })),
    withHead((head) => ({ ...head, more: 1 })),
  ];
  const { detector, scores } = watched();
  for (const bytes of bad) assert.throws(() => detector.restore(bytes), refused);
  const alone = watched();
  for (const sample of readings(9, 300)) {
    detector.observe(sample);
    alone.detector.observe(sample);
  }
  assert.equal(scores, alone.scores);
  assert.throws(() => detector.restore(state), refused);
  assert.throws(() => new SurpriseDetector({ rule: '1' }).restore(state), refused);
});

test('a head with any byte changed is refused, or is a state', () => {
  const { detector: taught } = watched();
  for (const sample of readings(3, 250)) taught.observe(sample);
  const state = must(taught.save());
  const begin = 16 + new DataView(state.buffer).getUint32(12, true);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: begin - 1 }), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = state.slice();
      changed[at] = (changed[at] ?? 0) ^ by;
      try {
        watched().detector.restore(changed);
      } catch (error) {
        assert.ok(error instanceof Error && refused(error), String(error));
      }
    }),
    { numRuns: 200 },
  );
});

test.run();
