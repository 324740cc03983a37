/** Reads a ledger's directory beside its writer: single entries, ranges, and proofs from tiles. */
import { join } from 'node:path';
import { InputError, VerificationError } from '../core/errors.ts';
import { type LineBlock, type Place, SegmentReader, splitLines } from './blocks.ts';
import { ChainReader } from './chain.ts';
import { publicKeys } from './checkpoints.ts';
import { storageError } from './directory-store.ts';
import { type Entry, GENESIS_PREVIOUS_HASH, openEntry, parseEntry, Sealer } from './entry.ts';
import { nodeFileSystem } from './file-system.ts';
import { bytesOfHex, hexOfBytes } from './hash.ts';
import { noLedger } from './ledger-errors.ts';
import type { Verifier } from './note.ts';
import { consistencyProof, inclusionProof, sameBytes, verifyConsistency, verifyInclusion } from './proof.ts';
import { type ConsistencyProof, type InclusionProof, PROOF_FORMAT } from './proof-file.ts';
import { listSegments, type Segment } from './segment.ts';
import { createSha3, type Sha3 } from './sha3.ts';
import { readCheckpoint, rootOf, type SignedCheckpoint } from './signed-tree.ts';
import { TileReader } from './tile.ts';
import { leafHash } from './tree.ts';

export class LedgerReader {
  readonly directory: string;
  readonly hash: Sha3;
  readonly #keys: readonly Verifier[];
  readonly #checkpoint: SignedCheckpoint | undefined;
  readonly #tiles: TileReader;

  private constructor(
    directory: string,
    hash: Sha3,
    keys: readonly Verifier[],
    checkpoint: SignedCheckpoint | undefined,
  ) {
    this.directory = directory;
    this.hash = hash;
    this.#keys = keys;
    this.#checkpoint = checkpoint;
    this.#tiles = new TileReader(nodeFileSystem, directory, hash, checkpoint?.size ?? 0);
  }

  /** @throws StorageError where there is no ledger, VerificationError where its checkpoint is not to be trusted */
  static async open(
    directory: string,
    options: { readonly publicKeys?: readonly string[] | undefined } = {},
  ): Promise<LedgerReader> {
    return reading(directory, async () => {
      if (!(await nodeFileSystem.stat(join(directory, 'entries')))?.directory) throw noLedger(directory);
      const keys = await publicKeys(nodeFileSystem, directory, options);
      const checkpoint = await readCheckpoint(nodeFileSystem, directory, keys);
      return new LedgerReader(directory, await createSha3(), keys, checkpoint);
    });
  }

  get checkpoint(): SignedCheckpoint | undefined {
    return this.#checkpoint;
  }

  /** Bytes read from tiles so far. */
  get tileBytesRead(): number {
    return this.#tiles.bytesRead;
  }

  /** The public key of the checkpoint's origin, encoded. */
  get publicKey(): string | undefined {
    return this.#keys.find(({ name }) => name === this.#checkpoint?.origin)?.encoded;
  }

  segments(): Promise<Segment[]> {
    return reading(this.directory, () => listSegments(nodeFileSystem, join(this.directory, 'entries')));
  }

