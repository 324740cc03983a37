/** The files of what detectors have learnt: one an entity, in a directory of the ledger, each replaced as a whole. */
import { join } from 'node:path';
import { type FileSystem, nodeFileSystem } from '../ledger/file-system.ts';
import { readIfThere, replaceDurably } from '../ledger/files.ts';
import { type Hash, hexOfBytes } from '../ledger/hash.ts';
import { createSha3 } from '../ledger/sha3.ts';
import { InputError } from './errors.ts';
import { decodeLearntFile, encodeLearntFile, type LearntFile } from './learnt-file.ts';

/**
 * Keeps the latest state of each entity. Promise of `write`: once it resolves the state is durable; if it rejects, or
 * never ends, the one before is there as it was, or the new one.
 */
export interface LearntStore {
  /** @throws InputError ERR_DETECTOR_STATE where what is there cannot be used */
  read(entity: string): Promise<LearntFile | undefined>;
  write(file: LearntFile): Promise<void>;
  remove(entity: string): Promise<void>;
  /** Removes what was kept before that time, seconds since the epoch, cannot be used, or was not written to its end. */
  prune(before: number): Promise<void>;
}

const SUFFIX = '.learnt';

export class LearntFiles implements LearntStore {
  readonly #dir: string;
  readonly #files: FileSystem;

  /** @param dir made with the first state that is kept */
  constructor(dir: string, files: FileSystem = nodeFileSystem) {
    this.#dir = dir;
    this.#files = files;
  }

  async read(entity: string): Promise<LearntFile | undefined> {
    const hash = await createSha3();
    const bytes = await readIfThere(this.#files, this.#pathOf(entity, hash));
    return bytes && decodeLearntFile(bytes, hash);
  }

  async write(file: LearntFile): Promise<void> {
    const hash = await createSha3();
    const path = this.#pathOf(file.entity, hash);
    await replaceDurably(this.#files, { path, bytes: encodeLearntFile(file, hash) });
  }

  async remove(entity: string): Promise<void> {
    const path = this.#pathOf(entity, await createSha3());
    if (await this.#files.stat(path)) await this.#files.unlink(path);
  }

  async prune(before: number): Promise<void> {
    if (!(await this.#files.stat(this.#dir))) return;
    const hash = await createSha3();
    for (const name of await this.#files.list(this.#dir)) {
      const path = join(this.#dir, name);
      const useless = name.endsWith(SUFFIX)
        ? timeOf(await this.#files.readFile(path), hash) < before
        : name.endsWith(`${SUFFIX}.tmp`);
      if (useless) await this.#files.unlink(path);
    }
  }

  /** An entity's name may be long, and hold anything. */
  #pathOf(entity: string, hash: Hash): string {
    const digest = hexOfBytes(hash.bytes(new TextEncoder().encode(entity)));
    return join(this.#dir, `${digest.slice(0, 32)}${SUFFIX}`);
  }
}

/** When a file was kept; long ago where it cannot be used. */
function timeOf(bytes: Uint8Array, hash: Hash): number {
  try {
    return decodeLearntFile(bytes, hash).timestamp;
  } catch (error) {
    if (error instanceof InputError) return Number.NEGATIVE_INFINITY;
    throw error;
  }
}
