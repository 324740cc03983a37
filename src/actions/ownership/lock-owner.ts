/** One owner on one machine: a file that the kernel unlocks when its holder dies (`ledger/lock.ts`). */
import type { Stopped } from '../../core/beat-record.ts';
import { StorageError } from '../../core/errors.ts';
import { acquireLock, type Lock } from '../../ledger/index.ts';

export class LockOwner {
  readonly #path: string;
  readonly #entity: string;
  #lock: Lock | undefined;

  constructor(path: string, entity: string) {
    this.#path = path;
    this.#entity = entity;
  }

  get stopped(): Stopped | null {
    if (this.#lock) return null;
    return {
      by: 'ownership',
      reason: `Not the owner of ${this.#entity}: another process holds ${this.#path}.`,
    };
  }

  /** Takes it where it is free. @throws StorageError where the file cannot be used at all */
  async step(): Promise<void> {
    if (this.#lock) return;
    try {
      this.#lock = await acquireLock(this.#path, this.#entity);
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'ERR_LEDGER_LOCKED') throw error;
    }
  }

  release(): void {
    this.#lock?.release();
    this.#lock = undefined;
  }
}
