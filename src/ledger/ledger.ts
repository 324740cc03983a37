/** The ledger of DESIGN §5: a hash chain over canonical JSON, with a Merkle tree over its hashes. */
import { StorageError, VenomError, VerificationError } from '../core/errors.ts';
import { ChainReader } from './chain.ts';
import { type CheckpointOptions, Checkpoints } from './checkpoints.ts';
import { DigestQueue } from './digest-queue.ts';
import { DirectoryStore, storageError } from './directory-store.ts';
import { type Entry, type EntryData, GENESIS_PREVIOUS_HASH, type SealedEntry, Sealer } from './entry.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { bytesOfHex, createSha3, hexOfBytes } from './hash.ts';

import type { Durability, SegmentLimits } from './segment-writer.ts';
import { type LedgerStore, MemoryStore, type Start, type TornTail } from './store.ts';
import { CompactRange } from './tree.ts';

export interface LedgerOptions extends CheckpointOptions {
  /** Directory to keep it in; in memory where none is given. */
  readonly dir?: string | undefined;
  /** Only read what is there. */
  readonly readOnly?: boolean;
  /** When an entry counts as stored; `group` by default. */
  readonly durability?: Durability | undefined;
  /** When a segment is full. */
  readonly segments?: Partial<SegmentLimits>;
  /** A checkpoint is signed after so many entries (10,000 by default) or seconds of entries (60), and at closing. */
  readonly checkpointEvery?: { readonly entries?: number; readonly seconds?: number };
  /** Another place to keep the lines; `dir` is then not read, and nothing is signed. */
  readonly store?: LedgerStore;
  /** The file system that `dir` is in. */
  readonly files?: FileSystem;
}

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
const MOST_UNROOTED = 1 << 16;

/** What is open of a ledger. */
interface Opened {
  readonly sealer: Sealer;
  /** Reads back what is appended, before a checkpoint signs it. */
  readonly chain: ChainReader;
  readonly checkpoints: Checkpoints | undefined;
}

/**
 * @example
 * const ledger = await new ImmutableLedger({ dir: './ledger' }).open();
 * await ledger.append({ type: 'note', message: 'hello' }, Date.now() / 1000);
 * ledger.getManifest().merkleRoot;
 */
export class ImmutableLedger {
  readonly durability: Durability;
  readonly #store: LedgerStore;
  readonly #options: LedgerOptions;
  readonly #files: FileSystem;
  readonly #every: { readonly entries: number; readonly seconds: number };
  #opened: Opened | undefined;
  /** Of the entries up to those in `#unrooted`. */
  #tree: CompactRange | undefined;
  readonly #unrooted = new DigestQueue();
  #length = 0;
  #genesisHash: string | null = null;
  #latestHash: string = GENESIS_PREVIOUS_HASH;
  #timestamp: number | null = null;
  #verified = 0;
  /** What is known to be stored. */
  #acknowledged = { length: 0, hash: GENESIS_PREVIOUS_HASH, timestamp: 0 };
  #signedAt = 0;
  #checkpointing: Promise<void> | undefined;
  #recovered: TornTail | null = null;
  #sound = true;
  #closed = false;
  #failure: unknown;
  /** Somebody was told of the failure. */
  #told = false;
  #opening: Promise<this> | undefined;
  /** Appends that wait for room, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #queued = 0;
  #lastStored: Promise<void> = Promise.resolve();

  constructor(options: LedgerOptions = {}) {
    const { dir, readOnly = false, durability = 'group', segments, checkpointEvery, store, files } = options;
    this.#options = options;
    this.durability = durability;
    this.#files = files ?? nodeFileSystem;
    this.#every = { entries: 10_000, seconds: 60, ...checkpointEvery };
    const stored = { readOnly, durability, limits: segments ?? {}, files: this.#files };
    this.#store = store ?? (dir === undefined ? new MemoryStore() : new DirectoryStore(dir, stored));
  }

  /** `memory`, or the directory. */
  get location(): string {
    return this.#store.location;
  }

  get length(): number {
    return this.#length;
  }

  get latestHash(): string | null {
    return this.#length === 0 ? null : this.#latestHash;
  }

  /** What was cut off at opening: the tail of a write that its process did not live to end. */
  get recovered(): TornTail | null {
    return this.#recovered;
  }

  /** Bytes behind the last entry that are none: a write under way, or one that its process did not live to end. */
  get unfinished(): number {
    return this.#store.unfinished;
  }

  /** False once an entry that was read back was found wrong. */
  get sound(): boolean {
    return this.#sound;
  }

