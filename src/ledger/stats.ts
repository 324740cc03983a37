/** How large a ledger is and how fast it grows, from seals and its last segment alone. */
import { join } from 'node:path';
import { nodeFileSystem as files } from './file-system.ts';
import { LedgerReader } from './reader.ts';

export interface LedgerStats {
  readonly entries: number;
  /** Entries that the checkpoint signs. */
  readonly signed: number;
  readonly archived: number;
  readonly segments: { readonly here: number; readonly compressed: number; readonly archived: number };
  /** Bytes on this disk, by what they hold. */
  readonly bytes: { readonly entries: number; readonly tiles: number; readonly other: number };
  /** Seconds since the epoch; null while there are no entries. */
  readonly firstTimestamp: number | null;
  readonly lastTimestamp: number | null;
  /** Over the whole time of the ledger; null where that is too short to tell. */
  readonly perDay: { readonly entries: number; readonly bytes: number } | null;
}

const DAY = 86_400;
/** Seconds of entries below which a rate a day would be a guess. */
const SHORTEST = 1;

export async function ledgerStats(directory: string): Promise<LedgerStats> {
  const reader = await LedgerReader.open(directory);
  const segments = await reader.segments();
  const { length, firstKept } = await reader.end();
  const last = length > firstKept ? (await reader.entry(length - 1)).timestamp : null;
  const seals = segments.flatMap(({ seal }) => seal ?? []);
  const first =
    seals[0]?.first_timestamp ?? (length > firstKept ? (await reader.entry(firstKept)).timestamp : null);
  const lastTimestamp = last ?? seals.at(-1)?.last_timestamp ?? null;
  const here = segments.filter(({ name }) => name !== null);
  const lines = segments.reduce((sum, { seal, size }) => sum + (seal?.bytes ?? size), 0);
  const tiles = (await bytesBelow(join(directory, 'tile'))) + (await bytesBelow(join(directory, 'sha256')));
  const all = await bytesBelow(directory);
  const entries = here.reduce((sum, { size }) => sum + size, 0);
  const span = first === null || lastTimestamp === null ? 0 : lastTimestamp - first;
  return {
    entries: length,
    signed: reader.checkpoint?.size ?? 0,
    archived: firstKept,
    segments: {
      here: here.length,
      compressed: here.filter(({ compressed }) => compressed).length,
      archived: segments.length - here.length,
    },
    bytes: { entries, tiles, other: all - tiles - entries },
    firstTimestamp: first,
    lastTimestamp,
    perDay: span < SHORTEST ? null : { entries: (length / span) * DAY, bytes: (lines / span) * DAY },
  };
}

async function bytesBelow(path: string): Promise<number> {
  const found = await files.stat(path);
  if (!found) return 0;
  if (!found.directory) return found.size;
  let sum = 0;
  for (const name of await files.list(path)) sum += await bytesBelow(join(path, name));
  return sum;
}
