/**
 * One tree over the entries of a ledger, on disk: its tiles and the checkpoint that signs them.
 *
 * The tiles always cover what the checkpoint signs: they are made durable before it, and read back before it is
 * signed. Tiles beyond it, of a checkpoint that its process did not live to sign, are written again, the same.
 */
import { join } from 'node:path';
import { StorageError, VerificationError } from '../core/errors.ts';
import { type Checkpoint, openCheckpoint, signCheckpoint } from './checkpoint.ts';
import type { FileSystem } from './file-system.ts';
import { readIfThere, replaceDurably } from './files.ts';
import { type Hash, hexOfBytes } from './hash.ts';
import { type Signer, toBase64, type Verifier } from './note.ts';
import { edgeOf, sameBytes } from './proof.ts';
import { damagedTile, TILE_WIDTH, type Tile, TileBuilder, TileReader, tilePath } from './tile.ts';
import { CompactRange, leafHash } from './tree.ts';

export const CHECKPOINT_FILE = 'checkpoint';

/** A checkpoint as it was found, once a signature on it held. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: string;
}

/**
 * @param prefix of the directory in the ledger's, for messages
 * @returns undefined where the ledger has none yet
 */
export async function readCheckpoint(
  files: FileSystem,
  directory: string,
  verifiers: readonly Verifier[],
  prefix = '',
): Promise<SignedCheckpoint | undefined> {
  const bytes = await readIfThere(files, join(directory, CHECKPOINT_FILE));
  if (!bytes) return undefined;
  let note: string;
  try {
    note = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new VerificationError(`${join(prefix, CHECKPOINT_FILE)}: is not UTF-8`, {
      code: 'ERR_CHECKPOINT',
      fix: 'The checkpoint was changed: restore it from a copy.',
      cause,
    });
  }
  try {
    return { ...(await openCheckpoint(note, verifiers)), note };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const { message, code, fix } = error;
    throw new VerificationError(`${join(prefix, CHECKPOINT_FILE)}: ${message}`, { code, fix, cause: error });
  }
}

export interface SignedTreeOptions {
  readonly files: FileSystem;
  /** Directory of the checkpoint and of `tile/`. */
  readonly directory: string;
  readonly hash: Hash;
  readonly origin: string;
  /** To write checkpoints; a reader has none. */
  readonly signer: Signer | undefined;
  readonly verifiers: readonly Verifier[];
}

/** Bytes of an entry's digest. */
const DIGEST = 32;

export class SignedTree {
  readonly #options: SignedTreeOptions;
  readonly #builder: TileBuilder;
  readonly #tiles: TileReader;
  #checkpoint: SignedCheckpoint | undefined;
  #partial: readonly Tile[];

