/**
 * Fills a small file system that is given to it, and tells as JSON what the ledger on it did: when it was full, when
 * it was started again while full, when there was room again, and when it had become read only.
 */
import { execFileSync } from 'node:child_process';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodeOf, VenomError } from '../../src/core/errors.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { type Entry, ImmutableLedger } from '../../src/ledger/index.ts';
import { checkLedger } from './ledger-check.ts';

export interface Told {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

export interface Report {
  readonly full: Told | null;
  readonly afterwards: Told | null;
  readonly closed: Told | null;
  readonly acknowledged: number;
  /** Entries there, read from scratch. */
  readonly found: number;
  readonly again: Told | null;
  readonly withRoom: Told | null;
  /** Entries there, and those that are signed, after going on. */
  readonly end: readonly number[];
  readonly readOnly: Told | null;
  /** Entries that a reader finds where nothing can be written. */
  readonly read: number;
}

const [root = ''] = process.argv.slice(2);
const dir = join(root, 'ledger');
const ballast = join(root, 'ballast');
const acknowledged: Entry[] = [];

async function told(work: Promise<unknown>): Promise<Told | null> {
  try {
    await work;
    return null;
  } catch (error) {
    if (!(error instanceof VenomError)) throw error;
    return { code: error.code, message: error.message, fix: error.fix };
  }
}

function make(): ImmutableLedger {
  return new ImmutableLedger({ dir, segments: { entries: 40 }, checkpointEvery: { entries: 25 } });
}

async function fill(ledger: ImmutableLedger): Promise<void> {
  for (let i = 0; i < 10_000; i++) {
    acknowledged.push(await ledger.append({ type: 'note', i, text: 'x'.repeat(i % 700) }, i));
  }
}

/** More than the rest of a page that a file already has: a small entry may fit on a disk that is full. */
const LONG = 'x'.repeat(1 << 13);

async function goOn(ledger: ImmutableLedger): Promise<void> {
  await ledger.open();
  acknowledged.push(await ledger.append({ type: 'note', text: LONG }, 1e6));
  await ledger.close();
}

/** Takes what room is left: what failed to be written may have given some back. */
async function fillUp(path: string): Promise<void> {
  try {
    for (;;) await appendFile(path, new Uint8Array(4096));
  } catch (error) {
    if (systemCodeOf(error) !== 'ENOSPC') throw error;
  }
}

/** The ledger is closed whatever happens, as it holds the lock. */
async function toldAndClosed(): Promise<Told | null> {
  const ledger = make();
  const why = await told(goOn(ledger));
  await told(ledger.close());
  return why;
}

await writeFile(ballast, new Uint8Array(64 << 10));
const ledger = await make().open();
const full = await told(fill(ledger));
const afterwards = await told(ledger.append({ type: 'note' }, 1e6));
const closed = await told(ledger.close());
const { entries: found } = await checkLedger(nodeFileSystem, dir, acknowledged);
const before = acknowledged.length;
await fillUp(join(root, 'rest'));
const again = await toldAndClosed();
await rm(ballast);
const withRoom = await toldAndClosed();
const { entries, signed } = await checkLedger(nodeFileSystem, dir, acknowledged);
execFileSync('mount', ['-o', 'remount,bind,ro', root]);
const readOnly = await toldAndClosed();
const reader = await new ImmutableLedger({ dir, readOnly: true }).open();
const report: Report = {
  full,
  afterwards,
  closed,
  acknowledged: before,
  found: found.length,
  again,
  withRoom,
  end: [entries.length, signed[0] ?? 0],
  readOnly,
  read: reader.length,
};
process.stdout.write(JSON.stringify(report));
