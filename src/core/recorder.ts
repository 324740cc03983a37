/**
 * What the loop writes into the ledger, and what becomes of it when the ledger fails.
 *
 * `halt`: the error ends the run. `degrade`: the loop goes on deciding, without a record and therefore without acting:
 * an act whose intent is not durable could not be answered for (DESIGN §5).
 */
import type { Entry, EntryData, ImmutableLedger } from '../ledger/index.ts';

export type LedgerFailurePolicy = 'halt' | 'degrade';

export class Recorder {
  readonly #ledger: ImmutableLedger;
  readonly #policy: LedgerFailurePolicy;
  readonly #failed: (error: Error) => void;
  #failure: Error | undefined;

  /** @param failed told once, where the loop goes on without its ledger */
  constructor(ledger: ImmutableLedger, policy: LedgerFailurePolicy, failed: (error: Error) => void) {
    this.#ledger = ledger;
    this.#policy = policy;
    this.#failed = failed;
  }

  /** Why nothing is recorded any more. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Hands entries to the ledger; with `beat` durability, waits until they are stored.
   *
   * @returns the last of them as it stands in the ledger; undefined where it was not taken
   */
  async record(entries: readonly EntryData[], timestamp: number): Promise<Entry | undefined> {
    if (this.#failure) return undefined;
    try {
      const taken = await this.#ledger.enqueue(entries, timestamp);
      if (this.#ledger.durability === 'beat') await this.#ledger.flush();
      return taken.at(-1);
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  /** Waits until all that was recorded is stored. @returns false where it is not and never will be */
  secure(): Promise<boolean> {
    return this.#trying(() => this.#ledger.flush());
  }

  /** Stores, reads back and signs what was recorded. @returns the entries found right; 0 where the ledger failed */
  async conclude(): Promise<number> {
    let verified = 0;
    await this.#trying(async () => {
      verified = await this.#ledger.checkpoint();
    });
    return verified;
  }

  async #trying(work: () => Promise<unknown>): Promise<boolean> {
    if (this.#failure) return false;
    try {
      await work();
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  /** @throws what failed, where that ends the run */
  #fail(error: unknown): void {
    if (this.#policy === 'halt' || !(error instanceof Error)) throw error;
    this.#failure = error;
    this.#failed(error);
  }
}
