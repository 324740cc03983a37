/** The Merkle tree of a beat: RFC 6962 over the leaves of all entities, level after level, in the order of the rows. */
import type { Hash } from '../../ledger/hash.ts';
import { CompactRange, MemoryTree } from '../../ledger/tree.ts';
import { type BeatColumns, type LeafBeat, leafBytes } from './leaf.ts';

/** Names of the entities of each level, UTF-8, in the order of their rows. */
export type LevelNames = readonly (readonly Uint8Array[])[];

export function* leavesOf(beat: LeafBeat, columns: BeatColumns, levels: LevelNames): Generator<Uint8Array> {
  let row = 0;
  for (const [level, names] of levels.entries()) {
    for (const name of names) yield leafBytes(beat, columns, row++, level, name);
  }
}

export function rootOf(hash: Hash, beat: LeafBeat, columns: BeatColumns, levels: LevelNames): Uint8Array {
  const range = new CompactRange(hash);
  for (const leaf of leavesOf(beat, columns, levels)) range.append(leaf);
  return range.root();
}

export function treeOf(hash: Hash, beat: LeafBeat, columns: BeatColumns, levels: LevelNames): MemoryTree {
  const tree = new MemoryTree(hash);
  for (const leaf of leavesOf(beat, columns, levels)) tree.append(leaf);
  return tree;
}
