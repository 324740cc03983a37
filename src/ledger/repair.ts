/**
 * Makes what is derived from entries anew: seals, tiles, checkpoint. Entries are never changed: where one does not
 * verify, or what the checkpoint signs is not what is there, nothing is done.
 */
import { join } from 'node:path';
import { VerificationError } from '../core/errors.ts';
import { SegmentReader } from './blocks.ts';
import { ChainReader } from './chain.ts';
import { publicKeys, SHA256_DIRECTORY } from './checkpoints.ts';
import { storageError } from './directory-store.ts';
import { GENESIS_PREVIOUS_HASH } from './entry.ts';
import { nodeFileSystem as files } from './file-system.ts';
import { readIfThere, replaceDurably } from './files.ts';
import type { HashName } from './hash.ts';
import { otherRoot, truncated } from './ledger-errors.ts';
import { acquireLock } from './lock.ts';
import { sameBytes } from './proof.ts';
import { listSegments, type Seal, sealName, sealText, writeSeal } from './segment.ts';
import { createSha3, createTreeHash } from './sha3.ts';
import { CHECKPOINT_FILE, readCheckpoint } from './signed-tree.ts';
import { TileBuilder, tilePath } from './tile.ts';

export interface Repaired {
  readonly entries: number;
  /** Files that were made anew, relative to the directory. */
  readonly files: readonly string[];
}

/**
 * @throws VerificationError where an entry, the chain, or the root that was signed does not hold; StorageError where a
 *   writer has the ledger open
 */
export async function repairLedger(directory: string): Promise<Repaired> {
  try {
    // Told before a lock is made in a directory that is no ledger.
    await files.list(join(directory, 'entries'));
    const lock = await acquireLock(join(directory, 'lock'), `the ledger in ${directory}`);
    try {
      return await repair(directory);
    } finally {
      lock.release();
    }
  } catch (cause) {
    throw storageError(cause, 'repair', directory);
  }
}

async function repair(directory: string): Promise<Repaired> {
  const { seals, digests, count } = await readEntries(directory);
  const made: string[] = [];
  const keys = await publicKeys(files, directory, {});
  const kinds: readonly [HashName, string][] = [
    ['sha3-256', ''],
    ['sha256', SHA256_DIRECTORY],
  ];
  const tiles: { path: string; bytes: Uint8Array }[] = [];
  for (const [name, prefix] of kinds) {
    const checkpoint = await readCheckpoint(files, join(directory, prefix), keys, prefix);
    // Without a checkpoint the next writer reads every entry, and needs no tiles.
    if (!checkpoint) continue;
    const by = join(prefix, CHECKPOINT_FILE);
    if (checkpoint.size > count) throw truncated(count, by, checkpoint.size);
    const builder = TileBuilder.empty(await createTreeHash(name));
    builder.appendAll(digests.subarray(0, checkpoint.size * 32));
    if (!sameBytes(builder.root(), checkpoint.root)) throw otherRoot(checkpoint, builder.root(), by);
    for (const { name: tile, bytes } of [...builder.takeFull(), ...builder.partial()]) {
      tiles.push({ path: join(prefix, tilePath(tile)), bytes });
    }
  }
  // Everything has verified: only now is anything written.
  for (const { path, bytes } of tiles) {
    const found = await files.stat(join(directory, path));
    if (found && sameBytes(await files.readFile(join(directory, path)), bytes)) continue;
    await replaceDurably(files, { path: join(directory, path), bytes });
    made.push(path);
  }
  for (const seal of seals) {
    await writeSeal(files, join(directory, 'entries'), seal);
    made.push(`entries/${sealName(seal.first)}`);
  }
  return { entries: count, files: made };
}

/** Reads every entry from the first on, by names alone; returns the seals that are missing or wrong. */
async function readEntries(
  directory: string,
): Promise<{ seals: Seal[]; digests: Uint8Array; count: number }> {
  const segments = await listSegments(files, join(directory, 'entries'), { sizes: false, seals: false });
  const hash = await createSha3();
  const start = { place: { index: 0, segment: 0, line: 1, offset: 0 }, previousHash: GENESIS_PREVIOUS_HASH };
  const chain = new ChainReader(hash, { ...start, genesisHash: null });
  let digests = new Uint8Array(1 << 20);
  const seals: Seal[] = [];
  for (const segment of segments) {
    if (segment.first !== chain.index) {
      throw new VerificationError(`entries/${segment.name} is where entry ${chain.index} must follow`, {
        code: 'ERR_LEDGER_SEGMENT',
        fix: 'A segment is missing, or lines are: restore it from a copy.',
      });
    }
    for await (const block of new SegmentReader(files, directory).blocks({ ...segment, seal: undefined })) {
      const read = chain.read(block);
      const end = read.first * 32 + read.digests.length;
      if (end > digests.length) {
        const larger = new Uint8Array(Math.max(digests.length * 2, end));
        larger.set(digests);
        digests = larger;
      }
      digests.set(read.digests, read.first * 32);
    }
    if (segment === segments.at(-1)) break;
    const seal = { ...chain.segment, archived: null };
    const found = await readIfThere(files, join(directory, 'entries', sealName(seal.first)));
    if (!found || new TextDecoder().decode(found) !== sealText(seal)) seals.push(seal);
  }
  return { seals, digests, count: chain.index };
}
