/** The ledger of DESIGN §5: a hash chain over canonical JSON, with a Merkle tree over its hashes. */
import { StorageError, VerificationError } from '../core/errors.ts';
import { DigestQueue } from './digest-queue.ts';
import { DirectoryStore } from './directory-store.ts';
import {
  type Entry,
  type EntryData,
  GENESIS_PREVIOUS_HASH,
  openEntry,
  type SealedEntry,
  Sealer,
} from './entry.ts';
import { createSha3, hexOfBytes } from './hash.ts';
import { type LedgerStore, MemoryStore, type TornTail } from './store.ts';
import { CompactRange } from './tree.ts';

export interface LedgerOptions {
  /** Directory to keep it in; in memory where none is given. */
  readonly dir?: string | undefined;
  /** Only read what is there. */
  readonly readOnly?: boolean;
  /** Another place to keep the lines; `dir` is then not read. */
  readonly store?: LedgerStore;
}

export interface Manifest {
  readonly chainLength: number;
  /** Hash of entry 0; null while there is none. */
  readonly genesisHash: string | null;
  readonly latestHash: string | null;
  /** Root of the Merkle tree over all entries, hex. */
  readonly merkleRoot: string;
  /** Of the latest entry, seconds; null while there is none. */
  readonly timestamp: number | null;
}

/**
 * @example
 * const ledger = await new ImmutableLedger({ dir: './ledger' }).open();
 * await ledger.append({ type: 'note', message: 'hello' }, Date.now() / 1000);
 * ledger.getManifest().merkleRoot;
 */
export class ImmutableLedger {
  readonly #store: LedgerStore;
  readonly #readOnly: boolean;
  #sealer: Sealer | undefined;
  #tree: CompactRange | undefined;
  /** Entries that are not in the tree yet: it is brought up to date when its root is asked for. */
  readonly #unrooted = new DigestQueue();
  #length = 0;
  #genesisHash: string | null = null;
  #latestHash: string = GENESIS_PREVIOUS_HASH;
  #timestamp: number | null = null;
  #verified = 0;
  /** What is known to be stored. */
  #acknowledged = { length: 0, hash: GENESIS_PREVIOUS_HASH };
  #recovered: TornTail | null = null;
  #sound = true;
  #closed = false;
  #failure: unknown;
  #opening: Promise<this> | undefined;

  constructor({ dir, readOnly = false, store }: LedgerOptions = {}) {
    this.#readOnly = readOnly;
    this.#store = store ?? (dir === undefined ? new MemoryStore() : new DirectoryStore(dir, { readOnly }));
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

  /** How many entries, from the first, were found to verify: at opening, and by `verify`. */
  get verifiedLength(): number {
    return this.#verified;
  }

  /**
   * Opens the store and verifies all that is in it. Idempotent.
   *
   * @throws VerificationError when the chain does not hold, StorageError when it cannot be read or written
   */
  open(): Promise<this> {
    if (this.#closed) return Promise.reject(this.#refusal('it was closed'));
    this.#opening ??= this.#open();
    return this.#opening;
  }

  async #open(): Promise<this> {
    const hash = await createSha3();
    this.#sealer = new Sealer(hash);
    this.#tree = new CompactRange(hash);
    try {
      await this.#store.open();
      for await (const sealed of this.#entriesVerified()) this.#follow(sealed);
      this.#recovered = await this.#store.trim();
    } catch (error) {
      await this.#store.close();
      throw error;
    }
    this.#verified = this.#length;
    this.#acknowledged = { length: this.#length, hash: this.#latestHash };
    return this;
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
    if (!this.#sealer) await this.open();
    const sealer = this.#opened();
    if (this.#closed) throw this.#refusal('it was closed');
    if (this.#readOnly) throw this.#refusal('it was opened to be read only');
    if (this.#failure !== undefined) throw this.#refusal('a write to it has failed');
    const sealed: SealedEntry[] = [];
    let previous = this.#latestHash;
    sealer.begin();
    for (const data of batch) {
      const next = sealer.seal(data, this.#length + sealed.length, previous, timestamp);
      previous = next.entry.hash;
      sealed.push(next);
    }
    // Counted before the write, so that a second append may be made while the first is under way.
    for (const each of sealed) this.#follow(each);
    try {
      await this.#store.append(sealer.lines);
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    const last = sealed.at(-1)?.entry;
    // Writes end in the order they were asked for.
    if (last) this.#acknowledged = { length: last.index + 1, hash: last.hash };
    return sealed.map(({ entry }) => entry);
  }

  #refusal(why: string): StorageError {
    return new StorageError(`the ledger in ${this.location} takes no more entries: ${why}`, {
      code: 'ERR_LEDGER_CLOSED',
      fix: 'Make another ledger on it, for writing.',
      cause: this.#failure,
    });
  }

  #opened(): Sealer {
    if (this.#sealer) return this.#sealer;
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
  }

  /** All entries in order, as they are stored, each checked against the one before. */
  async *entries(): AsyncIterable<Entry> {
    await this.open();
    for await (const { entry } of this.#entriesVerified()) yield entry;
  }

  async *#entriesVerified(): AsyncIterable<SealedEntry> {
    // A sealer of its own: an append may come between two entries.
    const sealer = new Sealer(await createSha3());
    let index = 0;
    let previousHash = GENESIS_PREVIOUS_HASH;
    for await (const line of this.#store.lines()) {
      const sealed = openEntry(sealer, line, { index, previousHash });
      yield sealed;
      previousHash = sealed.entry.hash;
      index++;
    }
  }

  /**
   * Reads everything that was acknowledged back from the store and verifies it: every hash, the chain, and that it
   * holds what this ledger wrote.
   *
   * @returns the number of entries
   * @throws VerificationError that names the entry and the place
   */
  async verify(): Promise<number> {
    await this.open();
    try {
      this.#verified = await this.#readBack();
    } catch (error) {
      if (error instanceof VerificationError) this.#sound = false;
      throw error;
    }
    return this.#verified;
  }

  /** Up to the last acknowledged entry: what is being appended meanwhile is not there yet. */
  async #readBack(): Promise<number> {
    const { length, hash } = this.#acknowledged;
    let count = 0;
    let last: string = GENESIS_PREVIOUS_HASH;
    if (length > 0) {
      for await (const entry of this.entries()) {
        count++;
        last = entry.hash;
        if (count === length) break;
      }
    }
    if (count !== length || last !== hash) {
      throw new VerificationError(
        `${this.location} holds ${count} entries ending in ${last}, but ${length} ending in ${hash} were written`,
        {
          code: 'ERR_LEDGER_TAMPERED',
          fix: 'The ledger was changed while it was in use: restore it from a copy.',
        },
      );
    }
    return count;
  }

  /** What the ledger holds, in one statement. */
  getManifest(): Manifest {
    this.#opened();
    const tree = this.#tree;
    if (tree) this.#unrooted.drainInto(tree);
    return {
      chainLength: this.#length,
      genesisHash: this.#genesisHash,
      latestHash: this.latestHash,
      merkleRoot: tree ? hexOfBytes(tree.root()) : '',
      timestamp: this.#timestamp,
    };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.#opening;
    } catch {
      // Told to whoever opened it; the store was closed then.
      return;
    }
    await this.#store.close();
  }
}
