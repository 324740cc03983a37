/**
 * What this node verified last of each peer's ledger: `watched/<peer id>` beside its own, the broadcast with the
 * checkpoint as the peer signed it. With it a rewrite is found although the witness was away meanwhile
 * (c2sp.org/tlog-witness: kept before it is cosigned).
 */
import { join } from 'node:path';
import { storageError } from '../ledger/directory-store.ts';
import { type FileSystem, nodeFileSystem } from '../ledger/file-system.ts';
import { readIfThere } from '../ledger/files.ts';
import { peerIdPattern } from './envelope.ts';
import { LatestWrites } from './latest-writes.ts';
import type { WitnessMemory } from './witness.ts';

const DIRECTORY = 'watched';
/** Bytes; no checkpoint is larger. */
const LARGEST = 65_536;

export class WatchedFiles implements WitnessMemory {
  readonly #directory: string;
  readonly #files: FileSystem;
  readonly #writes: LatestWrites;

  /** @param directory of the node's own ledger */
  constructor(directory: string, files: FileSystem = nodeFileSystem) {
    this.#directory = join(directory, DIRECTORY);
    this.#files = files;
    this.#writes = new LatestWrites(this.#directory, files);
  }

  keep(peer: string, wire: Uint8Array): Promise<void> {
    return this.#writes.put(peer, wire);
  }

  async recall(): Promise<{ readonly peer: string; readonly wire: Uint8Array }[]> {
    try {
      if (!(await this.#files.stat(this.#directory))?.directory) return [];
      const peers = (await this.#files.list(this.#directory)).filter((name) => peerIdPattern.test(name));
      const kept = await Promise.all(
        peers.map(async (peer) => ({ peer, wire: await readIfThere(this.#files, this.path(peer)) })),
      );
      return kept.flatMap(({ peer, wire }) => (wire && wire.length <= LARGEST ? { peer, wire } : []));
    } catch (cause) {
      throw storageError(cause, 'read', this.#directory);
    }
  }

  /** Where the last of a peer is kept. */
  path(peer: string): string {
    return join(this.#directory, peer);
  }
}
