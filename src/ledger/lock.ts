/**
 * One writer per ledger (DESIGN §5): a lock that the kernel lets go of when its holder dies, however it dies.
 *
 * Node, Deno and Bun have no flock of their own, but all have SQLite, whose exclusive transaction is such a lock
 * (fcntl, LockFileEx) and the same one on all three. A lock file with a process id would outlive a crash, and be
 * taken for that of another process later. Nothing is ever stored in the file. On a network file system it is as
 * good as that system's locks.
 */
import { messageOf, StorageError } from '../core/errors.ts';

export interface Lock {
  release(): void;
}

/**
 * @param path of a file that may be created beside what it guards
 * @throws StorageError `ERR_LEDGER_LOCKED` where another holds it, in this process or in another
 */
export async function acquireLock(path: string, what: string): Promise<Lock> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database.close();
    if (!/locked|busy/i.test(messageOf(cause))) throw cause;
    throw new StorageError(`${what} has another writer`, {
      code: 'ERR_LEDGER_LOCKED',
      fix: 'End the run that writes to it, or give another directory: one ledger has one writer. Reading needs no lock.',
      cause,
    });
  }
  return { release: () => database.close() };
}
