/**
 * A ledger in a directory: `entries/<first index>.jsonl`, one canonical JSON line an entry, that a person can
 * read. Appends are written in one call and synced before they are acknowledged.
 *
 * A process that is killed in the middle of a write leaves a line without its line feed at the end. No entry of
 * that write was acknowledged; the next writer moves those bytes to `torn/` and cuts them off.
 */
import { type FileHandle, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StorageError, systemCodeOf, VerificationError } from '../core/errors.ts';
import type { StoredLine } from './entry.ts';
import { cut, makeDirectory, syncDirectory, writeDurably } from './files.ts';
import { acquireLock, type Lock } from './lock.ts';
import { type LedgerStore, splitLines, type TornTail } from './store.ts';

const SEGMENT = /^(\d{16})\.jsonl$/;

/** Bytes read at a time. */
const READ_SIZE = 1 << 16;

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}

/** Name of the segment whose first entry has this index. */
function segmentName(firstIndex: number): string {
  return `${String(firstIndex).padStart(16, '0')}.jsonl`;
}

/** More than any line takes: beyond it a file is no ledger, and is not read into memory to find out. */
const LONGEST_LINE = 1 << 26;

async function sizeOf(directory: string): Promise<number> {
  return (await readdir(directory)).length;
}

interface QueuedWrite {
  readonly bytes: Uint8Array;
  resolve(): void;
  reject(error: unknown): void;
}

export class DirectoryStore implements LedgerStore {
  readonly location: string;
  readonly #entries: string;
  readonly #readOnly: boolean;
  readonly #queue: QueuedWrite[] = [];
  #writing: Promise<void> | undefined;
  #file: FileHandle | undefined;
  #lock: Lock | undefined;
  /** What the last reading found behind the last line feed. */
  #torn: { readonly segment: string; readonly offset: number; readonly bytes: Uint8Array } | undefined;

  /** @param readOnly never creates or writes anything */
  constructor(directory: string, { readOnly = false }: { readOnly?: boolean } = {}) {
    this.location = directory;
    this.#entries = join(directory, 'entries');
    this.#readOnly = readOnly;
  }

  get unfinished(): number {
    return this.#torn?.bytes.length ?? 0;
  }

  async open(): Promise<void> {
    await this.#failing('open', async () => {
      if (this.#readOnly) {
        if (!(await stat(this.#entries)).isDirectory()) throw new Error('entries is not a directory');
        return;
      }
      await makeDirectory(this.#entries);
      this.#lock = await acquireLock(join(this.location, 'lock'), `the ledger in ${this.location}`);
      const last = (await this.#segments()).at(-1) ?? segmentName(0);
      this.#file = await open(join(this.#entries, last), 'a');
      await syncDirectory(this.#entries);
    });
  }

  async trim(): Promise<TornTail | null> {
    const torn = this.#torn;
    if (!torn || this.#readOnly) return null;
    return this.#failing('mend', async () => {
      const kept = join(this.location, 'torn');
      await makeDirectory(kept);
      const savedAs = join(kept, `${torn.segment}.${torn.offset}.${await sizeOf(kept)}`);
      await writeDurably(savedAs, torn.bytes);
      await cut(join(this.#entries, torn.segment), torn.offset);
      this.#torn = undefined;
      return { where: `entries/${torn.segment}`, offset: torn.offset, length: torn.bytes.length, savedAs };
    });
  }

  async #segments(): Promise<string[]> {
    return (await readdir(this.#entries)).filter((name) => SEGMENT.test(name)).sort();
  }

  async *lines(): AsyncIterable<StoredLine> {
    const segments = await this.#failing('read', () => this.#segments());
    this.#torn = undefined;
    let entries = 0;
    for (const name of segments) {
      if (name !== segmentName(entries)) {
        throw new VerificationError(`entries/${name} is where ${segmentName(entries)} must follow`, {
          code: 'ERR_LEDGER_SEGMENT',
          fix: 'A segment bears the index of its first entry: one is missing or was renamed.',
        });
      }
      let number = 0;
      for await (const bytes of this.#linesOf(name)) yield { bytes, where: `entries/${name}:${++number}` };
      entries += number;
      if (this.#torn && name !== segments.at(-1)) {
        throw new VerificationError(
          `entries/${name} ends in the middle of a line, but is not the last segment`,
          {
            code: 'ERR_LEDGER_TORN',
            fix: 'The ledger is damaged here: restore the file from a copy.',
          },
        );
      }
    }
  }

  /** Lines end in a line feed and in nothing else: a carriage return more is a changed file. */
  async *#linesOf(name: string): AsyncIterable<Uint8Array> {
    const file = await this.#failing('read', () => open(join(this.#entries, name), 'r'));
    let rest = new Uint8Array(0);
    let offset = 0;
    try {
      const chunk = new Uint8Array(READ_SIZE);
      for (;;) {
        const { bytesRead } = await this.#failing('read', () => file.read(chunk, 0, READ_SIZE, offset));
        if (bytesRead === 0) break;
        offset += bytesRead;
        rest = (yield* splitLines(concatenate(rest, chunk.subarray(0, bytesRead)))).slice();
        if (rest.length > LONGEST_LINE) {
          throw new VerificationError(`entries/${name} has a line of more than ${LONGEST_LINE} bytes`, {
            code: 'ERR_LEDGER_LINE',
            fix: 'This is no segment of a ledger: give --ledger-dir the directory that a run wrote.',
          });
        }
      }
    } finally {
      await file.close();
    }
    if (rest.length > 0) this.#torn = { segment: name, offset: offset - rest.length, bytes: rest };
  }

  /** Group commit: what is asked for while a write is under way is written and synced together after it. */
  append(lines: Uint8Array): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#queue.push({ bytes: lines.slice(), resolve, reject });
    this.#writing ??= this.#writeQueue();
    return promise;
  }

  async #writeQueue(): Promise<void> {
    for (let batch = this.#takeQueue(); batch.length > 0; batch = this.#takeQueue()) {
      try {
        await this.#failing('write to', async () => {
          if (!this.#file) throw new Error('the ledger is not open for writing');
          await this.#file.appendFile(Buffer.concat(batch.map(({ bytes }) => bytes)));
          await this.#file.datasync();
        });
      } catch (error) {
        // What comes after a write that failed must not land: the chain would have a hole.
        for (const { reject } of [...batch, ...this.#takeQueue()]) reject(error);
        break;
      }
      for (const { resolve } of batch) resolve();
    }
    this.#writing = undefined;
  }

  #takeQueue(): QueuedWrite[] {
    return this.#queue.splice(0);
  }

  async close(): Promise<void> {
    await this.#writing;
    try {
      await this.#failing('close', async () => this.#file?.close());
    } finally {
      this.#file = undefined;
      this.#lock?.release();
      this.#lock = undefined;
    }
  }

  async #failing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
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
