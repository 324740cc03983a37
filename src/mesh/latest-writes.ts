/** Small files in one directory, each put in place whole: of one that changes while it is written, the last state is. */
import { join } from 'node:path';
import { storageError } from '../ledger/directory-store.ts';
import { type FileSystem, nodeFileSystem } from '../ledger/file-system.ts';
import { replaceDurably } from '../ledger/files.ts';

export class LatestWrites {
  readonly #directory: string;
  readonly #files: FileSystem;
  readonly #written: (name: string) => Promise<void>;
  readonly #next = new Map<string, Uint8Array>();
  #writing: Promise<void> | undefined;

  /** @param written is called once a file is in place, before the next is written */
  constructor(
    directory: string,
    files: FileSystem = nodeFileSystem,
    written: (name: string) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#directory = directory;
    this.#files = files;
    this.#written = written;
  }

  /**
   * @returns resolves once it is on disk
   * @throws StorageError where it cannot be written; what was there stays as it was
   */
  put(name: string, bytes: Uint8Array): Promise<void> {
    this.#next.set(name, bytes);
    this.#writing ??= this.#write();
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      for (let [next] = this.#next; next; [next] = this.#next) {
        const [name, bytes] = next;
        this.#next.delete(name);
        await replaceDurably(this.#files, { path: join(this.#directory, name), bytes });
        await this.#written(name);
      }
    } catch (cause) {
      // Their callers are told too.
      this.#next.clear();
      throw storageError(cause, 'write', this.#directory);
    } finally {
      this.#writing = undefined;
    }
  }
}
