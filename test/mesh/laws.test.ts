/** Laws of the protocol core under random schedules: whatever links do, nothing twice, in order, and in the end all. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SequenceSet } from '../../src/mesh/sequence-set.ts';
import { SimulatedNetwork } from '../../src/mesh/simulation/network.ts';

type Step =
  | { readonly kind: 'say'; readonly node: number }
  | { readonly kind: 'crash'; readonly node: number }
  | { readonly kind: 'cut'; readonly mask: number }
  | { readonly kind: 'wait'; readonly seconds: number };

const NODES = 5;
const node = fc.nat(NODES - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('say' as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), node }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cut' as const), mask: fc.nat(2 ** NODES - 1) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      seconds: fc.double({ min: 0.01, max: 3, noNaN: true }),
    }),
  },
);
const schedule = fc.record({
  seed: fc.nat(),
  // Beyond, a repair of four transmissions may take longer than the patience for it.
  loss: fc.double({ min: 0, max: 0.25, noNaN: true }),
  duplication: fc.double({ min: 0, max: 0.3, noNaN: true }),
  steps: fc.array(step, { minLength: 5, maxLength: 40 }),
});

const options = { numRuns: Number(process.env.VENOM_MESH_RUNS ?? 25), seed: 7, endOnFailure: true };

test('nothing is delivered twice, what one origin says comes in its order, and once it is quiet all have all', () => {
  fc.assert(
    fc.property(schedule, ({ seed, loss, duplication, steps }) => {
      /** By node: what it was given in its present life. */
      const got = Array.from({ length: NODES }, () => [] as { origin: string; epoch: number; seq: number }[]);
      const said = new Map<string, { epoch: number; seq: number }>();
      const network = new SimulatedNetwork({
        nodes: NODES,
        seed,
        link: { loss, duplication, delay: [0.001, 0.4] },
        deliver: (place, { origin, epoch, seq }) => got[place]?.push({ origin, epoch, seq }),
      });
      for (const step of steps) {
        if (step.kind === 'say') {
          const sent = network.broadcast(step.node, 'risk', { anoms: 1 });
          if (sent) said.set(network.idOf(step.node), sent);
        } else if (step.kind === 'crash') {
          network.crash(step.node);
          got[step.node] = [];
          network.start(step.node);
        } else if (step.kind === 'cut') network.partition((place) => (step.mask & (1 << place)) !== 0);
        else network.queue.runUntil(network.queue.now + step.seconds);
      }
      network.partition(undefined);
      // Every origin speaks once more in its present life, so that all know which life that is.
      for (let place = 0; place < NODES; place++) {
        const sent = network.broadcast(place, 'risk', { anoms: 1 });
        if (sent) said.set(network.idOf(place), sent);
      }
      network.queue.runUntil(network.queue.now + 60);
      for (let place = 0; place < NODES; place++) {
        const streams = Map.groupBy(got[place] ?? [], ({ origin }) => origin);
        for (const [origin, stream] of streams) {
          const order = stream.map(({ epoch, seq }) => epoch * 1e6 + seq);
          assert.equal(
            order,
            [...new Set(order)].sort((a, b) => a - b),
            `twice or out of order: ${order}`,
          );
          assert.is.not(origin, network.idOf(place));
        }
        for (const [origin, { epoch, seq }] of said) {
          if (origin === network.idOf(place)) continue;
          const present = (streams.get(origin) ?? [])
            .filter((one) => one.epoch === epoch)
            .map((one) => one.seq);
          // A life is told whole: from its first message, also to those that came later.
          assert.equal(
            present,
            Array.from({ length: seq }, (_, i) => i + 1),
            `node ${place} of ${origin}`,
          );
        }
      }
    }),
    options,
  );
});

test('a set of sequence numbers holds what was added to it, and asks for exactly what is missing', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 60 })),
      fc.integer({ min: 1, max: 60 }),
      (numbers, most) => {
        const set = new SequenceSet();
        for (const number of numbers) assert.ok(set.add(number));
        const held = new Set(numbers);
        for (let n = 1; n <= 61; n++) assert.is(set.has(n), held.has(n), `${n} of ${numbers}`);
        for (const [from, to] of set.ranges) assert.ok(from > set.prefix + 1 && from <= to);
        const missing = set
          .missingOf([[1, 60]], most)
          .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
        const all = Array.from({ length: 60 }, (_, i) => i + 1).filter((n) => !held.has(n));
        assert.equal(missing, all.slice(0, most));
      },
    ),
    { numRuns: 200, seed: 7 },
  );
});

test.run();
