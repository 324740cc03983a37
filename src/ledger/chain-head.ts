/** Where a chain stands: its length, its ends, and the root of the tree over it. */
import { DigestQueue } from './digest-queue.ts';
import { GENESIS_PREVIOUS_HASH, type SealedEntry } from './entry.ts';
import { hexOfBytes } from './hash.ts';
import type { CompactRange } from './tree.ts';

export interface Manifest {
  readonly chainLength: number;
  /** Hash of entry 0; null while there is none, or where it was archived with no seal left. */
  readonly genesisHash: string | null;
  readonly latestHash: string | null;
  /** Root of the Merkle tree over all entries, hex. */
  readonly merkleRoot: string;
  /** Of the latest entry, seconds; null while there is none. */
  readonly timestamp: number | null;
}

/** Digests that wait to be put into the tree, where no checkpoint does it. */
const MOST_UNROOTED = 1 << 12;

export class ChainHead {
  /** Of the entries up to those in `#unrooted`. */
  #tree: CompactRange;
  readonly #unrooted = new DigestQueue();
  /** A checkpoint takes digests over, so that they are hashed once. */
  readonly #checkpointed: boolean;
  #length = 0;
  #genesisHash: string | null = null;
  #latestHash: string = GENESIS_PREVIOUS_HASH;
  #timestamp: number | null = null;

  /** @param tree over the entries that are there already */
  constructor(
    tree: CompactRange,
    checkpointed: boolean,
    start: { length: number; genesisHash: string | null; latestHash: string; timestamp: number | null },
  ) {
    this.#tree = tree;
    this.#checkpointed = checkpointed;
    this.#length = start.length;
    this.#genesisHash = start.genesisHash;
    this.#latestHash = start.latestHash;
    this.#timestamp = start.timestamp;
  }

  get length(): number {
    return this.#length;
  }

  /** `previous_hash` of the next entry. */
  get latestHash(): string {
    return this.#latestHash;
  }

  get timestamp(): number | null {
    return this.#timestamp;
  }

  follow({ entry, digest }: SealedEntry): void {
    this.#genesisHash ??= entry.hash;
    this.#latestHash = entry.hash;
    this.#timestamp = entry.timestamp;
    this.#length++;
    this.#unrooted.push(digest);
    if (this.#unrooted.length >= MOST_UNROOTED && !this.#checkpointed) this.#root();
  }

  /** A checkpoint covers `count` entries more: they need not be kept to make the root. */
  rooted(tree: CompactRange, count: number): void {
    this.#unrooted.drop(count);
    this.#tree = tree;
  }

  /** Puts what waits into the tree, or into a copy of it. */
  #root(): CompactRange {
    const tree = this.#checkpointed ? this.#tree.clone() : this.#tree;
    this.#unrooted.copyInto(tree);
    if (!this.#checkpointed) this.#unrooted.drop(this.#unrooted.length);
    return tree;
  }

  manifest(): Manifest {
    return {
      chainLength: this.#length,
      genesisHash: this.#genesisHash,
      latestHash: this.#length === 0 ? null : this.#latestHash,
      merkleRoot: hexOfBytes(this.#root().root()),
      timestamp: this.#timestamp,
    };
  }
}
