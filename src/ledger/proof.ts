/**
 * Merkle proofs of RFC 9162 §2.1.3 and §2.1.4 (the trees of RFC 6962), made and verified with the hash handed in.
 * Verifying needs nothing but the proof: no ledger, no file, no clock; it runs in a browser.
 *
 * Sizes and indexes are whole numbers up to 2^53 − 1.
 */
import { VerificationError } from '../core/errors.ts';
import type { Hash } from './hash.ts';
import { nodeHash, type Subtree } from './tree.ts';

/** Hands out roots of perfect subtrees: of the 2^level leaves from leaf index·2^level on. */
export interface NodeSource {
  node(level: number, index: number): Promise<Uint8Array>;
}

/** That leaf `index` is in the tree of `size` leaves: RFC 9162 §2.1.3.1. */
export async function inclusionProof(
  hash: Hash,
  nodes: NodeSource,
  index: number,
  size: number,
): Promise<Uint8Array[]> {
  requireCount('size', size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new RangeError(`index is ${index}, but must be a whole number from 0 to ${size - 1}`);
  }
  const path: Uint8Array[] = [];
  let [begin, end] = [0, size];
  while (end - begin > 1) {
    const middle = begin + largestPowerBelow(end - begin);
    if (index < middle) {
      path.push(await rangeRoot(hash, nodes, middle, end));
      end = middle;
    } else {
      path.push(await rangeRoot(hash, nodes, begin, middle));
      begin = middle;
    }
  }
  return path.reverse();
}

/** That the tree of `oldSize` leaves is a beginning of that of `size`: RFC 9162 §2.1.4.1. Empty for equal sizes. */
export async function consistencyProof(
  hash: Hash,
  nodes: NodeSource,
  oldSize: number,
  size: number,
): Promise<Uint8Array[]> {
  requireCount('size', size);
  requireCount('oldSize', oldSize);
  if (oldSize === 0 || oldSize > size) {
    throw new RangeError(`oldSize is ${oldSize}, but must be from 1 to ${size}`);
  }
  const path: Uint8Array[] = [];
  let [begin, end] = [0, size];
  while (oldSize !== end) {
    const middle = begin + largestPowerBelow(end - begin);
    if (oldSize <= middle) {
      path.push(await rangeRoot(hash, nodes, middle, end));
      end = middle;
    } else {
      path.push(await rangeRoot(hash, nodes, begin, middle));
      begin = middle;
    }
  }
  // What is left is the old tree's own last part: its root is known to who asks, unless it is the whole old tree.
  if (begin !== 0) path.push(await rangeRoot(hash, nodes, begin, end));
  return path.reverse();
}

/** The perfect subtrees that a tree of `size` leaves is made of, largest first. */
export async function edgeOf(nodes: NodeSource, size: number): Promise<Subtree[]> {
  requireCount('size', size);
  const edge: Subtree[] = [];
  let begin = 0;
  for (let level = 52; level >= 0; level--) {
    const width = 2 ** level;
    if (size - begin < width) continue;
    edge.push({ level, root: await nodes.node(level, begin / width) });
    begin += width;
  }
  return edge;
}

/** Root of the tree over leaves begin … end − 1, where `begin` is where a subtree of that size may start. */
export async function rangeRoot(
  hash: Hash,
  nodes: NodeSource,
  begin: number,
  end: number,
): Promise<Uint8Array> {
  const size = end - begin;
  const level = Math.floor(Math.log2(size));
  if (2 ** level === size) return nodes.node(level, begin / size);
  const middle = begin + 2 ** level;
  const [left, right] = [
    await nodes.node(level, begin / 2 ** level),
    await rangeRoot(hash, nodes, middle, end),
  ];
  return nodeHash(hash, left, right);
}

/**
 * RFC 9162 §2.1.3.2.
 *
 * @param leaf hash of the leaf, with its 0x00 prefix hashed in
 * @throws VerificationError `ERR_PROOF`, with the reason
 */
export function verifyInclusion(hash: Hash, { index, size, leaf, root, path }: InclusionClaim): void {
  if (!isCount(size) || !isCount(index) || index >= size) {
    throw refused(`leaf ${index} is not in a tree of ${size}`);
  }
  if (leaf.length !== hash.size) throw refused(`the leaf's hash has ${leaf.length} bytes, not ${hash.size}`);
  let [fn, sn] = [index, size - 1];
  let computed = leaf;
  for (const sibling of path) {
    if (sn === 0) throw refused(`the proof is too long for leaf ${index} of ${size}`);
    if (isOdd(fn) || fn === sn) {
      computed = nodeHash(hash, sibling, computed);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      computed = nodeHash(hash, computed, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) throw refused(`the proof is too short for leaf ${index} of ${size}`);
  if (!sameBytes(computed, root)) throw refused('the proof leads to another root');
}

export interface InclusionClaim {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly size: number;
  readonly oldRoot: Uint8Array;
  readonly root: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.4.2. An empty old tree proves nothing and is refused.
 *
 * @throws VerificationError `ERR_PROOF`, with the reason
 */
export function verifyConsistency(
  hash: Hash,
  { oldSize, size, oldRoot, root, path }: ConsistencyClaim,
): void {
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) {
    throw refused(`a tree of ${size} leaves cannot hold one of ${oldSize}`);
  }
  if (oldSize === 0) throw refused('an empty tree is a beginning of every other: there is nothing to prove');
  if (oldSize === size) {
    if (path.length > 0) throw refused('the sizes are equal, but the proof is not empty');
    if (!sameBytes(oldRoot, root)) throw refused('the sizes are equal, but the roots are not');
    return;
  }
  if (path.length === 0) throw refused('the proof is empty');
  const whole = Number.isInteger(Math.log2(oldSize)) && 2 ** Math.log2(oldSize) === oldSize;
  const [first, ...rest] = whole ? [oldRoot, ...path] : path;
  if (!first) throw refused('the proof is empty');
  let [fn, sn] = [oldSize - 1, size - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [computedOld, computed] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) throw refused(`the proof is too long for ${oldSize} of ${size}`);
    if (isOdd(fn) || fn === sn) {
      computedOld = nodeHash(hash, sibling, computedOld);
      computed = nodeHash(hash, sibling, computed);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      computed = nodeHash(hash, computed, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) throw refused(`the proof is too short for ${oldSize} of ${size}`);
  if (!sameBytes(computedOld, oldRoot)) throw refused('the proof leads to another old root');
  if (!sameBytes(computed, root)) throw refused('the proof leads to another new root');
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
const isOdd = (value: number): boolean => value % 2 === 1;
const half = (value: number): number => Math.floor(value / 2);

/** Largest power of two below n, for n > 1. */
function largestPowerBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function requireCount(name: string, value: number): void {
  if (!isCount(value)) throw new RangeError(`${name} is ${value}, but must be a whole number, 0 or above`);
}

function refused(why: string): VerificationError {
  return new VerificationError(`the proof does not hold: ${why}`, {
    code: 'ERR_PROOF',
    fix: 'Ask for a new proof; if it fails too, the log does not hold what it claims.',
  });
}
