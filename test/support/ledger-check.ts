/** Reads a whole ledger from scratch, by the definitions and not by the code that wrote it, and says what is wrong. */
import { join } from 'node:path';
import { VerificationError } from '../../src/core/errors.ts';
import { type Checkpoint, openCheckpoint } from '../../src/ledger/checkpoint.ts';
import type { FileSystem } from '../../src/ledger/file-system.ts';
import { bytesOfHex, hexOfBytes } from '../../src/ledger/hash.ts';
import {
  CompactRange,
  createSha3,
  createSha256,
  type Entry,
  GENESIS_PREVIOUS_HASH,
  type Hash,
  openEntry,
  parseVerifier,
  Sealer,
} from '../../src/ledger/index.ts';
import { rootOf } from '../../src/ledger/signed-tree.ts';
import { TileReader } from '../../src/ledger/tile.ts';

const LINE_FEED = 0x0a;
const sha3 = await createSha3();
const trees: readonly (readonly [string, Hash])[] = [
  ['', sha3],
  ['sha256', await createSha256()],
];

export interface Found {
  readonly entries: readonly Entry[];
  /** Entries that each tree's checkpoint signs. */
  readonly signed: readonly number[];
}

/**
 * @param acknowledged entries that must be there
 * @throws Error that names what is not as it must be
 */
export async function checkLedger(
  files: FileSystem,
  dir: string,
  acknowledged: readonly Entry[] = [],
): Promise<Found> {
  const entries: Entry[] = [];
  await readEntries(files, dir, entries);
  for (const { index, hash } of acknowledged) {
    if (entries[index]?.hash !== hash) {
      throw new Error(
        `entry ${index} was acknowledged, but ${entries[index] ? 'is another' : 'is not there'}`,
      );
    }
  }
  const signed: number[] = [];
  for (const [place, hash] of trees) signed.push(await checkTree(files, dir, place, hash, entries));
  return { entries, signed };
}

/**
 * Where the disk holds what nobody wrote: reads up to the first thing that is wrong, and checks what is signed.
 *
 * @throws Error where something is signed that is not there, or is not what is signed
 */
export async function checkSigned(files: FileSystem, dir: string): Promise<void> {
  const entries: Entry[] = [];
  try {
    await readEntries(files, dir, entries);
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
  }
  for (const [place, hash] of trees) await checkTree(files, dir, place, hash, entries);
}

/** @param entries is given the entries, up to the first that is wrong */
async function readEntries(files: FileSystem, dir: string, entries: Entry[]): Promise<void> {
  const directory = join(dir, 'entries');
  if (!(await files.stat(directory))) return;
  const names = (await files.list(directory)).sort();
  const segments = names.filter((name) => name.endsWith('.jsonl'));
  for (const name of segments) {
    if (Number.parseInt(name, 10) !== entries.length) throw new Error(`${name} begins at ${entries.length}`);
    const bytes = await files.readFile(join(directory, name));
    const first = entries.length;
    const end = bytes.lastIndexOf(LINE_FEED) + 1;
    readLines(bytes, end, name, entries);
    const seal = name.replace('.jsonl', '.seal');
    if (!names.includes(seal)) {
      if (name !== segments.at(-1)) throw new Error(`${seal} is not there`);
      continue;
    }
    if (end !== bytes.length) throw new Error(`${name} was sealed with a torn tail`);
    checkSeal(JSON.parse(new TextDecoder().decode(await files.readFile(join(directory, seal)))), {
      first,
      count: entries.length - first,
      bytes: bytes.length,
      first_hash: entries[first]?.hash,
      last_hash: entries.at(-1)?.hash,
    });
  }
}

/** What was read of bytes that never change, as those of files in memory, and after which entry. */
const known = new WeakMap<Uint8Array, { readonly after: string; readonly entries: readonly Entry[] }>();

function readLines(bytes: Uint8Array, length: number, name: string, entries: Entry[]): void {
  const after = entries.at(-1)?.hash ?? GENESIS_PREVIOUS_HASH;
  const read = known.get(bytes);
  if (read?.after === after) {
    entries.push(...read.entries);
    return;
  }
  const first = entries.length;
  const sealer = new Sealer(sha3);
  for (let start = 0; start < length; ) {
    const end = bytes.indexOf(LINE_FEED, start);
    const stored = { bytes: bytes.subarray(start, end), where: `${name}:${entries.length - first + 1}` };
    const previousHash = entries.at(-1)?.hash ?? GENESIS_PREVIOUS_HASH;
    entries.push(openEntry(sealer, stored, { index: entries.length, previousHash }).entry);
    start = end + 1;
  }
  known.set(bytes, { after, entries: entries.slice(first) });
}

function checkSeal(seal: unknown, wanted: Record<string, unknown>): void {
  if (typeof seal !== 'object' || seal === null) throw new Error('a seal is no object');
  const fields = Object.entries(seal);
  for (const [field, value] of Object.entries(wanted)) {
    const found = fields.find(([name]) => name === field)?.[1];
    if (found !== value) throw new Error(`the seal of ${wanted.first} says ${field} ${found}, not ${value}`);
  }
}

/** @returns the entries that the checkpoint signs; 0 where there is none */
async function checkTree(
  files: FileSystem,
  dir: string,
  place: string,
  hash: Hash,
  entries: readonly Entry[],
): Promise<number> {
  const path = join(dir, place, 'checkpoint');
  if (!(await files.stat(path))) return 0;
  const note = new TextDecoder().decode(await files.readFile(path));
  const keys = new TextDecoder().decode(await files.readFile(join(dir, 'key.pub')));
  const { size, root } = await opened(note, keys);
  if (size > entries.length) throw new Error(`${size} entries are signed, but ${entries.length} are there`);
  const signed = hexOfBytes(root);
  const wanted = rootOver(hash, entries.slice(0, size));
  if (signed !== wanted) throw new Error(`the root of ${size} entries is ${wanted}, but ${signed} is signed`);
  const tiles = hexOfBytes(await rootOf(new TileReader(files, join(dir, place), hash, size)));
  if (tiles !== signed) throw new Error(`the tiles lead to ${tiles}, but ${signed} is signed`);
  return size;
}

const notes = new Map<string, Promise<Checkpoint>>();

/** The same note is seen again and again; whether its signature holds depends on nothing else. */
function opened(note: string, keys: string): Promise<Checkpoint> {
  const key = `${keys}\n${note}`;
  const verifiers = keys.split('\n').filter((line) => line !== '');
  const checkpoint =
    notes.get(key) ?? Promise.all(verifiers.map(parseVerifier)).then((all) => openCheckpoint(note, all));
  notes.set(key, checkpoint);
  return checkpoint;
}

const roots = new Map<string, string>();

/** The same entries are looked at again and again: what their last one is tells the root. */
function rootOver(hash: Hash, entries: readonly Entry[]): string {
  const key = `${hash.name} ${entries.at(-1)?.hash}`;
  let root = roots.get(key);
  if (root === undefined) {
    const range = new CompactRange(hash);
    for (const entry of entries) range.append(bytesOfHex(entry.hash));
    root = hexOfBytes(range.root());
    roots.set(key, root);
  }
  return root;
}
