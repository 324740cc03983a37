/**
 * Verifies a ledger's directory completely: every entry, the chain, seals, tiles, checkpoints, signatures; and, where
 * one is given, that it holds what a checkpoint kept elsewhere signed.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerificationError } from '../core/errors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { publicKeys, SHA256_DIRECTORY } from './checkpoints.ts';
import { storageError } from './directory-store.ts';
import { GENESIS_PREVIOUS_HASH } from './entry.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import type { HashName } from './hash.ts';
import { bytesOfHex } from './hash.ts';
import { noLedger } from './ledger-errors.ts';
import type { Verifier } from './note.ts';
import { listSegments, type Segment } from './segment.ts';
import { checkSegments, type SegmentTask } from './segment-pool.ts';
import { createTreeHash } from './sha3.ts';
import { CHECKPOINT_FILE, readCheckpoint, type SignedCheckpoint } from './signed-tree.ts';
import { type Expected, TreeAudit } from './tree-audit.ts';

/**
 * A tile is read for every 256 entries, and four calls to another thread take longer than reading it: a fifteenth of the
 * whole (Node 24). Nothing else waits for this thread.
 */
const files: FileSystem = { ...nodeFileSystem, readFile: async (path) => readFileSync(path) };

export interface VerifyOptions {
  /** Public keys to trust; those beside the ledger where none are given. */
  readonly publicKeys?: readonly string[] | undefined;
  /** A checkpoint that was kept elsewhere: its text. */
  readonly checkpoint?: string | undefined;
  /** Threads that check segments; 1 by default. */
  readonly jobs?: number;
  onProgress?(progress: VerifyProgress): void;
}

export interface VerifyProgress {
  readonly entries: number;
  /** Of files read, and of all that are to be. */
  readonly bytes: number;
  readonly totalBytes: number;
}

export interface Verification {
  readonly entries: number;
  /** Of them, how many lie elsewhere: their hashes were verified, their lines were not. */
  readonly archived: number;
  readonly segments: number;
  readonly genesisHash: string | null;
  readonly latestHash: string | null;
  /** Root of the tree over all entries, hex. */
  readonly merkleRoot: string;
  /** Of the latest entry, seconds. */
  readonly timestamp: number | null;
  /** The ledger's own checkpoint; null where nothing was signed yet. */
  readonly checkpoint: { readonly origin: string; readonly size: number } | null;
  /** Entries that the checkpoint kept elsewhere signs; null where none was given. */
  readonly heldCheckpoint: number | null;
  /** The second tree was verified too. */
  readonly sha256: boolean;
  /** Bytes behind the last entry: a write under way, or one that was cut off. */
  readonly unfinished: number;
}

/**
 * @throws VerificationError that names the first thing that is not right: file, line, byte, entry
 * @throws StorageError where something cannot be read
 */
export async function verifyLedger(directory: string, options: VerifyOptions = {}): Promise<Verification> {
  try {
    return await verify(directory, options);
  } catch (cause) {
    throw storageError(cause, 'read', directory);
  }
}

async function verify(directory: string, options: VerifyOptions): Promise<Verification> {
  const entriesDirectory = join(directory, 'entries');
  if (!(await nodeFileSystem.stat(entriesDirectory))?.directory) throw noLedger(directory);
  const { checkpoint, held, audits } = await trees(directory, options);
  // Sizes are told by whoever reads every line, with the place.
  const segments = await listSegments(nodeFileSystem, entriesDirectory, { sizes: false });
  const here = await addArchived(segments, audits);
  const totalBytes = segments.reduce((sum, { size }) => sum + size, 0);
  let bytes = 0;
  const ends = await checkSegments(directory, here, options.jobs ?? 1, async (checked) => {
    for (const audit of audits) {
      await (audit.hash.name === 'sha3-256'
        ? audit.addLeaves(checked.leaves)
        : audit.addDigests(checked.digests));
    }
    bytes += checked.bytes;
    options.onProgress?.({ entries: checked.first + checked.count, bytes, totalBytes });
  });
  for (const audit of audits) await audit.finish();
  const [main] = audits;
  const end = ends.at(-1);
  const filled = ends.findLast(({ timestamp }) => timestamp !== null);
  const last = segments.findLast(({ seal }) => seal)?.seal;
  const entries = end?.index ?? (last ? last.first + last.count : 0);
  return {
    entries,
    archived: here[0]?.segment.first ?? entries,
    segments: segments.length,
    genesisHash: segments[0]?.seal?.first_hash ?? null,
    latestHash: entries === 0 ? null : (end?.lastHash ?? last?.last_hash ?? null),
    merkleRoot: main?.root() ?? '',
    timestamp: filled?.timestamp ?? last?.last_timestamp ?? null,
    checkpoint: checkpoint ? { origin: checkpoint.origin, size: checkpoint.size } : null,
    heldCheckpoint: held?.size ?? null,
    sha256: audits.length > 1,
    unfinished: end?.unfinished ?? 0,
  };
}

