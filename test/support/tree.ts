import { type Hash, leafHash, nodeHash } from '../../src/ledger/index.ts';

/** RFC 6962 §2.1 as it is written: the definition, not the algorithm. */
export function treeHash(hash: Hash, leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (!only) return hash.bytes(new Uint8Array(0));
  if (leaves.length === 1) return leafHash(hash, only);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(hash, treeHash(hash, leaves.slice(0, k)), treeHash(hash, leaves.slice(k)));
}

/** Leaves of the certificate transparency test tree, hex. */
export const CT_LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
