/**
 * Appends lines to the last segment and seals it when it is full.
 *
 * Group commit: what is appended while a write is under way, or within the window after the first that waits, is
 * written and synced together. An append is acknowledged after its sync (with `off`, after its write). After the
 * first error the writer has stopped: nothing is tried again, as after a failed fsync nobody knows what is on disk.
 */
import { join } from 'node:path';
import { StorageError } from '../core/errors.ts';
import type { FileSystem, LedgerFile } from './file-system.ts';
import { replaceDurably, writeWhole } from './files.ts';
import { type Seal, sealName, sealText, segmentName } from './segment.ts';
import type { Append } from './store.ts';

/**
 * `beat`: synced at once, and the caller waits for it. `group`: synced together with what comes within GROUP_WINDOW.
 * `off`: never synced; what was acknowledged survives the process, and not the machine.
 */
export type Durability = 'beat' | 'group' | 'off';

/** Milliseconds that an append may wait for others. */
export const GROUP_WINDOW = 20;

/** Bytes that may wait to be written before `room` makes callers wait. */
const MOST_WAITING = 8 << 20;

/** Bytes of one write: beyond it the rest waits for the next, so that a segment ends near its limit. */
const MOST_AT_ONCE = 1 << 20;

export interface SegmentLimits {
  /** A segment is sealed once it has this many bytes … */
  readonly bytes: number;
  /** … or this many entries. */
  readonly entries: number;
}

interface Waiting extends Append {
  resolve(): void;
  reject(error: unknown): void;
}

export class SegmentWriter {
  readonly #files: FileSystem;
  readonly #entries: string;
  readonly #limits: SegmentLimits;
  readonly #durability: Durability;
  /** None while one segment is closed and the next is not begun. */
  #file: LedgerFile | undefined;
  #segment: Omit<Seal, 'archived'>;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #writing: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #room: { readonly promise: Promise<void>; resolve(): void } | undefined;
  #failure: unknown;

  private constructor(
    files: FileSystem,
    entries: string,
    options: { limits: SegmentLimits; durability: Durability },
    file: LedgerFile,
    segment: Omit<Seal, 'archived'>,
  ) {
    this.#files = files;
    this.#entries = entries;
    this.#limits = options.limits;
    this.#durability = options.durability;
    this.#file = file;
    this.#segment = segment;
  }

  /**
   * Opens the last segment to append to it, or begins one.
   *
   * @param entries path of the directory of segments
   * @param segment what the segment holds so far
   */
  static async open(
    files: FileSystem,
    entries: string,
    segment: Omit<Seal, 'archived'>,
    options: { limits: SegmentLimits; durability: Durability },
  ): Promise<SegmentWriter> {
    const file = await openSegment(files, entries, segment.first);
    return new SegmentWriter(files, entries, options, file, segment);
  }

  append(lines: Append): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#failure !== undefined) {
      reject(this.#failure);
      return promise;
    }
    this.#waiting.push({ ...lines, bytes: lines.bytes.slice(), resolve, reject });
    this.#waitingBytes += lines.bytes.length;
    if (this.#durability === 'beat' || this.#waitingBytes > MOST_AT_ONCE) this.hurry();
    else if (!this.#writing) this.#timer ??= setTimeout(() => this.hurry(), GROUP_WINDOW);
    return promise;
  }

  hurry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length > 0) this.#writing ??= this.#writeAll();
  }

  room(): Promise<void> | undefined {
    if (this.#waitingBytes <= MOST_WAITING) return undefined;
    this.#room ??= Promise.withResolvers<void>();
    return this.#room.promise;
  }

  async #writeAll(): Promise<void> {
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      try {
        await this.#commit(batch);
        if (this.#isFull()) await this.#rotate();
      } catch (error) {
        this.#fail(error, batch);
      }
    }
    this.#writing = undefined;
  }

  #take(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { bytes: each } of this.#waiting) {
      if (count > 0 && bytes + each.length > MOST_AT_ONCE) break;
      bytes += each.length;
      count++;
    }
    this.#waitingBytes -= bytes;
    const batch = this.#waiting.splice(0, count);
    if (this.#waitingBytes <= MOST_WAITING) {
      this.#room?.resolve();
      this.#room = undefined;
    }
    return batch;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const [only] = batch;
    const bytes = batch.length === 1 && only ? only.bytes : Buffer.concat(batch.map((each) => each.bytes));
    const file = this.#openFile();
    await writeWhole(file, bytes);
    if (this.#durability !== 'off') await file.sync();
    let segment = this.#segment;
    for (const each of batch) {
      const fresh = segment.count === 0;
      segment = {
        first: segment.first,
        bytes: segment.bytes + each.bytes.length,
        count: segment.count + each.count,
        first_hash: fresh ? each.firstHash : segment.first_hash,
        first_timestamp: fresh ? each.firstTimestamp : segment.first_timestamp,
        last_hash: each.lastHash,
        last_timestamp: each.lastTimestamp,
      };
    }
    this.#segment = segment;
    for (const { resolve } of batch) resolve();
  }

  #openFile(): LedgerFile {
    if (this.#file) return this.#file;
    throw new Error('no segment is open');
  }

  /** Once: a file is closed even where its closing fails, and its handle may be another's by then. */
  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #isFull(): boolean {
    return this.#segment.bytes >= this.#limits.bytes || this.#segment.count >= this.#limits.entries;
  }

  /** Seals the segment, durably, before the next one begins: at most the last segment is ever without its seal. */
  async #rotate(): Promise<void> {
    if (this.#durability === 'off') await this.#openFile().sync();
    await this.#closeFile();
    const seal = { ...this.#segment, archived: null };
    await writeSeal(this.#files, this.#entries, seal);
    const first = seal.first + seal.count;
    this.#file = await openSegment(this.#files, this.#entries, first);
    this.#segment = emptySegment(first);
  }

  /** What waits is refused too: after a write that failed the chain would have a hole. */
  #fail(error: unknown, batch: readonly Waiting[]): void {
    this.#failure ??= error;
    for (const { reject } of [...batch, ...this.#waiting]) reject(error);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#room?.resolve();
    this.#room = undefined;
  }

  /** Writes what waits, and closes the file. */
  async close(): Promise<void> {
    this.hurry();
    await this.#writing;
    this.#failure ??= new StorageError('the ledger was closed', {
      code: 'ERR_LEDGER_CLOSED',
      fix: 'Open it anew.',
    });
    await this.#closeFile();
  }
}

export function emptySegment(first: number): Omit<Seal, 'archived'> {
  const none = '0'.repeat(64);
  return {
    first,
    bytes: 0,
    count: 0,
    first_hash: none,
    first_timestamp: 0,
    last_hash: none,
    last_timestamp: 0,
  };
}

export function writeSeal(files: FileSystem, entries: string, seal: Seal): Promise<void> {
  const bytes = new TextEncoder().encode(sealText(seal));
  return replaceDurably(files, { path: join(entries, sealName(seal.first)), bytes });
}

async function openSegment(files: FileSystem, entries: string, first: number): Promise<LedgerFile> {
  const file = await files.open(join(entries, segmentName(first)), 'append');
  try {
    await files.syncDirectory(entries);
  } catch (error) {
    await file.close().catch(() => undefined);
    throw error;
  }
  return file;
}
