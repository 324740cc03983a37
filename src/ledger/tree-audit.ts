/** Checks a tree against its files while its leaves are handed in: every tile, and the root at every signed size. */
import { join } from 'node:path';
import { VerificationError } from '../core/errors.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { FileSystem } from './file-system.ts';
import { type Hash, hexOfBytes } from './hash.ts';
import { otherRoot, truncated } from './ledger-errors.ts';
import { sameBytes } from './proof.ts';
import { damagedTile, readTile, TILE_WIDTH, type Tile, TileBuilder, TileReader, tilePath } from './tile.ts';
import { leafHash, leafHashes } from './tree.ts';

/** A size at which the root is known. */
export interface Expected {
  readonly checkpoint: Checkpoint;
  /** What says so, for messages. */
  readonly by: string;
}

/** Tiles that are read at the same time. */
const TILES_AT_A_TIME = 8;

export class TreeAudit {
  readonly hash: Hash;
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #prefix: string;
  readonly #builder: TileBuilder;
  /** Of the tree that the ledger's own checkpoint signs. */
  readonly #tiles: TileReader;
  #expected: readonly Expected[];
  readonly #checking: Promise<void>[] = [];

  /**
   * @param prefix of the tree's directory in the ledger's, for messages: empty, or `sha256/`
   * @param signed entries that the ledger's own checkpoint covers; its tiles cover the same
   */
  constructor(options: {
    files: FileSystem;
    directory: string;
    prefix: string;
    hash: Hash;
    signed: number;
    expected: readonly Expected[];
  }) {
    this.hash = options.hash;
    this.#files = options.files;
    this.#directory = join(options.directory, options.prefix);
    this.#prefix = options.prefix;
    this.#builder = TileBuilder.empty(options.hash);
    this.#tiles = new TileReader(options.files, this.#directory, options.hash, options.signed);
    this.#expected = [...options.expected].sort((a, b) => a.checkpoint.size - b.checkpoint.size);
  }

  get size(): number {
    return this.#builder.size;
  }

  root(): string {
    return hexOfBytes(this.#builder.root());
  }

  /** @param leaves hashes of the next leaves, one after the other */
  async addLeaves(leaves: Uint8Array): Promise<void> {
    const { size } = this.hash;
    for (let at = 0; at < leaves.length; ) {
      // Stops at every size that somebody signed.
      const until = this.#expected[0]?.checkpoint.size ?? Number.POSITIVE_INFINITY;
      const end = Math.min(leaves.length, at + (until - this.#builder.size) * size);
      this.#builder.appendLeaves(leaves.subarray(at, end));
      at = end;
      for (const tile of this.#builder.takeFull()) await this.#checkSoon(tile);
      await this.checkRoots();
    }
  }

  /** @param digests of the next entries, one after the other */
  async addDigests(digests: Uint8Array): Promise<void> {
    await this.addLeaves(leafHashes(this.hash, digests));
  }

  /** The leaves of entries that are not here any more, from the tiles. */
  async addArchived(count: number): Promise<void> {
    const { size } = this.hash;
    for (let left = count; left > 0; ) {
      const at = this.#builder.size;
      const tile = await this.#tiles.tile(0, Math.floor(at / TILE_WIDTH));
      const begin = at % TILE_WIDTH;
      const taken = Math.min(left, TILE_WIDTH - begin);
      await this.addLeaves(tile.slice(begin * size, (begin + taken) * size));
      left -= taken;
    }
  }

  /** That an archived entry has the digest that the seal of its segment tells. */
  async checkDigest(index: number, digest: Uint8Array): Promise<void> {
    const leaf = await this.#tiles.node(0, index);
    if (sameBytes(leaf, leafHash(this.hash, digest))) return;
    throw new VerificationError(
      `a seal says that entry ${index}, which was archived, has the hash ${hexOfBytes(digest)}, but the tree holds another`,
      {
        code: 'ERR_LEDGER_SEAL',
        fix: 'The seal of an archived segment was changed: restore it from a copy.',
      },
    );
  }

  /** Compares the root with every one that is known for this size. */
  async checkRoots(): Promise<void> {
    for (;;) {
      const [next] = this.#expected;
      if (!next || next.checkpoint.size !== this.#builder.size) return;
      this.#expected = this.#expected.slice(1);
      const { checkpoint, by } = next;
      const root = this.#builder.root();
      if (checkpoint.size > 0 && !sameBytes(root, checkpoint.root)) {
        throw otherRoot(checkpoint, root, by);
      }
      if (checkpoint.size === this.#tiles.size) {
        for (const tile of this.#builder.partial()) await this.#checkTile(tile);
      }
    }
  }

  /** @throws VerificationError where somebody signed more entries than there are */
  #checkLength(): void {
    const [next] = this.#expected;
    if (!next) return;
    throw truncated(this.#builder.size, next.by, next.checkpoint.size);
  }

  /** Tiles are read while entries are hashed, a few at a time. */
  async #checkSoon(tile: Tile): Promise<void> {
    const checked = this.#checkTile(tile);
    // Told when it is waited for.
    checked.catch(() => undefined);
    this.#checking.push(checked);
    if (this.#checking.length > TILES_AT_A_TIME) await this.#checking.shift();
  }

  /** Waits for the tiles that are being read. */
  async finish(): Promise<void> {
    for (const checked of this.#checking.splice(0)) await checked;
    this.#checkLength();
  }

  /** A tile within what is signed must be there; one beyond may be there, and must then be right. */
  async #checkTile({ name, bytes }: Tile): Promise<void> {
    const path = tilePath(name);
    const found = await readTile(this.#files, this.#directory, name, this.hash.size);
    const end = (name.index * TILE_WIDTH + name.width) * TILE_WIDTH ** name.level;
    if (!found && end > this.#tiles.size) return;
    if (!found) throw damagedTile(`${this.#prefix}${path}`, 'is not there');
    if (found.length !== bytes.length) {
      throw damagedTile(`${this.#prefix}${path}`, `has ${found.length} bytes, not ${bytes.length}`);
    }
    if (sameBytes(found, bytes)) return;
    const at = found.findIndex((byte, i) => byte !== bytes[i]);
    const entry = (name.index * TILE_WIDTH + Math.floor(at / this.hash.size)) * TILE_WIDTH ** name.level;
    throw damagedTile(`${this.#prefix}${path}`, `byte ${at} is not what the entries from ${entry} on make`);
  }
}
