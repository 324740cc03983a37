/**
 * Who a node is, on disk: the seed of its key (mode 0600) and the epoch of its last life. An epoch is the time of the
 * start in milliseconds, and above the last one where the clock went back, so that peers never take a new life for an
 * old one. It is durable before it is used.
 */
import { join } from 'node:path';
import { InputError, messageOf, StorageError } from '../core/errors.ts';
import { type FileSystem, nodeFileSystem } from '../ledger/file-system.ts';
import { readIfThere, replaceDurably } from '../ledger/files.ts';
import { newSeed } from '../ledger/keys.ts';
import { fromBase64, toBase64 } from '../ledger/note.ts';

const KEY_FILE = 'mesh.key';
const EPOCH_FILE = 'mesh.epoch';

export interface Identity {
  /** 32 bytes of an Ed25519 private key. */
  readonly seed: Uint8Array;
  readonly epoch: number;
}

/** The seed in a directory, made where there is none. */
export async function openSeed(directory: string, files: FileSystem = nodeFileSystem): Promise<Uint8Array> {
  const path = join(directory, KEY_FILE);
  return failing(path, async () => {
    const text = await readIfThere(files, path);
    if (text) return seedIn(text, path);
    const seed = newSeed();
    const bytes = new TextEncoder().encode(`${toBase64(seed)}\n`);
    await replaceDurably(files, { path, bytes, permissions: 0o600 });
    return seed;
  });
}

/**
 * Begins a life: the key of the directory, with an epoch above all before.
 *
 * @param now seconds since the epoch
 */
export async function beginLife(
  directory: string,
  now: number,
  files: FileSystem = nodeFileSystem,
): Promise<Identity> {
  const seed = await openSeed(directory, files);
  const path = join(directory, EPOCH_FILE);
  return failing(path, async () => {
    const text = await readIfThere(files, path);
    const last = text ? Number(new TextDecoder().decode(text).trim()) : 0;
    if (!Number.isSafeInteger(last) || last < 0) throw broken(path, 'no epoch');
    const epoch = Math.max(Math.floor(now * 1000), last + 1);
    await replaceDurably(files, { path, bytes: new TextEncoder().encode(`${epoch}\n`) });
    return { seed, epoch };
  });
}

function seedIn(bytes: Uint8Array, path: string): Uint8Array {
  const seed = fromBase64(new TextDecoder().decode(bytes).trim());
  if (seed?.length !== 32) throw broken(path, 'no key of a mesh node');
  return seed;
}

function broken(path: string, what: string): InputError {
  return new InputError(`${path} holds ${what}`, {
    code: 'ERR_MESH_IDENTITY',
    fix: 'Restore it from a copy, or remove it: the node is then another, and allowlists must name it anew.',
  });
}

async function failing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new StorageError(`cannot keep the identity in ${path}: ${messageOf(cause)}`, {
      code: 'ERR_MESH_IDENTITY',
      fix: 'Give a directory that this user may write to.',
      cause,
    });
  }
}
