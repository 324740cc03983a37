/** Ledgers in directories of their own, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { ImmutableLedger, type LedgerOptions } from '../../src/ledger/index.ts';

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
