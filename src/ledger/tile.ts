/**
 * Hash tiles (c2sp.org/tlog-tiles): files of up to 256 hashes, from which every node of the tree is at most eight
 * levels away. Tile n of level l holds the roots of the subtrees of 256^l leaves from 256^(l+1)·n on,
 *
 *   tile/<l>/<n>        256 hashes; n in groups of three digits, all but the last with an x: 1234067 → x001/x234/067
 *   tile/<l>/<n>.p/<w>  the first w of them, at the right edge of the tree that the checkpoint signs
 */
import { join } from 'node:path';
import { VerificationError } from '../core/errors.ts';
import type { FileSystem } from './file-system.ts';
import { readIfThere } from './files.ts';
import type { Hash } from './hash.ts';
import { edgeOf, type NodeSource } from './proof.ts';
import { CompactRange, nodeHash, type Subtree } from './tree.ts';

export const TILE_LEVELS = 8;
export const TILE_WIDTH = 2 ** TILE_LEVELS;

export interface TileName {
  readonly level: number;
  readonly index: number;
  /** Hashes in it: 1 to 256. */
  readonly width: number;
}

/** Path of a tile, relative to the directory of its tree. */
export function tilePath({ level, index, width }: TileName): string {
  const groups =
    String(index)
      .padStart(Math.ceil(String(index).length / 3) * 3, '0')
      .match(/\d{3}/g) ?? [];
  const last = groups.pop() ?? '000';
  const path = ['tile', String(level), ...groups.map((group) => `x${group}`), last].join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
}

/** Hashes that a tile has in a tree of `size` leaves. */
export function tileWidth(level: number, index: number, size: number): number {
  const hashes = Math.floor(size / TILE_WIDTH ** level);
  return Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH));
}

/**
 * A tile, or as much of a wider one: a writer replaces partial tiles with every checkpoint, and what they held is the
 * beginning of those that follow.
 *
 * @returns undefined where there is neither
 */
export async function readTile(
  files: FileSystem,
  directory: string,
  name: TileName,
  hashSize: number,
): Promise<Uint8Array | undefined> {
  const exact = await readIfThere(files, join(directory, tilePath(name)));
  if (exact || name.width === TILE_WIDTH) return exact;
  const full = tilePath({ ...name, width: TILE_WIDTH });
  const partial = join(directory, `${full}.p`);
  const widths = (await files.stat(partial)) ? (await files.list(partial)).map(Number) : [];
  for (const width of [...widths.filter((width) => width > name.width), TILE_WIDTH]) {
    const wider = await readIfThere(files, join(directory, tilePath({ ...name, width })));
    if (wider?.length === width * hashSize) return wider.subarray(0, name.width * hashSize);
  }
  return undefined;
}

/** Nodes of the tree of `size` leaves, from its tiles: a few reads a node, none of them of an entry. */
export class TileReader implements NodeSource {
  readonly size: number;
  readonly hash: Hash;
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #tiles = new Map<string, Uint8Array>();
  #bytesRead = 0;

  constructor(files: FileSystem, directory: string, hash: Hash, size: number) {
    this.#files = files;
    this.#directory = directory;
    this.hash = hash;
    this.size = size;
  }