  /** Entries that were read back and found right: at opening, before each checkpoint, and by `verify`. */
  get verifiedLength(): number {
    return this.#verified;
  }

  /**
   * Opens the store and verifies its right edge: the entries since the checkpoint, with the rest of their segment, and
   * that the tiles lead to the root that was signed. Without a checkpoint, every entry. Idempotent.
   *
   * @throws VerificationError when something does not add up, StorageError when it cannot be read or written
   */
  open(): Promise<this> {
    if (this.#closed) return Promise.reject(this.#refusal('it was closed'));
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<this> {
    const hash = await createSha3();
    try {
      await this.#store.open();
      const checkpoints = await this.#openCheckpoints();
      const start = this.#store.startOf(checkpoints?.start ?? 0);
      const chain = new ChainReader(hash, start);
      this.#tree = new CompactRange(hash);
      await this.#readRightEdge(chain, checkpoints, start);
      this.#recovered = await this.#store.resume(chain.segment, checkpoints?.signedSize ?? 0);
      this.#opened = { sealer: new Sealer(hash), chain, checkpoints };
      this.#acknowledged = { length: this.#length, hash: this.#latestHash, timestamp: this.#timestamp ?? 0 };
      this.#signedAt = this.#timestamp ?? 0;
    } catch (error) {
      await this.#store.close();
      throw error;
    }
    return this;
  }

  async #openCheckpoints(): Promise<Checkpoints | undefined> {
    const { dir, store, readOnly = false } = this.#options;
    if (dir === undefined || store) return undefined;
    return this.#failing('open', () => Checkpoints.open(this.#files, dir, this.#options, readOnly));
  }

  async #readRightEdge(
    chain: ChainReader,
    checkpoints: Checkpoints | undefined,
    start: Start,
  ): Promise<void> {
    const { index } = start.place;
    // The hash before the first entry read is known from a seal: the tree knows it too.
    if (index > 0) await checkpoints?.follow([bytesOfHex(start.previousHash)], index - 1);
    this.#length = index;
    this.#latestHash = start.previousHash;
    this.#genesisHash = start.genesisHash;
    let verified = 0;
    for await (const block of this.#store.blocks(start.place)) {
      const digests: Uint8Array[] = [];
      chain.read(block, (digest) => {
        if (!checkpoints) this.#unrooted.push(digest);
        digests.push(digest);
      });
      if (chain.segment.count > 0) {
        this.#genesisHash ??= chain.segment.first_hash;
        this.#timestamp = chain.segment.last_timestamp;
      }
      await checkpoints?.follow(digests, chain.index - digests.length);
      verified += digests.length;
    }
    chain.finish();
    this.#length = chain.index;
    this.#latestHash = chain.previousHash;
    this.#verified = verified;
    if (!checkpoints) return;
    if (checkpoints.signedSize > this.#length) throw truncated(this.#length, checkpoints.signedSize);
    this.#tree = checkpoints.range();
  }

  /** Appends one entry; resolves once it is stored. */
  async append(data: EntryData, timestamp: number): Promise<Entry> {
    const [entry] = await this.appendAll([data], timestamp);
    if (!entry) throw new Error('an append of one entry gave none');
    return entry;
  }

  /**
   * Appends entries in order; resolves once all of them are stored, none before the others.
   *
   * @throws InputError when one is not an entry: nothing is then appended. StorageError when the store fails:
   *   the ledger then takes no more until it is opened anew.
   */
  async appendAll(batch: readonly EntryData[], timestamp: number): Promise<Entry[]> {
    const entries = await this.enqueue(batch, timestamp);
    await this.flush();
    return entries;
  }

  /**
   * Appends entries in order; resolves once they have their place in the chain and will be stored with the next
   * commit. Waits where too much is to be written already. `flush` tells when they are stored.
   *
   * @throws as appendAll, also for an earlier write that has failed meanwhile
   */
  async enqueue(batch: readonly EntryData[], timestamp: number): Promise<Entry[]> {
    if (!this.#opened) await this.open();
    if (this.#queued > 0 || this.#store.room()) await this.#waitForRoom();
    return this.#submit(batch, timestamp);
  }

  async #waitForRoom(): Promise<void> {
    this.#queued++;
    this.#turn = this.#turn.then(async () => {
      for (let room = this.#store.room(); room; room = this.#store.room()) await room;
    });
    await this.#turn;
    this.#queued--;
  }

  #submit(batch: readonly EntryData[], timestamp: number): Entry[] {
    const { sealer } = this.#isOpen();
    if (this.#closed) throw this.#refusal('it was closed');
    if (this.#options.readOnly) throw this.#refusal('it was opened to be read only');
    if (this.#failure !== undefined) throw this.#failed();
    const sealed: SealedEntry[] = [];
    let previous = this.#latestHash;
    sealer.begin();
    for (const data of batch) {
      const next = sealer.seal(data, this.#length + sealed.length, previous, timestamp);
      previous = next.entry.hash;
      sealed.push(next);
    }
    const entries = sealed.map(({ entry }) => entry);
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last) return entries;
    // Counted before the write, so that a second append may be made while the first is under way.
    for (const each of sealed) this.#follow(each);
    const stored = this.#store.append({
      bytes: sealer.lines,
      count: entries.length,
      firstHash: first.hash,
      lastHash: last.hash,
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
    });
    this.#lastStored = stored.then(
      () => this.#acknowledge(last),
      (error: unknown) => {
        this.#failure ??= error;
      },
    );
    return entries;
  }

