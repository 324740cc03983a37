/** Reads the blocks that entries of a ledger commit to, and the leaves in them. */
import { join } from 'node:path';
import { InputError, systemCodeOf } from '../../core/errors.ts';
import { storageError } from '../../ledger/directory-store.ts';
import { type FileSystem, nodeFileSystem } from '../../ledger/file-system.ts';
import type { Hash } from '../../ledger/hash.ts';
import { damagedLeaves } from '../fleet-errors.ts';
import { type Block, readBlock, readBlockHead } from './block.ts';
import { bytesAt, LEAVES_DIRECTORY } from './leaf-file.ts';
import type { BlockPlace } from './leaf-log.ts';

export class LeafReader {
  readonly #ledgerDir: string;
  readonly #hash: Hash;
  readonly #files: FileSystem;

  constructor(ledgerDir: string, hash: Hash, files: FileSystem = nodeFileSystem) {
    this.#ledgerDir = ledgerDir;
    this.#hash = hash;
    this.#files = files;
  }

  /** Whether the file of a block is still kept. */
  async has({ file }: BlockPlace): Promise<boolean> {
    return (await this.#files.stat(this.#path(file))) !== undefined;
  }

  /**
   * @param expected what the entry says of the block
   * @throws InputError ERR_FLEET_DROPPED where the file is gone, VerificationError where it holds something else
   */
  async block(place: BlockPlace, expected: Pick<Block, 'kind' | 'beat' | 'rows'>): Promise<Block> {
    const { block, digest, where } = await this.found(place);
    if (digest !== place.sha3)
      throw damagedLeaves(where, `the block is ${digest}, but the ledger commits to ${place.sha3}`);
    for (const field of ['kind', 'beat', 'rows'] as const) {
      if (block[field] !== expected[field])
        throw damagedLeaves(where, `${field} is ${block[field]}, but the entry has ${expected[field]}`);
    }
    return block;
  }

  /** What lies at a place, whole, but perhaps not what the ledger commits to: `digest` tells. */
  async found(place: BlockPlace): Promise<{ block: Block; digest: string; where: string }> {
    const where = `${LEAVES_DIRECTORY}/${place.file} (byte ${place.offset})`;
    const bytes = await this.#bytes(place);
    const block = await readBlock(this.#hash, bytes, where);
    return { block, digest: readBlockHead(bytes)?.digest ?? '', where };
  }

  async #bytes(place: BlockPlace): Promise<Uint8Array> {
    try {
      const file = await this.#files.open(this.#path(place.file), 'read');
      try {
        return await bytesAt(file, place.offset, place.bytes);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (systemCodeOf(cause) !== 'ENOENT') throw storageError(cause, 'read', this.#ledgerDir);
      throw new InputError(`${LEAVES_DIRECTORY}/${place.file} is not there`, {
        code: 'ERR_FLEET_DROPPED',
        fix: 'Leaves are kept for as long as --leaves-for says: copy the file back from an archive to read it.',
        cause,
      });
    }
  }

  #path(file: string): string {
    return join(this.#ledgerDir, LEAVES_DIRECTORY, file);
  }
}
