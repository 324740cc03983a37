/** The ledger of DESIGN §5: a hash chain over canonical JSON, with a Merkle tree over its hashes. */
import { StorageError, VerificationError } from '../core/errors.ts';
import { Appender, refusal } from './appender.ts';
import { ChainReader } from './chain.ts';
import type { Manifest } from './chain-head.ts';
import { type CheckpointOptions, Checkpoints } from './checkpoints.ts';
import { DirectoryStore, storageError } from './directory-store.ts';
import type { Entry, EntryData } from './entry.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { type RightEdge, readRightEdge } from './right-edge.ts';
import type { Durability, SegmentLimits } from './segment-writer.ts';
import { createSha3 } from './sha3.ts';
import { type LedgerStore, MemoryStore, type TornTail } from './store.ts';

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

/** Entries that may wait to be signed while a checkpoint is under way: their digests are kept until it is there. */
const MOST_UNSIGNED = 1 << 16;

/** What is open of a ledger. */
interface Opened extends RightEdge {
  readonly appender: Appender;
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
  #opening: Promise<this> | undefined;
  #closed = false;
  #verified = 0;
  #sound = true;
  #recovered: TornTail | null = null;
  /** Time of the last entry that a checkpoint signs, seconds. */
  #signedAt = 0;
  #checkpointing: Promise<void> | undefined;

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
    return this.#opened?.head.length ?? 0;
  }

  get latestHash(): string | null {
    return this.length === 0 ? null : (this.#opened?.head.latestHash ?? null);
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
    if (this.#closed) return Promise.reject(refusal(this.location, 'it was closed'));
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<this> {
    const hash = await createSha3();
    try {
      await this.#store.open();
      const checkpoints = await this.#openCheckpoints();
      const edge = await readRightEdge(this.#store, hash, checkpoints);
      this.#recovered = await this.#store.resume(edge.chain.segment, checkpoints?.signedSize ?? 0);
      const appender = new Appender(this.#store, edge.head, hash, {
        stored: () => this.#signWhenDue(),
        backlog: () => this.#backlog(),
      });
      this.#opened = { ...edge, appender, checkpoints };
      this.#verified = edge.verified;
      this.#signedAt = edge.head.timestamp ?? 0;
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
    const { appender } = this.#isOpen();
    if (appender.full) await appender.waitForRoom();
    if (this.#closed) throw refusal(this.location, 'it was closed');
    if (this.#options.readOnly) throw refusal(this.location, 'it was opened to be read only');
    return appender.submit(batch, timestamp);
  }

  /** Resolves once everything that was appended is stored. */
  async flush(): Promise<void> {
    await this.#opened?.appender.flush();
  }

  #isOpen(): Opened {
    if (this.#opened) return this.#opened;
    throw new StorageError('the ledger is not open', {
      code: 'ERR_LEDGER_CLOSED',
      fix: 'Call open() first.',
    });
  }

  /** Entries in order, as they are stored, each checked against the one before; from the first that is kept. */
  async *entries(from = 0): AsyncIterable<Entry> {
    await this.open();
    const start = this.#store.startOf(from);
    const chain = new ChainReader(await createSha3(), start);
    for await (const block of this.#store.blocks(start.place)) {
      const entries: Entry[] = [];
      let failure: unknown;
      try {
        chain.read(block, {
          take: (index, entry) => {
            if (index >= from) entries.push(entry());
          },
        });
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
    take?: (digests: Uint8Array, first: number) => Promise<void>,
  ): Promise<void> {
    const { length, hash } = this.#isOpen().appender.acknowledged;
    if (chain.index < length) {
      for await (const block of this.#store.blocks(chain.place)) {
        const { digests, first } = chain.read(block, { end: length });
        await take?.(digests, first);
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
    const { appender, checkpoints } = this.#isOpen();
    await appender.flush();
    await this.#checkpointing;
    appender.throwFailure();
    if (!checkpoints || this.#options.readOnly) await this.#verify();
    else if (checkpoints.behind(appender.acknowledged.length)) {
      this.#signInBackground(checkpoints);
      await this.#checkpointing;
      appender.throwFailure();
    }
    return this.#verified;
  }

  /** The checkpoint under way, where appending has left signing far behind. */
  #backlog(): Promise<void> | undefined {
    const unsigned = this.length - (this.#opened?.checkpoints?.signedSize ?? 0);
    return unsigned > MOST_UNSIGNED ? this.#checkpointing : undefined;
  }

  #signWhenDue(): void {
    const { appender, checkpoints } = this.#isOpen();
    if (!checkpoints || this.#checkpointing || this.#closed) return;
    const { length, timestamp } = appender.acknowledged;
    const { entries, seconds } = this.#every;
    const due = length - checkpoints.signedSize >= entries || Math.abs(timestamp - this.#signedAt) >= seconds;
    if (due) this.#signInBackground(checkpoints);
  }

  #signInBackground(checkpoints: Checkpoints): void {
    this.#checkpointing = this.#sign(checkpoints)
      // The next append, or the closing, tells of it.
      .catch((error: unknown) => this.#isOpen().appender.fail(error))
      .finally(() => {
        this.#checkpointing = undefined;
      });
  }

  async #sign(checkpoints: Checkpoints): Promise<void> {
    const { appender, chain, head } = this.#isOpen();
    const { timestamp } = appender.acknowledged;
    const before = chain.index;
    await this.#watching(() => this.#readBack(chain, (digests, first) => checkpoints.follow(digests, first)));
    await this.#store.sync();
    await this.#failing('write to', () => checkpoints.write());
    this.#verified += chain.index - before;
    this.#signedAt = timestamp;
    head.rooted(checkpoints.range(), chain.index - before);
  }

  /** What the ledger holds, in one statement. */
  getManifest(): Manifest {
    return this.#isOpen().head.manifest();
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
    const appender = this.#opened?.appender;
    try {
      const signs = this.#opened?.checkpoints !== undefined && !this.#options.readOnly;
      if (signs && !appender?.failed && this.#sound) await this.#checkpoint();
    } finally {
      // One that is under way after a failed write still writes tiles: the lock is not let go of before it has ended.
      await this.#checkpointing;
      await this.#store.close();
    }
    if (appender && !appender.told) appender.throwFailure();
  }

  async #failing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storageError(cause, verb, this.location);
    }
  }
}
