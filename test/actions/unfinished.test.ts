import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { unfinishedActs } from '../../src/actions/index.ts';
import { world } from '../support/supervised.ts';

const handlers = [
  { name: 'one', act: async () => 1 },
  { name: 'two', act: async () => Promise.reject(new Error('no hands')) },
];

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

test.run();
