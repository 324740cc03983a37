/**
 * A ledger's directory, read beside its writer for whoever asks over the network: what is asked for at once is
 * bounded, and so is each answer.
 */

import { InputError } from '../core/errors.ts';
import { nodeFileSystem } from '../ledger/file-system.ts';
import type { Entry } from '../ledger/index.ts';
import type { ConsistencyProof, InclusionProof } from '../ledger/proof-file.ts';
import { LedgerReader } from '../ledger/reader.ts';
import { readTile, TILE_WIDTH, type TileName } from '../ledger/tile.ts';
import { Refusal } from './refusal.ts';

/** Entries of one answer at most. */
export const MOST_ENTRIES = 1000;
/** Reads at a time: each may read a whole segment. */
const READS = 4;
/** Reads that wait at most. */
const WAITING = 64;

export class LedgerView {
  readonly #directory: string;
  #reading = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The signed note, and the key that it is checked with. */
  checkpoint(): Promise<{ readonly note: string; readonly size: number; readonly publicKey: string | null }> {
    return this.#bounded(async (reader) => {
      const { checkpoint, publicKey } = reader;
      if (!checkpoint) throw notSigned();
      return { note: checkpoint.note, size: checkpoint.size, publicKey: publicKey ?? null };
    });
  }

  inclusion(index: number): Promise<InclusionProof> {
    return this.#bounded((reader) => reader.proveInclusion(index));
  }

  consistency(oldSize: number, size: number | undefined): Promise<ConsistencyProof> {
    return this.#bounded((reader) => reader.proveConsistency(oldSize, size));
  }

  /** Entries from `from` up to, not including, `to`, as many as there are. */
  entries(from: number, to: number): Promise<readonly Entry[]> {
    return this.#bounded(async (reader) => {
      const found: Entry[] = [];
      for await (const entry of reader.entries(from, to)) found.push(entry);
      return found;
    });
  }

  /** @throws Refusal 404 where the tree that is signed has no such tile */
  async tile(name: TileName): Promise<Uint8Array> {
    const bytes = await this.#bounded(({ hash }) =>
      readTile(nodeFileSystem, this.#directory, name, hash.size),
    );
    if (bytes) return bytes;
    throw new Refusal(404, 'the tree has no such tile', {
      code: 'ERR_HTTP_TILE',
      fix: `Ask for what the checkpoint covers; a tile has up to ${TILE_WIDTH} hashes.`,
    });
  }

  async #bounded<T>(read: (reader: LedgerReader) => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await read(await LedgerReader.open(this.#directory));
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#reading--;
    }
  }

  async #turn(): Promise<void> {
    if (this.#reading < READS) {
      this.#reading++;
      return;
    }
    if (this.#waiting.length >= WAITING) {
      throw new Refusal(503, 'too much is asked of the ledger at once', {
        code: 'ERR_HTTP_BUSY',
        fix: 'Ask again later.',
        headers: { 'retry-after': '1' },
      });
    }
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}

function notSigned(): InputError {
  return new InputError('the ledger has no checkpoint yet', {
    code: 'ERR_NOT_SIGNED',
    fix: 'Wait for the first: --checkpoint-seconds tells when.',
  });
}
