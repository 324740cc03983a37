/**
 * Appends lines to the last segment and seals it when it is full.
 *
 * Group commit: what is appended while a write is under way, or within the window after the first that waits, is
 * written and synced together. An append is acknowledged after its sync (with `off`, after its write). After the
 * first error the writer has stopped: nothing is tried again, as after a failed fsync nobody knows what is on disk.
 */
import { StorageError } from '../core/errors.ts';
import type { FileSystem, LedgerFile } from './file-system.ts';
import { writeWhole } from './files.ts';
import { grown, openSegment, type Seal, writeSeal } from './segment.ts';
import type { Append } from './store.ts';

/**
 * `beat`: synced at once, and the caller waits for it. `group`: synced together with what comes within GROUP_WINDOW.
 * `off`: synced with each checkpoint, as nothing is signed that is not on disk, and with each segment that is full;
 * what was acknowledged since survives the process, and not the machine.
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
  /** To be synced whatever the durability. */
  readonly sync: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

const NOTHING: Append = {
  bytes: new Uint8Array(0),
  count: 0,
  firstHash: '',
  lastHash: '',
  firstTimestamp: 0,
  lastTimestamp: 0,
};

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
  /** The failure, until somebody is told of it. */
  #untold: unknown;

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
    return this.#enqueue(lines, false);
  }

  /** Makes durable what was appended before: with `off` nothing else may have. */
  async sync(): Promise<void> {
    if (this.#durability !== 'off') return;
    const synced = this.#enqueue(NOTHING, true);
    this.hurry();
    await synced;
  }

  #enqueue(lines: Append, sync: boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    if (this.#failure !== undefined) {
      this.#untold = undefined;
      reject(this.#failure);
      return promise;
    }
    this.#waiting.push({ ...lines, bytes: lines.bytes.slice(), sync, resolve, reject });
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
      let waiting = batch;
      try {
        await this.#commit(batch);
        waiting = [];
        if (this.#isFull()) await this.#rotate();
      } catch (error) {
        this.#fail(error, waiting);
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
    if (this.#durability !== 'off' || batch.some(({ sync }) => sync)) await file.sync();
    this.#segment = batch.reduce(grown, this.#segment);
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
    const refused = [...batch, ...this.#waiting];
    if (refused.length === 0) this.#untold = error;
    for (const { reject } of refused) reject(error);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#room?.resolve();
    this.#room = undefined;
  }

  /** Writes what waits, and closes the file; throws what has failed since the last append. */
  async close(): Promise<void> {
    this.hurry();
    await this.#writing;
    this.#failure ??= new StorageError('the ledger was closed', {
      code: 'ERR_LEDGER_CLOSED',
      fix: 'Open it anew.',
    });
    await this.#closeFile();
    if (this.#untold !== undefined) throw this.#untold;
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
