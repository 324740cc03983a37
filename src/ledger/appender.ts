/**
 * Puts entries at the end of a chain and hands their lines to the store: in the order they were asked for, no more at a
 * time than the store has room for. After the first failure nothing is taken any more.
 */
import { StorageError, VenomError } from '../core/errors.ts';
import type { ChainHead } from './chain-head.ts';
import { type Entry, type EntryData, type SealedEntry, Sealer } from './entry.ts';
import type { Hash } from './hash.ts';
import type { LedgerStore } from './store.ts';

/** The last entry that is known to be stored. */
export interface Acknowledged {
  readonly length: number;
  readonly hash: string;
  readonly timestamp: number;
}

export class Appender {
  readonly #store: LedgerStore;
  readonly #head: ChainHead;
  readonly #sealer: Sealer;
  readonly #stored: () => void;
  readonly #backlog: () => Promise<void> | undefined;
  #acknowledged: Acknowledged;
  #lastStored: Promise<void> = Promise.resolve();
  /** Appends that wait for room, one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #queued = 0;
  #failure: unknown;
  #told = false;

  /**
   * @param signing.stored told after every acknowledgement
   * @param signing.backlog a promise to wait for where too much is not signed yet
   */
  constructor(
    store: LedgerStore,
    head: ChainHead,
    hash: Hash,
    signing: { stored(): void; backlog(): Promise<void> | undefined },
  ) {
    this.#store = store;
    this.#head = head;
    this.#sealer = new Sealer(hash);
    this.#stored = signing.stored;
    this.#backlog = signing.backlog;
    this.#acknowledged = { length: head.length, hash: head.latestHash, timestamp: head.timestamp ?? 0 };
  }

  get acknowledged(): Acknowledged {
    return this.#acknowledged;
  }

  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** Whoever used the ledger was told of the failure. */
  get told(): boolean {
    return this.#told;
  }

  /** The store, or what signs it, has failed: nothing is taken from now on. */
  fail(error: unknown): void {
    this.#failure ??= error;
  }

  /** Too much is to be written or signed already, or others wait for room. */
  get full(): boolean {
    return this.#queued > 0 || this.#room() !== undefined;
  }

  #room(): Promise<void> | undefined {
    return this.#store.room() ?? this.#backlog();
  }

  /** Waits its turn. What follows must be submitted at once: between the two, others may take the room. */
  async waitForRoom(): Promise<void> {
    this.#queued++;
    this.#turn = this.#turn.then(async () => {
      for (let room = this.#room(); room; room = this.#room()) await room;
    });
    await this.#turn;
    this.#queued--;
  }

  /** @throws InputError where one of them is no entry: nothing is then appended */
  submit(batch: readonly EntryData[], timestamp: number): Entry[] {
    if (this.#failure !== undefined) throw this.refused();
    const sealed: SealedEntry[] = [];
    let previous = this.#head.latestHash;
    this.#sealer.begin();
    for (const data of batch) {
      const next = this.#sealer.seal(data, this.#head.length + sealed.length, previous, timestamp);
      previous = next.entry.hash;
      sealed.push(next);
    }
    const entries = sealed.map(({ entry }) => entry);
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last) return entries;
    // Counted before the write, so that a second append may be made while the first is under way.
    for (const each of sealed) this.#head.follow(each);
    const stored = this.#store.append({
      bytes: this.#sealer.lines,
      count: entries.length,
      firstHash: first.hash,
      lastHash: last.hash,
      firstTimestamp: timestamp,
      lastTimestamp: timestamp,
    });
    this.#lastStored = stored.then(
      () => this.#acknowledge(last),
      (error: unknown) => this.fail(error),
    );
    return entries;
  }

  /** Writes end in the order they were asked for. */
  #acknowledge({ index, hash, timestamp }: Entry): void {
    this.#acknowledged = { length: index + 1, hash, timestamp };
    this.#stored();
  }

  /** Resolves once everything that was submitted is stored. */
  async flush(): Promise<void> {
    this.#store.hurry();
    await this.#lastStored;
    this.throwFailure();
  }

  /** Throws what has failed, as it is. */
  throwFailure(): void {
    if (this.#failure === undefined) return;
    this.#told = true;
    if (this.#failure instanceof Error) throw this.#failure;
    throw this.refused();
  }

  /** That nothing is taken because something failed before. */
  refused(): StorageError {
    const cause = this.#failure;
    this.#told = true;
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    const fix = cause instanceof VenomError ? cause.fix : undefined;
    return refusal(this.#store.location, `a write to it has failed${why}`, { fix, cause });
  }
}

export function refusal(
  location: string,
  why: string,
  { fix, cause }: { fix?: string | undefined; cause?: unknown } = {},
): StorageError {
  return new StorageError(`the ledger in ${location} takes no more entries: ${why}`, {
    code: 'ERR_LEDGER_CLOSED',
    fix: fix ?? 'Make another ledger on it, for writing.',
    cause,
  });
}
