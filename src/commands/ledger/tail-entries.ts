/** The end of a ledger, and what is added to it. Looked at again and again: not every file system tells of changes. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Entry } from '../../ledger/index.ts';
import { LedgerReader } from '../../ledger/reader.ts';
import { renderEntryLine } from './show-entries.ts';

/** Milliseconds between two looks. */
const PERIOD = 250;

export interface TailCommand {
  readonly directory: string;
  readonly lines: number;
  readonly follow: boolean;
  readonly json: boolean;
  print(text: string): void;
}

export async function tail({ directory, lines, follow, json, print }: TailCommand): Promise<void> {
  const reader = await LedgerReader.open(directory);
  const show = (entry: Entry): void => print(json ? JSON.stringify(entry) : renderEntryLine(entry));
  const end = await reader.end();
  let next = Math.max(end.firstKept, end.length - lines);
  for await (const entry of reader.entries(next, end.length)) show(entry);
  next = end.length;
  if (!follow) return;
  const stop = new AbortController();
  const stopped = (): void => stop.abort();
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  process.stdout.once('error', stopped);
  let size = end.bytes;
  while (!stop.signal.aborted) {
    const now = await reader.bytes();
    if (now !== size) {
      size = now;
      for await (const entry of reader.entries(next)) {
        if (stop.signal.aborted) break;
        show(entry);
        next = entry.index + 1;
      }
    }
    // An abort is the way to end, not an error.
    await sleep(PERIOD, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}