  /** Root of the first `size` entries, from tiles. */
  async root(size = this.#requireCheckpoint().size): Promise<string> {
    return hexOfBytes(await this.#rootAt(size));
  }

  async #rootAt(size: number): Promise<Uint8Array> {
    const { size: signed, root: signedRoot } = this.#requireCheckpoint();
    this.#requireSize('size', size, signed);
    return this.#fromTiles(async (tiles) => {
      const root = await rootOf(tiles, size);
      // Tiles are not signed: what they lead to must be the beginning of what is.
      const path = await consistencyProof(this.hash, tiles, size, signed);
      this.#trusting(() =>
        verifyConsistency(this.hash, { oldSize: size, size: signed, oldRoot: root, root: signedRoot, path }),
      );
      return root;
    });
  }

  /** That entry `index` is among those that the checkpoint signs. */
  async proveInclusion(index: number): Promise<InclusionProof> {
    const checkpoint = this.#requireCheckpoint();
    if (index >= checkpoint.size) {
      throw new InputError(
        `entry ${index} is not signed yet: the checkpoint covers ${checkpoint.size} entries`,
        {
          code: 'ERR_NOT_SIGNED',
          fix: 'Wait for the next checkpoint, or sign one with venom ledger checkpoint --sign.',
        },
      );
    }
    const path = await this.#fromTiles((tiles) => inclusionProof(this.hash, tiles, index, checkpoint.size));
    const entry = await this.entry(index);
    const leaf = leafHash(this.hash, bytesOfHex(entry.hash));
    const { size, root } = checkpoint;
    this.#trusting(() => verifyInclusion(this.hash, { index, size, leaf, root, path }));
    return {
      format: PROOF_FORMAT,
      type: 'inclusion',
      hash: 'sha3-256',
      entry,
      checkpoint: checkpoint.note,
      path: path.map(hexOfBytes),
      public_key: this.#requirePublicKey(),
    };
  }

  /** That the first `oldSize` entries are the beginning of the first `size`. */
  async proveConsistency(oldSize: number, size?: number): Promise<ConsistencyProof> {
    const checkpoint = this.#requireCheckpoint();
    const newSize = size ?? checkpoint.size;
    this.#requireSize('NEW', newSize, checkpoint.size);
    this.#requireSize('OLD', oldSize, newSize);
    const path = await this.#fromTiles((tiles) => consistencyProof(this.hash, tiles, oldSize, newSize));
    const signed = newSize === checkpoint.size;
    const [oldRoot, root] = [await this.#rootAt(oldSize), await this.#rootAt(newSize)];
    this.#trusting(() => verifyConsistency(this.hash, { oldSize, size: newSize, oldRoot, root, path }));
    return {
      format: PROOF_FORMAT,
      type: 'consistency',
      hash: 'sha3-256',
      old_size: oldSize,
      old_root: hexOfBytes(oldRoot),
      size: newSize,
      root: hexOfBytes(root),
      path: path.map(hexOfBytes),
      checkpoint: signed ? checkpoint.note : null,
      public_key: signed ? this.#requirePublicKey() : null,
    };
  }

  /**
   * One entry, checked by itself and, where the checkpoint covers it, against the tree.
   *
   * @throws InputError where there is none, or it was archived
   */
  async entry(index: number): Promise<Entry> {
    const segments = await this.segments();
    const segment = segments.findLast(({ first }) => first <= index);
    if (!segment || index < 0) throw this.#noEntry(index);
    if (segment.name === null) throw archived(segment, index);
    const { bytes, where, offset } = await this.#line(segment, index);
    const { previous_hash: previousHash } = parseEntry(bytes, where);
    const { entry, digest } = openEntry(
      new Sealer(this.hash),
      { bytes, where, offset },
      { index, previousHash },
    );
    if (index < (this.#checkpoint?.size ?? 0)) {
      const leaf = await this.#fromTiles((tiles) => tiles.node(0, index));
      if (!sameBytes(leaf, leafHash(this.hash, digest))) {
        throw new VerificationError(`${where}: entry ${index} is not the one that the tree holds`, {
          code: 'ERR_LEDGER_TAMPERED',
          fix: 'The entry or a tile was changed: venom ledger verify tells which.',
        });
      }
    }
    return entry;
  }

  async #line(
    segment: Segment,
    index: number,
  ): Promise<{ bytes: Uint8Array; where: string; offset: number }> {
    return reading(this.directory, async () => {
      const reader = new SegmentReader(nodeFileSystem, this.directory);
      for await (const block of reader.blocks(segment)) {
        let { first, line, offset } = block;
        for (const bytes of splitLines(block.bytes)) {
          if (first === index) return { bytes: bytes.slice(), where: `${block.where}:${line}`, offset };
          first++;
          line++;
          offset += bytes.length + 1;
        }
      }
      throw this.#noEntry(index);
    });
  }

  /** Bytes of the files of entries: they change when something is appended. */
  async bytes(): Promise<number> {
    return (await this.segments()).reduce((sum, { size }) => sum + size, 0);
  }

  /** Where the entries end, by counting lines; and the first that is here. */
  async end(): Promise<{ length: number; firstKept: number; bytes: number }> {
    const segments = await this.segments();
    const firstKept = segments.find(({ name }) => name !== null)?.first;
    const last = segments.at(-1);
    const bytes = segments.reduce((sum, { size }) => sum + size, 0);
    if (!last) return { length: 0, firstKept: 0, bytes };
    if (last.seal) {
      const length = last.first + last.seal.count;
      return { length, firstKept: firstKept ?? length, bytes };
    }
    let length = last.first;
    for await (const block of this.#blocks(last)) length = block.first + block.count;
    return { length, firstKept: firstKept ?? length, bytes };
  }

  /** Entries from `from` up to, not including, `to`; each checked, and chained to those before it in its segment. */
  async *entries(from: number, to = Number.POSITIVE_INFINITY): AsyncGenerator<Entry> {
    const segments = await this.segments();
    const at = Math.max(
      0,
      segments.findLastIndex(({ first }) => first <= from),
    );
    const begin = segments[at];
    if (!begin) return;
    if (begin.name === null) throw archived(begin, from);
    const previousHash = segments[at - 1]?.seal?.last_hash ?? GENESIS_PREVIOUS_HASH;
    const place: Place = { index: begin.first, segment: begin.first, line: 1, offset: 0 };
    const chain = new ChainReader(this.hash, { place, previousHash, genesisHash: null });
    for (const segment of segments.slice(at)) {
      for await (const block of this.#blocks(segment)) yield* entriesOf(chain, block, from, to);
      if (chain.index >= to) return;
    }
    chain.finish();
  }

  async *#blocks(segment: Segment): AsyncGenerator<LineBlock> {
    try {
      yield* new SegmentReader(nodeFileSystem, this.directory).blocks(segment);
    } catch (cause) {
      throw storageError(cause, 'read', this.directory);
    }
  }

  #fromTiles<T>(work: (tiles: TileReader) => Promise<T>): Promise<T> {
    return reading(this.directory, () => work(this.#tiles));
  }

  /** A proof that does not hold is not handed out: some tile is not what was signed. */
  #trusting(verify: () => void): void {
    try {
      verify();
    } catch (cause) {
      throw new VerificationError('the tiles do not lead to the root that the checkpoint signs', {
        code: 'ERR_LEDGER_TILE',
        fix: 'A tile was changed: venom ledger verify names it; venom ledger repair makes tiles anew.',
        cause,
      });
    }
  }

  #requireCheckpoint(): SignedCheckpoint {
    if (this.#checkpoint) return this.#checkpoint;
    throw new InputError(`the ledger in ${this.directory} has no checkpoint yet`, {
      code: 'ERR_NOT_SIGNED',
      fix: 'A run signs one when it ends; or sign one with venom ledger checkpoint --sign.',
    });
  }

  #requirePublicKey(): string {
    if (this.publicKey !== undefined) return this.publicKey;
    throw new InputError('there is no public key for the checkpoint', {
      code: 'ERR_PUBLIC_KEY',
      fix: 'Give it by --public-key, or restore the file key.pub.',
    });
  }

  #requireSize(name: string, value: number, most: number): void {
    if (Number.isSafeInteger(value) && value >= 1 && value <= most) return;
    throw new InputError(`${name} is ${value}, but must be a whole number from 1 to ${most}`, {
      code: 'ERR_SIZE',
      fix: `The checkpoint covers ${this.#checkpoint?.size ?? 0} entries.`,
    });
  }

  #noEntry(index: number): InputError {
    return new InputError(`the ledger in ${this.directory} has no entry ${index}`, {
      code: 'ERR_NO_ENTRY',
      fix: 'The first entry is 0; venom ledger stats tells how many there are.',
    });
  }
}

function* entriesOf(chain: ChainReader, block: LineBlock, from: number, to: number): Generator<Entry> {
  const entries: Entry[] = [];
  chain.read(block, {
    end: to,
    take: (index, entry) => {
      if (index >= from) entries.push(entry());
    },
  });
  yield* entries;
}

function archived({ first, seal }: Segment, index: number): InputError {
  return new InputError(
    `entry ${index} was archived with its segment, to ${seal?.archived?.to ?? 'elsewhere'}`,
    {
      code: 'ERR_ARCHIVED',
      fix: `Copy ${String(first).padStart(16, '0')}.jsonl back from there into entries/ to read it.`,
    },
  );
}

async function reading<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw storageError(cause, 'read', directory);
  }
}