  private constructor(
    options: SignedTreeOptions,
    checkpoint: SignedCheckpoint | undefined,
    tiles: TileReader,
    builder: TileBuilder,
  ) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#tiles = tiles;
    this.#builder = builder;
    this.#partial = builder.partial();
  }

  /**
   * Reads the checkpoint and the right edge of the tiles.
   *
   * @throws VerificationError where the signature does not hold, or the tiles lead to another root
   */
  static async load(options: SignedTreeOptions): Promise<SignedTree> {
    const { files, directory, hash, origin, verifiers } = options;
    const checkpoint = await readCheckpoint(files, directory, verifiers);
    if (checkpoint && checkpoint.origin !== origin) {
      throw new VerificationError(
        `the checkpoint is of ${JSON.stringify(checkpoint.origin)}, but must be of ${JSON.stringify(origin)}`,
        { code: 'ERR_CHECKPOINT', fix: 'Give the name that the ledger was begun with.' },
      );
    }
    const tiles = new TileReader(files, directory, hash, checkpoint?.size ?? 0);
    if (!checkpoint || checkpoint.size === 0) {
      return new SignedTree(options, checkpoint, tiles, TileBuilder.empty(hash));
    }
    const builder = await TileBuilder.from(hash, tiles);
    if (!sameBytes(builder.root(), checkpoint.root)) {
      throw new VerificationError(
        `the tiles of ${checkpoint.size} entries lead to the root ${toBase64(builder.root())}, but the checkpoint signs ${toBase64(checkpoint.root)}`,
        {
          code: 'ERR_LEDGER_TILE',
          fix: 'A tile was changed: venom ledger verify names it; venom ledger repair makes tiles anew, once every entry verifies.',
        },
      );
    }
    return new SignedTree(options, checkpoint, tiles, builder);
  }

  get checkpoint(): SignedCheckpoint | undefined {
    return this.#checkpoint;
  }

  /** Leaves in the tree, signed or not. */
  get size(): number {
    return this.#builder.size;
  }

  get signedSize(): number {
    return this.#checkpoint?.size ?? 0;
  }

  /** A copy of the right edge, to go on from. */
  range(): CompactRange {
    return new CompactRange(this.#options.hash, this.#builder.edge);
  }

  root(): Uint8Array {
    return this.#builder.root();
  }

  /**
   * Adds the entries from `first` on, or checks that they are those that the tiles have.
   *
   * @param digests of 32 bytes each, one after the other
   */
  async follow(digests: Uint8Array, first: number): Promise<void> {
    const { hash } = this.#options;
    const end = first + digests.length / DIGEST;
    for (let index = first; index < end && index < this.#builder.size; ) {
      const number = Math.floor(index / TILE_WIDTH);
      const tile = await this.#tiles.tile(0, number);
      const known = Math.min((number + 1) * TILE_WIDTH, this.#builder.size, end);
      for (; index < known; index++) {
        const digest = digests.subarray((index - first) * DIGEST, (index - first + 1) * DIGEST);
        const at = (index % TILE_WIDTH) * hash.size;
        if (sameBytes(leafHash(hash, digest), tile.subarray(at, at + hash.size))) continue;
        const path = tilePath({ level: 0, index: number, width: tile.length / hash.size });
        throw damagedTile(path, `byte ${at}: its hash of entry ${index} is not that of the entry`);
      }
    }
    const added = Math.max(first, this.#builder.size);
    if (added < end) this.#builder.appendAll(digests.subarray((added - first) * DIGEST));
  }

  /**
   * Writes the tiles that changed, reads them back, signs what they lead to, and puts the checkpoint in place.
   *
   * @throws StorageError where what is read back is not what was written: nothing is signed then
   */
  async write(): Promise<SignedCheckpoint> {
    const { files, directory, hash, origin, signer } = this.#options;
    if (!signer) throw new Error('a tree without a signer is read only');
    const size = this.#builder.size;
    const partial = this.#builder.partial();
    // One that the checkpoint before signs has its place: a write that goes wrong would take it away.
    const signed = new Set(this.#partial.map(({ name }) => tilePath(name)));
    const grown = partial.filter(({ name }) => !signed.has(tilePath(name)));
    const tiles = [...this.#builder.takeFull(), ...grown];
    const placed = tiles.map(({ name, bytes }) => ({ path: join(directory, tilePath(name)), bytes }));
    await replaceDurably(files, ...placed);
    for (const { path, bytes } of placed) {
      if (sameBytes(await files.readFile(path), bytes)) continue;
      throw new StorageError(`${path} does not hold what was written to it`, {
        code: 'ERR_LEDGER_READ_BACK',
        fix: 'The disk is not to be trusted: move the ledger to another one. Nothing was signed.',
      });
    }
    const root = await rootOf(new TileReader(files, directory, hash, size));
    if (!sameBytes(root, this.#builder.root())) {
      throw new StorageError(`the tiles in ${directory} lead to the root ${hexOfBytes(root)} after writing`, {
        code: 'ERR_LEDGER_READ_BACK',
        fix: 'Something else writes to the ledger, or the disk is not to be trusted. Nothing was signed.',
      });
    }
    const note = await signCheckpoint({ origin, size, root }, [signer]);
    const bytes = new TextEncoder().encode(note);
    await replaceDurably(files, { path: join(directory, CHECKPOINT_FILE), bytes });
    await this.#dropOld(partial);
    this.#checkpoint = { origin, size, root, note };
    return this.#checkpoint;
  }

  /** Partial tiles of the checkpoint before: the new ones hold all that they held. */
  async #dropOld(partial: readonly Tile[]): Promise<void> {
    const { files, directory } = this.#options;
    const kept = new Set(partial.map(({ name }) => tilePath(name)));
    for (const { name } of this.#partial) {
      const path = tilePath(name);
      if (kept.has(path)) continue;
      if (await files.stat(join(directory, path))) await files.unlink(join(directory, path));
    }
    this.#partial = partial;
  }
}

/** Root of the tree that the tiles hold, or of its first `size` leaves. */
export async function rootOf(tiles: TileReader, size = tiles.size): Promise<Uint8Array> {
  return new CompactRange(tiles.hash, await edgeOf(tiles, size)).root();
}
