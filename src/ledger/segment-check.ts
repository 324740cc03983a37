/** Checks one segment from its first line to its last: every hash, the chain, and its seal. */
import { VerificationError } from '../core/errors.ts';
import { SegmentReader } from './blocks.ts';
import { ChainReader } from './chain.ts';
import type { FileSystem } from './file-system.ts';
import type { Segment } from './segment.ts';
import type { Sha3 } from './sha3.ts';
import { leafHashes } from './tree.ts';

/** Some entries of a segment that were found right. */
export interface CheckedEntries {
  /** Index of the first of them. */
  readonly first: number;
  readonly count: number;
  /** Their digests, one after the other. */
  readonly digests: Uint8Array<ArrayBuffer>;
  /** Their leaves in the tree over SHA3-256, one after the other. */
  readonly leaves: Uint8Array<ArrayBuffer>;
  /** Bytes of their lines. */
  readonly bytes: number;
}

/** What stands at the end of a segment. */
export interface SegmentEnd {
  /** Index behind its last entry. */
  readonly index: number;
  readonly lastHash: string;
  /** Of its last entry; null where it is empty. */
  readonly timestamp: number | null;
  /** Bytes behind the last line. */
  readonly unfinished: number;
}

/**
 * @param previousHash of the entry before the segment
 * @param take is given the entries block by block
 * @throws VerificationError that names the line, or the field of the seal, that is not right
 */
export async function checkSegment(
  files: FileSystem,
  directory: string,
  hash: Sha3,
  { segment, previousHash }: { readonly segment: Segment; readonly previousHash: string },
  take: (checked: CheckedEntries) => void | Promise<void>,
): Promise<SegmentEnd> {
  const place = { index: segment.first, segment: segment.first, line: 1, offset: 0 };
  const chain = new ChainReader(hash, { place, previousHash, genesisHash: null });
  const reader = new SegmentReader(files, directory);
  for await (const block of reader.blocks(segment)) {
    const { first, digests } = chain.read(block);
    const leaves = leafHashes(hash, digests);
    await take({ first, count: block.count, digests, leaves, bytes: block.bytes.length });
  }
  chain.finish(segment.seal);
  const { tail } = reader;
  if (segment.seal && tail) {
    throw new VerificationError(
      `${tail.where} ends in the middle of a line at byte ${tail.offset}, but was sealed before`,
      {
        code: 'ERR_LEDGER_TORN',
        fix: 'The segment was changed after it was sealed: restore it from a copy.',
      },
    );
  }
  return {
    index: chain.index,
    lastHash: chain.previousHash,
    timestamp: chain.segment.count > 0 ? chain.segment.last_timestamp : null,
    unfinished: tail?.bytes.length ?? 0,
  };
}
