/**
 * Reads the right edge of a ledger at opening: the entries that no checkpoint signs, with the rest of their segment, and
 * that tiles and checkpoint agree with them.
 */
import { ChainReader } from './chain.ts';
import { ChainHead } from './chain-head.ts';
import type { Checkpoints } from './checkpoints.ts';
import { bytesOfHex } from './hash.ts';
import { truncated } from './ledger-errors.ts';
import type { Sha3 } from './sha3.ts';
import type { LedgerStore } from './store.ts';
import { CompactRange } from './tree.ts';

export interface RightEdge {
  readonly head: ChainHead;
  /** Stands behind the last entry, to read back what follows. */
  readonly chain: ChainReader;
  /** Entries that were read. */
  readonly verified: number;
}

/** @throws VerificationError that names the first thing that does not add up */
export async function readRightEdge(
  store: LedgerStore,
  hash: Sha3,
  checkpoints: Checkpoints | undefined,
): Promise<RightEdge> {
  const start = store.startOf(checkpoints?.start ?? 0);
  const { index } = start.place;
  // The hash before the first entry read is known from a seal: the tree knows it too.
  if (index > 0) await checkpoints?.follow(bytesOfHex(start.previousHash), index - 1);
  const chain = new ChainReader(hash, start);
  const tree = new CompactRange(hash);
  let { genesisHash } = start;
  let timestamp: number | null = null;
  for await (const block of store.blocks(start.place)) {
    const { digests, first } = chain.read(block);
    if (checkpoints) await checkpoints.follow(digests, first);
    else tree.appendAll(digests);
    if (chain.segment.count === 0) continue;
    genesisHash ??= chain.segment.first_hash;
    timestamp = chain.segment.last_timestamp;
  }
  chain.finish();
  if (checkpoints && checkpoints.signedSize > chain.index) {
    throw truncated(chain.index, 'the checkpoint', checkpoints.signedSize);
  }
  const head = new ChainHead(checkpoints?.range() ?? tree, checkpoints !== undefined, {
    length: chain.index,
    genesisHash,
    latestHash: chain.previousHash,
    timestamp,
  });
  return { head, chain, verified: chain.index - index };
}
