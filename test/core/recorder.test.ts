/** What the loop does about a ledger that fails under it. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Intent } from '../../src/actions/index.ts';
import { type Append, ImmutableLedger, MemoryStore } from '../../src/ledger/index.ts';
import { world } from '../support/supervised.ts';

/** Stores until told to fail; tells what had been stored when. */
class FailingStore extends MemoryStore {
  failing = false;
  stored = '';

  override async append(lines: Append): Promise<void> {
    if (this.failing) throw new Error('no space left');
    await super.append(lines);
    this.stored += new TextDecoder().decode(lines.bytes);
  }
}

function supervised(onLedgerFailure: 'halt' | 'degrade') {
  const store = new FailingStore();
  const acts: { readonly intent: Intent; readonly storedBefore: string }[] = [];
  const made = world({
    ledger: new ImmutableLedger({ store }),
    onLedgerFailure,
    actions: [
      {
        name: 'witness',
        act: async (intent) => {
          acts.push({ intent, storedBefore: store.stored });
          return null;
        },
      },
    ],
  });
  return { ...made, store, acts };
}

test('nothing acts before its intent is stored', async () => {
  const { beat, acts } = supervised('halt');
  const record = await beat({ load: 0.2, anoms: 4 });
  assert.is(record.enacted, 'ALERT');
  assert.is(acts.length, 1);
  assert.match(acts[0]?.storedBefore ?? '', /"enacted":"ALERT"/);
});

test('halt: the error ends the beat, and nothing acts on it', async () => {
  const { beat, acts, store } = supervised('halt');
  await beat({ load: 0.2, anoms: 0 });
  store.failing = true;
  let message = '';
  await beat({ load: 0.2, anoms: 4 }).catch((error: Error) => {
    message = error.message;
  });
  assert.is(message, 'no space left');
  assert.is(acts.filter(({ intent }) => intent.action === 'ALERT').length, 0);
});

test('degrade: the loop goes on deciding and says so once; nothing acts any more', async () => {
  const { arbiter, beat, acts, store } = supervised('degrade');
  const failures: string[] = [];
  arbiter.on('ledgerFailure', ({ message }) => failures.push(message));
  const first = await beat({ load: 0.2, anoms: 4 });
  store.failing = true;
  const before = acts.length;
  const records = [];
  for (let i = 0; i < 3; i++) records.push(await beat({ load: 0.2, anoms: 4 }));
  assert.equal(
    records.map(({ enacted }) => enacted),
    ['ALERT', 'ALERT', 'ALERT'],
  );
  assert.equal(failures, ['no space left']);
  assert.is(acts.length, before);
  assert.ok(first.ledgerLength > 0);
});

test('degrade: a run ends with a report of what was not recorded', async () => {
  const store = new FailingStore();
  const { arbiter } = world({
    ledger: new ImmutableLedger({ store }),
    onLedgerFailure: 'degrade',
    source: null,
    load: null,
    clock: { now: () => 1, monotonic: () => 1, sleep: async () => {} },
  });
  arbiter.on('beat', ({ beat }) => {
    store.failing = beat >= 2;
  });
  const report = await arbiter.start({ beats: 6 });
  assert.is(report.beats, 6);
  assert.not(report.ledger.verified);
  assert.match(report.ledger.failure?.message ?? '', 'no space left');
  const unrecorded = report.ledger.failure?.beats ?? 0;
  assert.ok(unrecorded >= 3 && unrecorded <= 4, `${unrecorded}`);
});

test.run();
