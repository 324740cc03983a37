/**
 * The checkpoints of a ledger that peers cosigned, beside it: `witnessed/<size>`, each a signed note with the line of
 * every witness. The last of them are kept; each is put in place whole.
 */
import { join } from 'node:path';
import { InputError, VerificationError } from '../core/errors.ts';
import { openCheckpoint } from '../ledger/checkpoint.ts';
import { storageError } from '../ledger/directory-store.ts';
import { type FileSystem, nodeFileSystem } from '../ledger/file-system.ts';
import { readIfThere } from '../ledger/files.ts';
import { hexOfBytes } from '../ledger/hash.ts';
import { parseVerifier } from '../ledger/note.ts';
import { LedgerReader } from '../ledger/reader.ts';
import { type Cosigned, witnessesOf } from './cosignature.ts';
import { KEPT_CHECKPOINTS, type WitnessedCheckpoint } from './cosignatures.ts';
import { LatestWrites } from './latest-writes.ts';
import { createVerify } from './peer-key.ts';

const DIRECTORY = 'witnessed';
const NAME = /^\d{16}$/;

/** Writes what peers cosign. */
export class WitnessedFiles {
  readonly #directory: string;
  readonly #files: FileSystem;
  readonly #writes: LatestWrites;
  /** Written in this life: those of an earlier one give way first. */
  readonly #written = new Set<string>();

  /** @param directory of the ledger */
  constructor(directory: string, files: FileSystem = nodeFileSystem) {
    this.#directory = join(directory, DIRECTORY);
    this.#files = files;
    this.#writes = new LatestWrites(this.#directory, files, (name) => {
      this.#written.add(name);
      return this.#dropOldest();
    });
  }

  /**
   * @returns resolves once it is on disk
   * @throws StorageError where it cannot be written; what was there stays as it was
   */
  keep({ size, note }: Pick<WitnessedCheckpoint, 'size' | 'note'>): Promise<void> {
    return this.#writes.put(String(size).padStart(16, '0'), new TextEncoder().encode(note));
  }

  async #dropOldest(): Promise<void> {
    const names = (await this.#files.list(this.#directory)).filter((name) => NAME.test(name)).sort();
    const earlier = names.filter((name) => !this.#written.has(name));
    const order = [...earlier, ...names.filter((name) => this.#written.has(name))];
    for (const name of order.slice(0, Math.max(0, order.length - KEPT_CHECKPOINTS))) {
      await this.#files.unlink(join(this.#directory, name));
      this.#written.delete(name);
    }
  }
}

/** A checkpoint of a ledger, with who witnessed it. */
export interface ReadWitnessed {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly witnesses: readonly Cosigned[];
}

/**
 * The newest checkpoint of a ledger that at least so many peers cosigned; the one it has now where that is 0.
 *
 * @throws InputError where there is none, VerificationError where one that was witnessed is not how this ledger began
 */
export async function readWitnessed(directory: string, least: number): Promise<ReadWitnessed> {
  // First: a run may sign and be witnessed between the two.
  const notes = await notesOf(directory);
  const reader = await LedgerReader.open(directory);
  const { checkpoint, publicKey } = reader;
  if (!checkpoint || publicKey === undefined) {
    throw new InputError(`the ledger in ${directory} has no checkpoint yet`, {
      code: 'ERR_NOT_SIGNED',
      fix: 'A run signs one when it ends; or give --sign.',
    });
  }
  for (const { path, note } of notes) {
    const found = await openWitnessed(path, note, publicKey);
    if (found.size > checkpoint.size || hexOfBytes(found.root) !== (await reader.root(found.size))) {
      throw new VerificationError(
        `${path}: peers witnessed ${found.size} entries that are not those that this ledger begins with`,
        {
          code: 'ERR_WITNESSED',
          fix: 'The ledger was put back or changed since, or the file is of another one.',
        },
      );
    }
    if (found.witnesses.length >= least && (least > 0 || found.size === checkpoint.size)) return found;
  }
  if (least === 0) return { ...checkpoint, witnesses: [] };
  throw new InputError(
    `no checkpoint kept of the ledger in ${directory} is cosigned by ${least} or more peers`,
    {
      code: 'ERR_WITNESSES',
      fix: 'Let it run on a mesh of more nodes than that, or ask for fewer.',
    },
  );
}

/** Newest first. */
async function notesOf(directory: string): Promise<{ path: string; note: string }[]> {
  const place = join(directory, DIRECTORY);
  try {
    if (!(await nodeFileSystem.stat(place))?.directory) return [];
    const names = (await nodeFileSystem.list(place)).filter((name) => NAME.test(name)).sort();
    const notes: { path: string; note: string }[] = [];
    for (const name of names.reverse()) {
      const path = join(place, name);
      // One that has just given way is none.
      const bytes = await readIfThere(nodeFileSystem, path);
      if (bytes) notes.push({ path, note: new TextDecoder().decode(bytes) });
    }
    return notes;
  } catch (cause) {
    throw storageError(cause, 'read', directory);
  }
}

async function openWitnessed(path: string, note: string, publicKey: string): Promise<ReadWitnessed> {
  try {
    const checkpoint = await openCheckpoint(note, [await parseVerifier(publicKey)]);
    return { ...checkpoint, note, witnesses: await witnessesOf(note, createVerify()) };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const { message, code, fix } = error;
    throw new VerificationError(`${path}: ${message}`, { code, fix, cause: error });
  }
}
