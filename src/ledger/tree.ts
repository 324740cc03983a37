/**
 * Merkle tree of RFC 6962 §2.1 over the hashes of entries, with the hash handed in:
 *
 *   leaf(d)    = H(0x00 ‖ d)            d = the 32 bytes of an entry's hash
 *   node(l, r) = H(0x01 ‖ l ‖ r)
 *   root       = the tree over the largest power of two below n, joined with the rest; H() when empty
 *
 * No leaf is ever duplicated (CVE-2012-2459).
 */
import type { Hash } from './hash.ts';

const LEAF = 0x00;
const NODE = 0x01;

export function leafHash(hash: Hash, data: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + data.length);
  input[0] = LEAF;
  input.set(data, 1);
  return hash.bytes(input);
}

export function nodeHash(hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + left.length + right.length);
  input[0] = NODE;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return hash.bytes(input);
}

/** The right edge of a growing tree: the roots of its perfect subtrees, largest first. O(log n) memory. */
export class CompactRange {
  readonly #hash: Hash;
  readonly #subtrees: { readonly size: number; readonly root: Uint8Array }[] = [];
  #size = 0;

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds a leaf, given the data that it stands for. */
  append(data: Uint8Array): void {
    let root = leafHash(this.#hash, data);
    let size = 1;
    for (let last = this.#subtrees.at(-1); last?.size === size; last = this.#subtrees.at(-1)) {
      root = nodeHash(this.#hash, last.root, root);
      size *= 2;
      this.#subtrees.pop();
    }
    this.#subtrees.push({ size, root });
    this.#size++;
  }

  root(): Uint8Array {
    const last = this.#subtrees.at(-1);
    if (!last) return this.#hash.bytes(new Uint8Array(0));
    let { root } = last;
    for (let i = this.#subtrees.length - 2; i >= 0; i--) {
      const left = this.#subtrees[i];
      if (left) root = nodeHash(this.#hash, left.root, root);
    }
    return root;
  }
}

/** A whole tree in memory: the roots of all its perfect subtrees, by level. */
export class MemoryTree {
  readonly #hash: Hash;
  readonly #levels: Uint8Array[][] = [[]];

  constructor(hash: Hash) {
    this.#hash = hash;
  }

  get size(): number {
    return this.#levels[0]?.length ?? 0;
  }

  /** Adds a leaf, given the data that it stands for. */
  append(data: Uint8Array): void {
    let node = leafHash(this.#hash, data);
    for (let level = 0; ; level++) {
      this.#levels[level] ??= [];
      const nodes = this.#levels[level] ?? [];
      nodes.push(node);
      const left = nodes.at(-2);
      if (nodes.length % 2 === 1 || !left) return;
      node = nodeHash(this.#hash, left, node);
    }
  }

  async node(level: number, index: number): Promise<Uint8Array> {
    const node = this.#levels[level]?.[index];
    if (!node)
      throw new RangeError(`a tree of ${this.size} leaves has no subtree ${index} of level ${level}`);
    return node;
  }
}