/** The trees with what is signed of each. */
async function trees(
  directory: string,
  options: VerifyOptions,
): Promise<{
  checkpoint: SignedCheckpoint | undefined;
  held: SignedCheckpoint | undefined;
  audits: TreeAudit[];
}> {
  const verifiers = await publicKeys(nodeFileSystem, directory, options);
  const held = options.checkpoint === undefined ? undefined : await openHeld(options.checkpoint, verifiers);
  const kinds: readonly [HashName, string][] = [
    ['sha3-256', ''],
    ['sha256', SHA256_DIRECTORY],
  ];
  const audits: TreeAudit[] = [];
  let own: SignedCheckpoint | undefined;
  for (const [name, prefix] of kinds) {
    const path = join(directory, prefix);
    const signed = await readCheckpoint(nodeFileSystem, path, verifiers, prefix);
    const asked = held?.origin.endsWith(`/${name}`) === true;
    if (name === 'sha256' && !signed && !asked) continue;
    own ??= signed;
    const hash = await createTreeHash(name);
    const expected: Expected[] = [];
    if (signed) expected.push({ checkpoint: signed, by: join(prefix, CHECKPOINT_FILE) });
    if (held && asked) expected.push({ checkpoint: held, by: 'the checkpoint kept elsewhere' });
    const audit = new TreeAudit({
      files,
      directory,
      prefix: prefix && `${prefix}/`,
      hash,
      signed: signed?.size ?? 0,
      expected,
    });
    await audit.checkRoots();
    audits.push(audit);
  }
  if (options.publicKeys && !own) {
    throw new VerificationError(
      'a public key is given, but the ledger has no checkpoint that it could have signed',
      {
        code: 'ERR_NOT_SIGNED',
        fix: 'The checkpoint was removed, or nothing was ever signed: without one no key vouches for the entries.',
      },
    );
  }
  if (held && !kinds.some(([name]) => held.origin.endsWith(`/${name}`))) {
    throw new VerificationError(
      `the checkpoint kept elsewhere is of ${held.origin}, a tree that no ledger has`,
      {
        code: 'ERR_CHECKPOINT',
        fix: 'Give a checkpoint of this ledger.',
      },
    );
  }
  if (held && own && nameOf(held.origin) !== nameOf(own.origin)) {
    throw new VerificationError(
      `the checkpoint kept elsewhere is of ${held.origin}, but this ledger is ${own.origin}`,
      { code: 'ERR_CHECKPOINT', fix: 'Give a checkpoint of this ledger.' },
    );
  }
  return { checkpoint: own, held, audits };
}

const nameOf = (origin: string): string => origin.replace(/\/[^/]*$/, '');

async function openHeld(note: string, verifiers: readonly Verifier[]): Promise<SignedCheckpoint> {
  return { ...(await openCheckpoint(note, verifiers)), note };
}

/** Puts the leaves of archived segments into the trees; returns what is here to be checked. */
async function addArchived(
  segments: readonly Segment[],
  audits: readonly TreeAudit[],
): Promise<SegmentTask[]> {
  let previousHash: string = GENESIS_PREVIOUS_HASH;
  const tasks: SegmentTask[] = [];
  for (const segment of segments) {
    if (segment.name !== null) {
      tasks.push({ segment, previousHash });
    } else if (tasks.length > 0) {
      throw new VerificationError(
        `the segment of entry ${segment.first} was archived, but earlier ones are here`,
        {
          code: 'ERR_LEDGER_SEGMENT',
          fix: 'Bring the archived segment back, or archive the ones before it.',
        },
      );
    } else if (segment.seal) {
      for (const audit of audits) {
        await audit.checkDigest(segment.first, bytesOfHex(segment.seal.first_hash));
        await audit.addArchived(segment.seal.count);
        await audit.checkDigest(audit.size - 1, bytesOfHex(segment.seal.last_hash));
      }
    }
    if (segment.seal) previousHash = segment.seal.last_hash;
  }
  return tasks;
}
