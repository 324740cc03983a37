/**
 * What is done to a ledger beside its writer: compressing and archiving sealed segments. Neither touches what a writer
 * writes; one at a time, by a lock of their own. Every step is durable before the one that depends on it: a crash
 * leaves a segment in one place or in both, never in none.
 */
import { realpath } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { StorageError, UsageError } from '../core/errors.ts';
import { storageError } from './directory-store.ts';
import { nodeFileSystem as files } from './file-system.ts';
import { makeDirectory, readIfThere, replaceDurably } from './files.ts';
import { acquireLock } from './lock.ts';
import { sameBytes } from './proof.ts';
import { LedgerReader } from './reader.ts';
import {
  compressedName,
  type Seal,
  type Segment,
  sealName,
  sealText,
  segmentName,
  writeSeal,
} from './segment.ts';

export interface Compressed {
  readonly segment: string;
  /** Bytes before and after. */
  readonly before: number;
  readonly after: number;
}

/** Compresses every sealed segment that is not compressed yet. */
export async function compressSegments(directory: string): Promise<Compressed[]> {
  return alone(directory, async (entries) => {
    const done: Compressed[] = [];
    for (const { seal, compressed, name, first } of await sealedSegments(directory)) {
      if (!seal || compressed || name === null) continue;
      const lines = await files.readFile(join(entries, segmentName(first)));
      const bytes = new Uint8Array(await promisify(gzip)(lines));
      await replaceDurably(files, { path: join(entries, compressedName(first)), bytes });
      const back = await promisify(gunzip)(await files.readFile(join(entries, compressedName(first))));
      if (!sameBytes(new Uint8Array(back), lines)) throw notReadBack(compressedName(first));
      await files.unlink(join(entries, segmentName(first)));
      await files.syncDirectory(entries);
      done.push({ segment: segmentName(first), before: lines.length, after: bytes.length });
    }
    return done;
  });
}

export interface Retention {
  /** Seconds: segments whose latest entry is older are archived. */
  readonly olderThan?: number;
  /** Bytes: the oldest are archived until no more than this is left. */
  readonly keepBytes?: number;
}

export interface Archived {
  readonly segment: string;
  readonly first: number;
  readonly count: number;
  readonly bytes: number;
}

export interface ArchiveOptions {
  readonly to: string;
  readonly retention: Retention;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Only says what would be moved. */
  readonly dryRun?: boolean;
}

/**
 * Moves the oldest sealed segments to another directory. Their seals and hashes stay: the chain, roots and proofs of
 * what is kept, and consistency over everything, go on. Only what the checkpoint covers is moved, oldest first.
 */
export async function archiveSegments(directory: string, options: ArchiveOptions): Promise<Archived[]> {
  const to = resolve(options.to);
  if (to === resolve(directory, 'entries')) {
    throw new UsageError('the archive cannot be the directory that the segments are in', {
      code: 'ERR_ARCHIVE',
      fix: 'Give --to another directory, best on another disk.',
    });
  }
  return alone(directory, async (entries) => {
    if (!options.dryRun) await requireArchive(entries, to);
    const segments = await sealedSegments(directory);
    const chosen = choose(segments, options.retention, options.now);
    const done: Archived[] = [];
    for (const { name, size, seal, first } of chosen) {
      if (name === null || !seal) continue;
      if (!options.dryRun) await move(entries, to, name, { ...seal, archived: { at: options.now, to } });
      done.push({ segment: name, first, count: seal.count, bytes: size });
    }
    return done;
  });
}

/** The oldest ones for which the rule holds: those after a segment that stays, stay too. */
function choose(segments: readonly Segment[], { olderThan, keepBytes }: Retention, now: number): Segment[] {
  let left = segments.reduce((sum, { size }) => sum + size, 0);
  const chosen: Segment[] = [];
  for (const segment of segments) {
    const { seal, size, name } = segment;
    if (name === null) continue;
    const old = olderThan !== undefined && seal !== undefined && now - seal.last_timestamp > olderThan;
    const much = keepBytes !== undefined && left > keepBytes;
    if (!seal || !(old || much)) break;
    chosen.push(segment);
    left -= size;
  }
  return chosen;
}

/** An archive is a directory of its own: not this ledger's entries by another name, and not those of another. */
async function requireArchive(entries: string, to: string): Promise<void> {
  await makeDirectory(files, to);
  const place = await realpath(to);
  const beside = await Promise.all(
    ['lock', 'checkpoint', 'key.pub'].map((name) => files.stat(join(place, '..', name))),
  );
  const another = basename(place) === 'entries' && beside.some((found) => found !== undefined);
  if (place !== (await realpath(entries)) && !another) return;
  throw new UsageError(`${to} is the directory that a ledger keeps its segments in`, {
    code: 'ERR_ARCHIVE',
    fix: 'Give --to a directory of its own, best on another disk.',
  });
}

async function move(entries: string, to: string, name: string, seal: Seal): Promise<void> {
  const bytes = await files.readFile(join(entries, name));
  const sealBytes = new TextEncoder().encode(sealText({ ...seal, archived: null }));
  for (const [file, own] of [
    [name, bytes],
    [sealName(seal.first), sealBytes],
  ] as const) {
    const there = await readIfThere(files, join(to, file));
    if (!there || sameBytes(there, own)) continue;
    throw new StorageError(`${join(to, file)} is there already, and is another`, {
      code: 'ERR_ARCHIVE',
      fix: 'Give every ledger an archive of its own: nothing was moved over it.',
    });
  }
  await replaceDurably(
    files,
    { path: join(to, name), bytes },
    { path: join(to, sealName(seal.first)), bytes: sealBytes },
  );
  if (!sameBytes(await files.readFile(join(to, name)), bytes)) throw notReadBack(join(to, name));
  await writeSeal(files, entries, seal);
  await files.unlink(join(entries, name));
  await files.syncDirectory(entries);
}

/** Segments that a writer is done with: sealed, and covered by the checkpoint. */
async function sealedSegments(directory: string): Promise<Segment[]> {
  const reader = await LedgerReader.open(directory);
  const signed = reader.checkpoint?.size ?? 0;
  const segments = await reader.segments();
  return segments.map((segment) =>
    segment.seal && segment.first + segment.seal.count <= signed ? segment : { ...segment, seal: undefined },
  );
}

async function alone<T>(directory: string, work: (entries: string) => Promise<T>): Promise<T> {
  try {
    // Told before a lock is made in a directory that is no ledger.
    await LedgerReader.open(directory);
    const lock = await acquireLock(join(directory, 'upkeep.lock'), `the upkeep of ${directory}`);
    try {
      return await work(join(directory, 'entries'));
    } finally {
      lock.release();
    }
  } catch (cause) {
    throw storageError(cause, 'write to', directory);
  }
}

function notReadBack(name: string): StorageError {
  return new StorageError(`${name} does not hold what was written to it`, {
    code: 'ERR_LEDGER_READ_BACK',
    fix: 'The disk is not to be trusted: nothing was removed.',
  });
}
