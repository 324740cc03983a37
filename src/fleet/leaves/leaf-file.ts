/**
 * The files of leaves beside a ledger: `<ledger>/fleet/<run>-<beat>.leaves`, the run being the index of the entry that
 * opens it, the beat the first in the file. A file is blocks one after the other, a snapshot first. Blocks are only ever
 * appended; one counts from when an entry of the ledger commits to it, which is written after the block is on disk. What
 * a process did not live to end lies behind the last one that is committed to, and nobody reads it.
 */
import { join } from 'node:path';
import type { FileSystem, LedgerFile } from '../../ledger/file-system.ts';
import { BLOCK_HEAD, type BlockHead, readBlockHead } from './block.ts';

export const LEAVES_DIRECTORY = 'fleet';

const NAME = /^(\d{16})-(\d{12})\.leaves$/;

export function leafFileName(run: number, beat: number): string {
  return `${String(run).padStart(16, '0')}-${String(beat).padStart(12, '0')}.leaves`;
}

/** A file of leaves and what is in it. */
export interface LeafFile {
  readonly name: string;
  /** Index of the entry that opens its run. */
  readonly run: number;
  readonly firstBeat: number;
  readonly beats: number;
  readonly lastBeat: number;
  /** Time of the last beat, seconds. */
  readonly lastTimestamp: number;
  readonly bytes: number;
}

/** The files of leaves of a ledger, oldest first; none where there is no such directory. */
export async function listLeafFiles(files: FileSystem, ledgerDir: string): Promise<LeafFile[]> {
  const directory = join(ledgerDir, LEAVES_DIRECTORY);
  if (!(await files.stat(directory))?.directory) return [];
  const found: LeafFile[] = [];
  for (const name of (await files.list(directory)).sort()) {
    const parts = NAME.exec(name);
    if (parts)
      found.push(await describe(files, join(directory, name), name, Number(parts[1]), Number(parts[2])));
  }
  return found;
}

async function describe(
  files: FileSystem,
  path: string,
  name: string,
  run: number,
  firstBeat: number,
): Promise<LeafFile> {
  const file = await files.open(path, 'read');
  try {
    let [beats, lastBeat, lastTimestamp, bytes] = [0, firstBeat - 1, Number.NEGATIVE_INFINITY, 0];
    for (let head = await headAt(file, 0); head !== undefined; head = await headAt(file, bytes)) {
      if (head.kind === 'beat') {
        beats++;
        lastBeat = head.beat;
        lastTimestamp = head.timestamp;
      }
      bytes += head.bytes;
    }
    return { name, run, firstBeat, beats, lastBeat, lastTimestamp, bytes };
  } finally {
    await file.close();
  }
}

async function headAt(file: LedgerFile, offset: number): Promise<BlockHead | undefined> {
  return readBlockHead(await bytesAt(file, offset, BLOCK_HEAD));
}

/** The bytes that there are, at most `length`. */
export async function bytesAt(file: LedgerFile, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = await file.read(bytes.subarray(done), offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