  /** Bytes read from tiles so far. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** @throws VerificationError `ERR_LEDGER_TILE` where the tile is not there or not whole */
  async tile(level: number, index: number): Promise<Uint8Array> {
    const name = { level, index, width: tileWidth(level, index, this.size) };
    const path = tilePath(name);
    const known = this.#tiles.get(path);
    if (known) return known;
    const bytes = await readTile(this.#files, this.#directory, name, this.hash.size);
    if (!bytes) throw damagedTile(path, 'is not there');
    const wanted = name.width * this.hash.size;
    if (bytes.length !== wanted) throw damagedTile(path, `has ${bytes.length} bytes, not ${wanted}`);
    this.#tiles.set(path, bytes);
    this.#bytesRead += bytes.length;
    return bytes;
  }

  async node(level: number, index: number): Promise<Uint8Array> {
    const tileLevel = Math.floor(level / TILE_LEVELS);
    const height = level % TILE_LEVELS;
    const first = index * 2 ** height;
    const tile = await this.tile(tileLevel, Math.floor(first / TILE_WIDTH));
    const begin = first % TILE_WIDTH;
    if ((begin + 2 ** height) * this.hash.size > tile.length) {
      throw new RangeError(`a tree of ${this.size} leaves has no subtree ${index} of level ${level}`);
    }
    return this.#subtree(tile, begin, 2 ** height);
  }

  #subtree(tile: Uint8Array, begin: number, width: number): Uint8Array {
    const { size } = this.hash;
    if (width === 1) return tile.slice(begin * size, (begin + 1) * size);
    const half = width / 2;
    return nodeHash(this.hash, this.#subtree(tile, begin, half), this.#subtree(tile, begin + half, half));
  }
}

export function damagedTile(path: string, why: string): VerificationError {
  return new VerificationError(`${path}: ${why}`, {
    code: 'ERR_LEDGER_TILE',
    fix: 'Tiles are made from entries: venom ledger repair makes them anew, once every entry verifies.',
  });
}

/** A tile and what is in it. */
export interface Tile {
  readonly name: TileName;
  readonly bytes: Uint8Array;
}

/** A tile that is being filled. */
interface OpenTile {
  index: number;
  /** Room for all of its hashes. */
  bytes: Uint8Array;
  /** Bytes of those that it has. */
  used: number;
}

/** A growing tree and the tiles of its right edge: hands out tiles as they fill up. */
export class TileBuilder {
  readonly #range: CompactRange;
  readonly #tileBytes: number;
  /** By level. */
  readonly #open: OpenTile[];
  #full: Tile[] = [];

  private constructor(hash: Hash, edge: readonly Subtree[], open: OpenTile[]) {
    this.#open = open;
    this.#tileBytes = TILE_WIDTH * hash.size;
    this.#range = new CompactRange(hash, edge, (level, roots) => {
      if (level % TILE_LEVELS === 0) this.#add(level / TILE_LEVELS, roots);
    });
  }

  static empty(hash: Hash): TileBuilder {
    return new TileBuilder(hash, [], []);
  }

  /** Goes on where the tiles of a tree end. */
  static async from(hash: Hash, tiles: TileReader): Promise<TileBuilder> {
    const open: OpenTile[] = [];
    for (let level = 0; TILE_WIDTH ** level <= tiles.size; level++) {
      const hashes = Math.floor(tiles.size / TILE_WIDTH ** level);
      const index = Math.floor(hashes / TILE_WIDTH);
      const used = (hashes % TILE_WIDTH) * hash.size;
      const bytes = new Uint8Array(TILE_WIDTH * hash.size);
      if (used > 0) bytes.set(await tiles.tile(level, index));
      open.push({ index, bytes, used });
    }
    return new TileBuilder(hash, await edgeOf(tiles, tiles.size), open);
  }

  get size(): number {
    return this.#range.size;
  }

  get edge(): readonly Subtree[] {
    return this.#range.edge;
  }

  root(): Uint8Array {
    return this.#range.root();
  }

  /** Adds a leaf, given the data that it stands for. */
  append(data: Uint8Array): void {
    this.#range.append(data);
  }

  /** Adds leaves, given the data that they stand for: 32 bytes each, one after the other. */
  appendAll(data: Uint8Array): void {
    this.#range.appendAll(data);
  }

  /** Adds leaves, given their hashes, one after the other. */
  appendLeaves(leaves: Uint8Array): void {
    this.#range.appendLeaves(leaves);
  }

  #add(level: number, roots: Uint8Array): void {
    this.#open[level] ??= { index: 0, bytes: new Uint8Array(this.#tileBytes), used: 0 };
    const open = this.#open[level];
    for (let at = 0; open && at < roots.length; ) {
      const part = roots.subarray(at, at + this.#tileBytes - open.used);
      open.bytes.set(part, open.used);
      open.used += part.length;
      at += part.length;
      if (open.used < this.#tileBytes) return;
      this.#full.push({ name: { level, index: open.index, width: TILE_WIDTH }, bytes: open.bytes });
      open.index++;
      open.bytes = new Uint8Array(this.#tileBytes);
      open.used = 0;
    }
  }

  /** The tiles that became full since this was last asked. */
  takeFull(): Tile[] {
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** The tiles at the right edge that are not full. */
  partial(): Tile[] {
    const hashBytes = this.#tileBytes / TILE_WIDTH;
    return this.#open.flatMap(({ index, bytes, used }, level) =>
      used === 0 ? [] : [{ name: { level, index, width: used / hashBytes }, bytes: bytes.slice(0, used) }],
    );
  }
}
