import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { UnderWayNotes, unfinishedActs } from '../../src/actions/index.ts';
import { type ReplayTally, replay } from '../../src/core/replay.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { entriesOf } from '../support/ledgers.ts';
import { must, settle, world } from '../support/supervised.ts';
import { FedSource } from '../support/world.ts';

const handlers = [
  { name: 'one', act: async () => 1 },
  { name: 'two', act: async () => Promise.reject(new Error('no hands')) },
];

async function replaysEvenly(ledger: ImmutableLedger): Promise<void> {
  const tally: ReplayTally = { runs: 0, cutShort: 0, skipped: 0, otherCores: 0 };
  for await (const { differences } of replay(ledger.entries(), tally)) assert.equal(differences, []);
}

test('acts that came to an end, good or bad, are not unfinished', async () => {
  const { beat, ledger } = world({ actions: handlers });
  for (let i = 0; i < 3; i++) await beat({ load: 0.2, anoms: 4 });
  assert.equal(await unfinishedActs(ledger), []);
});

test('an intent without an outcome of one of those it names is; one that was reported is not told again', async () => {
  const { beat, ledger } = world({ actions: handlers });
  await beat({ load: 0.2, anoms: 4 });
  const intent = { acting: ['one', 'two'], beat: 2, enacted: 'ALERT', type: 'action' };
  const { index } = await ledger.append(intent, 1_700_000_005);
  const outcome = { action: 'ALERT', beat: 2, handler: 'two', ok: true, result: null, type: 'outcome' };
  await ledger.append(outcome, 1_700_000_006);
  assert.equal(await unfinishedActs(ledger), [{ entry: index, beat: 2, action: 'ALERT', handler: 'one' }]);

  const next = world({ ledger });
  const told: unknown[] = [];
  next.arbiter.on('unfinished', (act) => told.push(act));
  await next.beat({ load: 0.2, anoms: 0 });
  assert.equal(told, [{ entry: index, beat: 2, action: 'ALERT', handler: 'one' }]);
  assert.equal(await next.entries('unfinished'), [
    { action: 'ALERT', beat: 2, handler: 'one', intent: index, type: 'unfinished' },
  ]);
  assert.equal(await unfinishedActs(ledger), []);
});

test('an act that is long under way is found behind however many entries', async () => {
  const waiting = { name: 'slow', act: () => new Promise(() => undefined) };
  const source = new FedSource(1e4);
  const { arbiter, clock, ledger } = world({ source, actions: [waiting], actionTimeout: 1e9 });
  let beats = 0;
  arbiter.on('beat', () => beats++);
  arbiter.start().catch(() => undefined);
  const feed = async (anoms: number) => {
    source.feed({ timestamp: clock.now(), metrics: { load: 0.2, anoms } });
    const fed = beats + 1;
    await settle(() => {
      clock.advance(0.005);
      return beats === fed;
    });
  };
  await feed(4);
  const intent = (await entriesOf(ledger)).find(({ data }) => data.type === 'action');
  // What other entities write meanwhile.
  const others = Array.from({ length: 2000 }, (_, place) => ({ place, type: 'elsewhere' }));
  while (ledger.length < 40_000) {
    await ledger.enqueue(others, clock.now());
    await feed(4);
  }
  const [left, ...more] = await unfinishedActs(ledger);
  assert.equal(left, { entry: must(intent).index, beat: 1, action: 'ALERT', handler: 'slow' });
  assert.equal(more, []);
  const notes = (await entriesOf(ledger)).filter(({ data }) => data.type === 'under_way');
  assert.ok(notes.length >= 9 && notes.length <= 11, String(notes.length));
  await replaysEvenly(ledger);
});

test('a beat of a fleet may be longer than what is looked through', async () => {
  const ledger = await new ImmutableLedger().open();
  const intent = { acting: ['slow'], beat: 1, enacted: 'ALERT', entity: 'a', type: 'fleet_entity' };
  const { index } = await ledger.append(intent, 1);
  const told = Array.from({ length: 10_000 }, (_, row) => ({ beat: 2, row, type: 'fleet_entity' }));
  await ledger.enqueue([{ beat: 2, type: 'fleet' }, ...told], 2);
  const act = { entry: index, entity: 'a', beat: 1, action: 'ALERT', handler: 'slow' };
  assert.equal(await unfinishedActs(ledger), [act]);
});

test('what ended meanwhile is not noted any more', () => {
  const notes = new UnderWayNotes();
  const act = { entry: 1, beat: 1, action: 'ALERT', handler: 'x' };
  assert.equal(
    notes.due(2047, () => [act]),
    [],
  );
  assert.equal(
    notes.due(2048, () => [act]),
    [{ acts: [act], type: 'under_way' }],
  );
  assert.equal(
    notes.due(4095, () => [act]),
    [],
  );
  assert.equal(
    notes.due(4096, () => []),
    [],
  );
});

test.run();