  /** Writes end in the order they were asked for. */
  #acknowledge({ index, hash, timestamp }: Entry): void {
    this.#acknowledged = { length: index + 1, hash, timestamp };
    const checkpoints = this.#opened?.checkpoints;
    if (!checkpoints || this.#checkpointing || this.#closed) return;
    const { entries, seconds } = this.#every;
    const due = index + 1 - checkpoints.signedSize >= entries || timestamp - this.#signedAt >= seconds;
    if (due) this.#checkpointInBackground(checkpoints);
  }

  #checkpointInBackground(checkpoints: Checkpoints): void {
    this.#checkpointing = this.#sign(checkpoints)
      .catch((error: unknown) => {
        // The next append, or the closing, tells of it.
        this.#failure ??= error;
      })
      .finally(() => {
        this.#checkpointing = undefined;
      });
  }

  /** Resolves once everything that was appended is stored. */
  async flush(): Promise<void> {
    this.#store.hurry();
    await this.#lastStored;
    if (this.#failure !== undefined) throw this.#failed(true);
  }

  /** @param first the failure itself, and not that it came before */
  #failed(first = false): Error {
    const cause = this.#failure;
    this.#told = true;
    if (first && cause instanceof Error) return cause;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    const fix = cause instanceof VenomError ? cause.fix : undefined;
    return this.#refusal(`a write to it has failed${why}`, fix);
  }

  #refusal(why: string, fix = 'Make another ledger on it, for writing.'): StorageError {
    return new StorageError(`the ledger in ${this.location} takes no more entries: ${why}`, {
      code: 'ERR_LEDGER_CLOSED',
      fix,
      cause: this.#failure,
    });
  }

  #isOpen(): Opened {
    if (this.#opened) return this.#opened;
    throw new StorageError('the ledger is not open', {
      code: 'ERR_LEDGER_CLOSED',
      fix: 'Call open() first.',
    });
  }

  #follow({ entry, digest }: SealedEntry): void {
    this.#genesisHash ??= entry.hash;
    this.#latestHash = entry.hash;
    this.#timestamp = entry.timestamp;
    this.#unrooted.push(digest);
    this.#length++;
    if (this.#unrooted.length >= MOST_UNROOTED && !this.#opened?.checkpoints) this.#root();
  }

  /** Entries in order, as they are stored, each checked against the one before; from the first that is kept. */
  async *entries(): AsyncIterable<Entry> {
    await this.open();
    const start = this.#store.startOf(0);
    const chain = new ChainReader(await createSha3(), start);
    for await (const block of this.#store.blocks(start.place)) {
      const entries: Entry[] = [];
      let failure: unknown;
      try {
        chain.read(block, (_digest, _index, entry) => entries.push(entry()));
      } catch (error) {
        failure = error;
      }
      // Those before the one that is wrong are right.
      yield* entries;
      if (failure !== undefined) throw failure;
    }
    chain.finish();
  }

  /**
   * Reads everything that was acknowledged back from the store and verifies it: every hash, the chain, and that it
   * holds what this ledger wrote.
   *
   * @returns the number of entries, those that were archived included
   * @throws VerificationError that names the entry and the place
   */
  async verify(): Promise<number> {
    await this.open();
    return this.#verify();
  }

  async #verify(): Promise<number> {
    const start = this.#store.startOf(0);
    const chain = new ChainReader(await createSha3(), start);
    await this.#watching(() => this.#readBack(chain));
    this.#verified = chain.index - start.place.index;
    return chain.index;
  }

  /** Up to the last acknowledged entry: what is being appended meanwhile is not there yet. */
  async #readBack(
    chain: ChainReader,
    take?: (digests: Uint8Array[], first: number) => Promise<void>,
  ): Promise<void> {
    const { length, hash } = this.#acknowledged;
    if (chain.index < length) {
      for await (const block of this.#store.blocks(chain.place)) {
        const digests: Uint8Array[] = [];
        chain.read(block, (digest) => digests.push(digest), length);
        await take?.(digests, chain.index - digests.length);
        if (chain.index >= length) break;
      }
    }
    if (chain.index === length && chain.previousHash === hash) return;
    throw new VerificationError(
      `${this.location} holds ${chain.index} entries ending in ${chain.previousHash}, but ${length} ending in ${hash} were written`,
      {
        code: 'ERR_LEDGER_TAMPERED',
        fix: 'The ledger was changed while it was in use: restore it from a copy.',
      },
    );
  }

  async #watching(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof VerificationError) this.#sound = false;
      throw error;
    }
  }

  /**
   * Reads back what was stored since the last checkpoint, and signs a checkpoint of it; in memory, where nothing is
   * signed, reads everything back.
   *
   * @returns the entries that were read back and found right since this ledger was opened, opening included
   * @throws VerificationError where what is read is not what was written, StorageError where it cannot be written
   */
  async checkpoint(): Promise<number> {
    await this.open();
    return this.#checkpoint();
  }

  async #checkpoint(): Promise<number> {
    await this.flush();
    await this.#checkpointing;
    if (this.#failure !== undefined) throw this.#failed(true);
    const { checkpoints } = this.#isOpen();
    if (!checkpoints || this.#options.readOnly) await this.#verify();
    else if (checkpoints.behind(this.#acknowledged.length)) {
      this.#checkpointInBackground(checkpoints);
      await this.#checkpointing;
      if (this.#failure !== undefined) throw this.#failed(true);
    }
    return this.#verified;
  }

  async #sign(checkpoints: Checkpoints): Promise<void> {
    const { chain } = this.#isOpen();
    const { timestamp } = this.#acknowledged;
    const before = chain.index;
    await this.#watching(() => this.#readBack(chain, (digests, first) => checkpoints.follow(digests, first)));
    await this.#store.sync();
    await this.#failing('write to', () => checkpoints.write());
    this.#verified += chain.index - before;
    this.#signedAt = timestamp;
    // What the checkpoint covers need not be kept to make the root.
    this.#unrooted.drop(chain.index - before);
    this.#tree = checkpoints.range();
  }

  /** Puts what waits into the tree. */
  #root(): CompactRange {
    const { checkpoints } = this.#isOpen();
    const tree = this.#tree;
    if (!tree) throw new Error('an open ledger has a tree');
    if (!checkpoints) {
      this.#unrooted.copyInto(tree);
      this.#unrooted.drop(this.#unrooted.length);
      return tree;
    }
    const whole = tree.clone();
    this.#unrooted.copyInto(whole);
    return whole;
  }

  /** What the ledger holds, in one statement. */
  getManifest(): Manifest {
    this.#isOpen();
    return {
      chainLength: this.#length,
      genesisHash: this.#genesisHash,
      latestHash: this.latestHash,
      merkleRoot: hexOfBytes(this.#root().root()),
      timestamp: this.#timestamp,
    };
  }

  /**
   * Signs what is not signed yet, and closes the store. Idempotent.
   *
   * @throws what has failed since the last append, also where everything was stored
   */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#opening;
    } catch {
      // Told to whoever opened it; the store was closed then.
      return;
    }
    try {
      const signs = this.#opened?.checkpoints !== undefined;
      if (signs && !this.#options.readOnly && this.#failure === undefined && this.#sound) {
        await this.#checkpoint();
      }
    } finally {
      // One that is under way after a failed write still writes tiles: the lock is not let go of before it has ended.
      await this.#checkpointing;
      await this.#store.close();
    }
    if (this.#failure !== undefined && !this.#told) throw this.#failed(true);
  }

  async #failing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storageError(cause, verb, this.location);
    }
  }
}

function truncated(length: number, signed: number): VerificationError {
  return new VerificationError(`the entries end before entry ${length}, but the checkpoint signs ${signed}`, {
    code: 'ERR_LEDGER_TRUNCATED',
    fix: 'Entries were cut off after they were written: restore entries/ from a copy.',
  });
}
