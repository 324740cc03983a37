/** Digests waiting for their place in the tree: 32 bytes each in one buffer, nothing for a collector to walk. */
import type { CompactRange } from './tree.ts';

const SIZE = 32;

export class DigestQueue {
  #bytes = new Uint8Array(1024 * SIZE);
  #count = 0;

  push(digest: Uint8Array): void {
    if ((this.#count + 1) * SIZE > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(digest, this.#count * SIZE);
    this.#count++;
  }

  get length(): number {
    return this.#count;
  }

  /** Appends all to the tree, in order, and keeps them. */
  copyInto(tree: CompactRange): void {
    tree.appendAll(this.#bytes.subarray(0, this.#count * SIZE));
  }

  /** Forgets the first `count`. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count * SIZE, this.#count * SIZE);
    this.#count -= count;
  }
}
