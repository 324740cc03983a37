/** Ledgers to measure on: made of the entries of real beats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Arbiter } from '../core/arbiter.ts';
import { intentEntries, recalibrationEntry } from '../core/entries.ts';
import { EntropyModel } from '../inference/entropy-model.ts';
import { type EntryData, ImmutableLedger, type LedgerOptions } from '../ledger/index.ts';

/** The seven entries of beat 10 of a run without a source. */
export async function beatEntries(): Promise<EntryData[]> {
  const entropyModel = await new EntropyModel().load();
  let now = 1_700_000_000;
  const clock = { now: () => (now += 0.0042), monotonic: () => now, sleep: async () => {} };
  const arbiter = new Arbiter({ entropyModel, clock });
  let entries: EntryData[] = [];
  for (let i = 0; i < 10; i++) {
    const record = await arbiter.executeBeat();
    if (record) entries = [...intentEntries(record), recalibrationEntry(record)];
  }
  await entropyModel.close();
  return entries;
}

/** A directory that is gone when the process ends. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'venom-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Entries appended at a time, as many as a thousand beats write. */
const BATCH = 7000;

/** Appends `count` entries of beats; `sample` is called after every tenth of them. */
export async function buildLedger(
  count: number,
  options: LedgerOptions,
  sample: (entries: number) => void = () => {},
): Promise<void> {
  const beat = await beatEntries();
  const ledger = await new ImmutableLedger({ durability: 'off', ...options }).open();
  const tenth = Math.ceil(count / 10);
  let next = tenth;
  for (let done = 0; done < count; ) {
    for (let i = 0; i < BATCH && done < count; i += beat.length) {
      const entries = beat.slice(0, count - done);
      // Times move on, so that no line is the other's.
      await ledger.enqueue(entries, 1_700_000_000 + done / 1000);
      done += entries.length;
    }
    await ledger.flush();
    for (; done >= next; next += tenth) sample(next);
  }
  await ledger.close();
}
