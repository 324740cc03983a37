/** The last beats computed again from a state taken from the record: from anywhere in a run, whatever happened in it. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { replayWindow } from '../../src/core/replay-window.ts';
import type { Entry } from '../../src/ledger/index.ts';
import { must, world } from '../support/supervised.ts';
import { SigmoidModel } from '../support/world.ts';

const WEIGHT = 0.5;

async function life(): Promise<{ entries: readonly Entry[]; config: Entry; weightSet: number }> {
  const { arbiter, beat, silence, ledger } = world({ entropyModel: new SigmoidModel() });
  for (const load of [0.2, 0.9, 1.4, 0.05]) await beat({ load, anoms: 0 });
  for (const anoms of [3, 9, 30]) await beat({ load: 0.5, anoms });
  for (let i = 0; i < 14; i++) {
    if (i % 4 === 0) arbiter.inject(1.25 * i, 'test');
    await beat({ load: 0.1 * i, anoms: i % 3 });
  }
  arbiter.setMlWeight(WEIGHT, 'test');
  for (let i = 0; i < 4; i++) await silence();
  for (let i = 0; i < 30; i++) await beat({ load: i % 9 === 0 ? null : 0.98 + i / 500, anoms: 0 });
  const entries: Entry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  const config = must(entries.find(({ data }) => data.type === 'config'));
  const { index } = must(entries.find(({ data }) => data.mlWeight === WEIGHT));
  return { entries, config, weightSet: index };
}

const { entries, config, weightSet } = await life();
const { mlWeight } = new SigmoidModel();
const anywhere = fc.integer({ min: 0, max: entries.length });

test('a window from anywhere to anywhere replays without a difference', () =>
  fc.assert(
    fc.asyncProperty(anywhere, anywhere, async (one, other) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const weight = from > weightSet ? WEIGHT : mlWeight;
      const { differences, beats, compared } = await replayWindow(config, entries.slice(from, to), weight);
      assert.equal(differences, []);
      assert.is(compared > 0, beats > 0);
    }),
    { numRuns: 60 },
  ));

test('from the start of a run every beat is computed again', async () => {
  const { given, beats } = await replayWindow(config, entries, mlWeight);
  assert.equal([given, beats], [0, 55]);
});

test('a number that was changed behind the first twenty beats is found where it stands', async () => {
  for (const field of ['budget', 'deltaO', 'threatAge']) {
    const window = entries.slice(100);
    const at = window.findLastIndex(({ data }) => data.type === 'recalibration') - 70;
    const place = window.findIndex(({ data }, i) => i >= at && data.type === 'recalibration');
    const changed = must(window[place]);
    const forged = window.with(place, { ...changed, data: { ...changed.data, [field]: 0.123 } });
    const { differences } = await replayWindow(config, forged, mlWeight);
    assert.equal(
      differences.map(({ entry, field }) => [entry, field]),
      [[changed.index, field]],
    );
  }
});

test.run();
