/** Ledgers in directories of their own, for tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type Entry, ImmutableLedger, type LedgerOptions } from '../../src/ledger/index.ts';

export async function inTemporary<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'venom-ledger-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Appends `count` entries, 40 at a time, and closes. */
export async function fill(count: number, options: LedgerOptions): Promise<void> {
  const ledger = await new ImmutableLedger(options).open();
  const begin = ledger.length;
  for (let i = 0; i < count; i += 40) {
    const batch = Array.from({ length: Math.min(40, count - i) }, (_, j) => ({
      type: 'note',
      number: begin + i + j,
      text: `entry ${begin + i + j}`,
    }));
    await ledger.appendAll(batch, 1000 + begin + i);
  }
  await ledger.close();
}

export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string; fix?: string }> {
  try {
    await promise;
  } catch (error) {
    assert.instance(error, Error);
    return error as Error;
  }
  throw new Error('was not refused');
}

export async function entriesOf(ledger: ImmutableLedger): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of ledger.entries()) entries.push(entry);
  return entries;
}

/** What whole lines say in the segments of a ledger, also of one that is being written. */
export function dataIn<T = Entry['data']>(dir: string): T[] {
  const entries = join(dir, 'entries');
  return readdirSync(entries)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(entries, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line).data);
}
