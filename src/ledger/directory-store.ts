/**
 * A ledger in a directory: `entries/<first index>.jsonl`, one canonical JSON line an entry, that a person can
 * read. Appends are written in one call and synced before they are acknowledged.
 */
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { messageOf, StorageError, systemCodeOf, VerificationError } from '../core/errors.ts';
import type { LedgerStore, StoredLine } from './store.ts';

const SEGMENT = /^(\d{16})\.jsonl$/;

/** Name of the segment whose first entry has this index. */
function segmentName(firstIndex: number): string {
  return `${String(firstIndex).padStart(16, '0')}.jsonl`;
}

export class DirectoryStore implements LedgerStore {
  readonly location: string;
  readonly #entries: string;
  readonly #readOnly: boolean;
  #file: FileHandle | undefined;

  /** @param readOnly never creates or writes anything */
  constructor(directory: string, { readOnly = false }: { readOnly?: boolean } = {}) {
    this.location = directory;
    this.#entries = join(directory, 'entries');
    this.#readOnly = readOnly;
  }

  async open(): Promise<void> {
    await this.#failing('open', async () => {
      if (this.#readOnly) {
        if (!(await stat(this.#entries)).isDirectory()) throw new Error('entries is not a directory');
        return;
      }
      await mkdir(this.#entries, { recursive: true });
      const [first = segmentName(0)] = await this.#segments();
      this.#file = await open(join(this.#entries, first), 'a');
    });
  }

  async #segments(): Promise<string[]> {
    return (await readdir(this.#entries)).filter((name) => SEGMENT.test(name)).sort();
  }

  async *lines(): AsyncIterable<StoredLine> {
    const segments = await this.#failing('read', () => this.#segments());
    for (const name of segments) {
      const path = join(this.#entries, name);
      const { size } = await this.#failing('read', () => stat(path));
      if (size === 0) continue;
      await this.#refuseTornTail(path, name, size);
      const reader = createInterface({
        input: createReadStream(path, 'utf8'),
        crlfDelay: Number.POSITIVE_INFINITY,
      });
      let number = 0;
      for await (const line of reader) yield { line, where: `entries/${name}:${++number}` };
    }
  }

  async #refuseTornTail(path: string, name: string, size: number): Promise<void> {
    const last = await this.#failing('read', async () => {
      const file = await open(path, 'r');
      try {
        return (await file.read(new Uint8Array(1), 0, 1, size - 1)).buffer[0];
      } finally {
        await file.close();
      }
    });
    if (last === 0x0a) return;
    throw new VerificationError(`entries/${name} ends at byte ${size} in the middle of a line`, {
      code: 'ERR_LEDGER_TORN',
      fix: 'The last write was cut off: its entry was never acknowledged. Remove the unfinished last line.',
    });
  }

  async append(lines: readonly string[]): Promise<void> {
    await this.#failing('write to', async () => {
      if (!this.#file) throw new Error('the ledger is not open for writing');
      await this.#file.appendFile(`${lines.join('\n')}\n`);
      await this.#file.datasync();
    });
  }

  async close(): Promise<void> {
    await this.#failing('close', async () => this.#file?.close());
    this.#file = undefined;
  }

  async #failing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw new StorageError(`cannot ${verb} the ledger in ${this.location}: ${messageOf(cause)}`, {
        code: 'ERR_LEDGER_IO',
        fix: fixFor(systemCodeOf(cause)),
        cause,
      });
    }
  }
}

function fixFor(code: string | undefined): string {
  switch (code) {
    case 'ENOENT':
      return 'There is no ledger there: give --ledger-dir the directory that a run wrote.';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'Give a directory, not a file.';
    case 'EACCES':
    case 'EPERM':
      return 'Give a directory that this user may write to.';
    case 'EROFS':
      return 'That file system is read-only: give a directory on one that is not.';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full: free room and start again; what was acknowledged is safe.';
    default:
      return 'Check the directory and start again; what was acknowledged is safe.';
  }
}
