/** Durable appends: against the disk's own rate, and against SQLite on the same disk with the same line. */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type EntryData, ImmutableLedger } from '../ledger/index.ts';
import { beatEntries, temporaryDirectory } from './ledger-data.ts';
import type { Contender } from './measure.ts';

/** Callers that append at the same time. */
const CALLERS = [64, 1024] as const;

export async function appendContenders(): Promise<Contender[]> {
  const directory = temporaryDirectory();
  const entry = (await beatEntries()).at(-2) ?? { type: 'note' };
  const line = `${JSON.stringify({ data: entry, hash: '0'.repeat(64), index: 1, previous_hash: '0'.repeat(64), timestamp: 1 })}\n`;
  const groups = await Promise.all(
    CALLERS.map(async (callers) => ({
      name: `ledger, group commit, ${callers} callers at a time`,
      run: await together(join(directory, `group-${callers}`), entry, callers),
    })),
  );
  const sqlite = await sqliteContenders(directory, line);
  return [
    { name: 'the disk: write and fdatasync, one at a time', run: bare(join(directory, 'bare'), line) },
    ...sqlite,
    { name: 'ledger, one caller', run: await together(join(directory, 'beat'), entry, 1) },
    ...groups,
  ];
}

function bare(path: string, line: string): (count: number) => void {
  const file = openSync(path, 'a');
  process.on('exit', () => closeSync(file));
  return (count) => {
    for (let i = 0; i < count; i++) {
      writeSync(file, line);
      fdatasyncSync(file);
    }
  };
}

async function sqliteContenders(directory: string, line: string): Promise<Contender[]> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(join(directory, 'sqlite'));
  database.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE entries (id INTEGER PRIMARY KEY, line TEXT)',
  );
  const insert = database.prepare('INSERT INTO entries (line) VALUES (?)');
  const batched = (size: number) => (count: number) => {
    for (let done = 0; done < count; done += size) {
      database.exec('BEGIN');
      for (let i = 0; i < Math.min(size, count - done); i++) insert.run(line);
      database.exec('COMMIT');
    }
  };
  return [
    {
      name: 'SQLite (WAL, FULL), one insert a transaction',
      run(count) {
        for (let i = 0; i < count; i++) insert.run(line);
      },
    },
    ...CALLERS.map((size) => ({
      name: `SQLite (WAL, FULL), ${size} inserts a transaction`,
      run: batched(size),
    })),
  ];
}

/** As many callers as that, each waiting for its own append before its next. */
async function together(
  dir: string,
  entry: EntryData,
  callers: number,
): Promise<(count: number) => Promise<void>> {
  const ledger = await new ImmutableLedger({ dir }).open();
  process.once('beforeExit', () => ledger.close());
  return async (count) => {
    let left = count;
    const caller = async (): Promise<void> => {
      while (left-- > 0) await ledger.append(entry, 1_700_000_000);
    };
    await Promise.all(Array.from({ length: Math.min(callers, count) }, caller));
  };
}
