/** What a replay makes of ledgers that hash right and still are not what a run writes; and of a beat that failed. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GenomicPID } from '../../src/control/index.ts';
import { VerificationError } from '../../src/core/errors.ts';
import { type Replayed, type ReplayTally, replay } from '../../src/core/replay.ts';
import { WhatIf } from '../../src/core/what-if.ts';
import type { Entry, EntryData } from '../../src/ledger/index.ts';
import { entriesOf } from '../support/ledgers.ts';
import { world } from '../support/supervised.ts';

const tally = (): ReplayTally => ({ runs: 0, cutShort: 0, skipped: 0, otherCores: 0 });

async function* each(entries: readonly Entry[]): AsyncIterable<Entry> {
  yield* entries;
}

async function lived(): Promise<Entry[]> {
  const { beat, ledger } = world();
  for (const [load, anoms] of [
    [0.2, 1],
    [1.4, 0],
    [0.5, 3],
    [0.4, 0],
  ] as const) {
    await beat({ load, anoms });
  }
  return entriesOf(ledger);
}

async function replayed(entries: readonly Entry[], counts = tally()): Promise<Replayed[]> {
  const all: Replayed[] = [];
  for await (const beat of replay(each(entries), counts)) all.push(beat);
  return all;
}

async function fieldsOf(entries: readonly Entry[]): Promise<string[]> {
  return (await replayed(entries)).flatMap(({ differences }) => differences.map(({ field }) => field));
}

async function refusal(entries: readonly Entry[]): Promise<string> {
  try {
    await replayed(entries);
  } catch (error) {
    assert.instance(error, VerificationError);
    return (error as Error).message;
  }
  throw new Error('not refused');
}

const placeOf = (entries: readonly Entry[], type: string, beat?: number): number =>
  entries.findIndex(({ data }) => data.type === type && (beat === undefined || data.beat === beat));

function changed(entries: readonly Entry[], type: string, change: object): Entry[] {
  const place = placeOf(entries, type, type === 'config' ? undefined : 3);
  return entries.map((entry, i) =>
    i === place ? { ...entry, data: { ...entry.data, ...change } as EntryData } : entry,
  );
}

test('an entry too many in a beat is refused, at its index', async () => {
  const entries = await lived();
  for (const type of ['action', 'flow_result']) {
    const place = placeOf(entries, type, 3);
    const twice = entries
      .toSpliced(place, 0, entries[place] as Entry)
      .map((entry, index) => ({ ...entry, index }));
    assert.match(await refusal(twice), new RegExp(`entry (${place + 1}|${place + 2}): .* stands where`));
  }
});

test('another beat number or time within a beat is refused', async () => {
  const entries = await lived();
  assert.match(await refusal(changed(entries, 'action', { beat: 9 })), 'data.beat');
  const place = placeOf(entries, 'action', 3);
  const early = entries.map((entry, i) => (i === place ? { ...entry, timestamp: 1 } : entry));
  assert.match(await refusal(early), `entry ${place}: timestamp is 1`);
});

test('a whole beat taken out is found by the number of the next', async () => {
  const entries = await lived();
  const rest = entries.filter(({ data }) => data.beat !== 3);
  assert.is((await fieldsOf(rest))[0], 'beat');
});

test('blindness that no core spoke of is a difference, and no crash', async () => {
  const fields = await fieldsOf(changed(await lived(), 'pulse', { blind: true }));
  assert.ok(fields.includes('flows.E.error'), fields.join());
});

test('a load that is not the one among the readings is found', async () => {
  const fields = await fieldsOf(changed(await lived(), 'pulse', { metrics: { load: 99, anoms: 3 } }));
  assert.ok(fields.includes('load.value'), fields.join());
});

test('a number that the numeric core refuses is refused with its place', async () => {
  const entries = await lived();
  assert.match(await refusal(changed(entries, 'pulse', { p: -1 })), /run 1 beat 3 entry \d+: p is -1/);
  const pulse = { k: 0, lnU: 4, p: 5, t1: 0.001, u: Math.exp(4) };
  assert.match(await refusal(changed(entries, 'config', { pulse })), /entry 1: k is 0/);
  assert.match(
    await refusal(changed(entries, 'config', { pulse: { ...pulse, k: 4, lnU: 3.9 } })),
    /entry 1: data\.pulse\.lnU is 3\.9/,
  );
});

test('what was injected before a beat that failed is spent, live and in the replay', async () => {
  const { arbiter, beat, ledger } = world({ pid: new GenomicPID({ kd: 1e308 }) });
  await beat({ load: 0.1, anoms: 0 });
  arbiter.inject(2, 'test');
  let failed = false;
  await beat({ load: 900, anoms: 0 }).catch(() => {
    failed = true;
  });
  assert.ok(failed);
  await beat({ load: 0.1, anoms: 0 });
  const counts = tally();
  const all = await replayed(await entriesOf(ledger), counts);
  assert.is(counts.cutShort, 1);
  assert.equal(
    all.flatMap(({ differences }) => differences),
    [],
  );
});

test('what if the setpoint were so low that the load is held at its most: the figures of a run that did', async () => {
  const figures = async (setpoint: number, other?: number) => {
    const { beat, ledger } = world({ load: { metric: 'load', setpoint } });
    for (let i = 0; i < 10; i++) await beat({ load: 5, anoms: 0 });
    const what = new WhatIf(other === undefined ? {} : { setpoint: other }, undefined);
    for await (const each of replay(ledger.entries(), tally())) await what.add(each);
    return what.report();
  };
  assert.equal((await figures(1, 0.001)).alternative, (await figures(0.001)).recorded);
});

test.run();
