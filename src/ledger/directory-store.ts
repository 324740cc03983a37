/**
 * The entries of a ledger in a directory: segments of lines that a person can read (segment.ts), one of which is
 * appended to.
 *
 * A process that is killed in the middle of a write leaves a line without its line feed at the end. No entry of
 * that write was acknowledged; the next writer moves those bytes to `torn/` and cuts them off.
 */
import { join } from 'node:path';
import { messageOf, StorageError, systemCodeOf, VenomError, VerificationError } from '../core/errors.ts';
import { type LineBlock, type Place, SegmentReader, type Tail } from './blocks.ts';
import { GENESIS_PREVIOUS_HASH } from './entry.ts';
import { type FileSystem, nodeFileSystem } from './file-system.ts';
import { cut, makeDirectory, replaceDurably } from './files.ts';
import { acquireLock, type Lock } from './lock.ts';
import { sameBytes } from './proof.ts';
import { listSegments, type Seal, type Segment, segmentName, writeSeal } from './segment.ts';
import { type Durability, emptySegment, type SegmentLimits, SegmentWriter } from './segment-writer.ts';
import type { Append, LedgerStore, Start, TornTail } from './store.ts';

export interface DirectoryStoreOptions {
  /** Never creates or writes anything. */
  readonly readOnly?: boolean;
  readonly durability?: Durability;
  /** 16 MiB or 100,000 entries by default. */
  readonly limits?: Partial<SegmentLimits>;
  readonly files?: FileSystem;
}

export class DirectoryStore implements LedgerStore {
  readonly location: string;
  readonly #entries: string;
  readonly #readOnly: boolean;
  readonly #files: FileSystem;
  readonly #options: { limits: SegmentLimits; durability: Durability };
  #segments: Segment[] = [];
  #writer: SegmentWriter | undefined;
  #lock: Lock | undefined;
  /** What the last reading found behind the last line feed. */
  #tail: Tail | undefined;

  constructor(
    directory: string,
    {
      readOnly = false,
      durability = 'group',
      limits = {},
      files = nodeFileSystem,
    }: DirectoryStoreOptions = {},
  ) {
    this.location = directory;
    this.#entries = join(directory, 'entries');
    this.#readOnly = readOnly;
    this.#files = files;
    this.#options = { durability, limits: { bytes: 1 << 24, entries: 100_000, ...limits } };
  }

  get unfinished(): number {
    return this.#tail?.bytes.length ?? 0;
  }

  async open(): Promise<void> {
    await this.#failing('open', async () => {
      if (this.#readOnly) {
        const found = await this.#files.stat(this.#entries);
        if (!found) throw Object.assign(new Error(`${this.#entries} is not there`), { code: 'ENOENT' });
        if (!found.directory) throw new Error('entries is not a directory');
      } else {
        await makeDirectory(this.#files, this.#entries);
        this.#lock = await acquireLock(join(this.location, 'lock'), `the ledger in ${this.location}`);
      }
      this.#segments = await listSegments(this.#files, this.#entries);
    });
  }

  startOf(index: number): Start {
    // Where its segment was archived, with the first that is here after it.
    const kept = this.#segments.findLastIndex((segment) => segment.first <= index);
    let at = Math.max(kept, 0);
    while (at < this.#segments.length - 1 && this.#segments[at]?.name === null) at++;
    const { first } = this.#segments[at] ?? { first: 0 };
    const before = this.#segments[at - 1]?.seal;
    return {
      place: { index: first, segment: first, line: 1, offset: 0 },
      previousHash: before?.last_hash ?? GENESIS_PREVIOUS_HASH,
      genesisHash: this.#segments[0]?.seal?.first_hash ?? null,
    };
  }

  async *blocks(from: Place): AsyncGenerator<LineBlock> {
    // A writer seals segments and begins others meanwhile.
    const { segment: begins } = from;
    const segments = await this.#failing('read', () =>
      listSegments(this.#files, this.#entries, { from: begins }),
    );
    this.#tail = undefined;
    const begin = segments.findIndex(({ first }) => first === from.segment);
    let next = from.index;
    for (const segment of segments.slice(Math.max(begin, 0))) {
      if (segment.first > from.segment && segment.first !== next) throw misplaced(segment, next);
      // Read to its end before; it may be archived by now.
      if (segment.seal && segment.first + segment.seal.count <= from.index) continue;
      const reader = new SegmentReader(this.#files, this.location);
      const place = segment.first === from.segment && !segment.compressed ? from : undefined;
      try {
        for await (const block of reader.blocks(segment, place)) {
          yield block;
          next = block.first + block.count;
        }
      } catch (cause) {
        throw storageError(cause, 'read', this.location);
      }
      if (segment.name === null && segment.seal) next = segment.first + segment.seal.count;
      if (!reader.tail) continue;
      if (segment !== segments.at(-1) || segment.seal) {
        throw new VerificationError(
          `${reader.tail.where} ends in the middle of a line at byte ${reader.tail.offset}, but is not the last segment`,
          { code: 'ERR_LEDGER_TORN', fix: 'The ledger is damaged here: restore the file from a copy.' },
        );
      }
      this.#tail = reader.tail;
    }
  }

  async resume(last: Omit<Seal, 'archived'> | undefined, signed: number): Promise<TornTail | null> {
    if (this.#readOnly) return null;
    return this.#failing('mend', async () => {
      const torn = await this.#moveTail();
      const { seal, first } = this.#segments.at(-1) ?? { seal: undefined, first: 0 };
      // A crash between sealing a segment and beginning the next leaves the sealed one as the last; one soon after
      // leaves an empty one, and what was read last is of the one before.
      const begun = last?.first === first ? last : emptySegment(first);
      const segment = seal ? emptySegment(first + seal.count) : begun;
      if (segment.count > 0 && segment.first + segment.count > signed) await this.#writeAnew(segment.first);
      this.#writer = await SegmentWriter.open(this.#files, this.#entries, segment, this.#options);
      return torn;
    });
  }

  async #moveTail(): Promise<TornTail | null> {
    const tail = this.#tail;
    if (!tail) return null;
    const kept = join(this.location, 'torn');
    await makeDirectory(this.#files, kept);
    const name = `${tail.where.slice('entries/'.length)}.${tail.offset}`;
    const savedAs = join(kept, `${name}.${(await this.#files.list(kept)).length}`);
    await replaceDurably(this.#files, { path: savedAs, bytes: tail.bytes });
    await cut(this.#files, join(this.location, tail.where), tail.offset);
    this.#tail = undefined;
    return { where: tail.where, offset: tail.offset, length: tail.bytes.length, savedAs };
  }

  /**
   * After a sync that failed Linux takes what it could not write for written: it can be read until the machine goes
   * down, and syncing it again does nothing. So entries that nobody signed are written to a file of their own first,
   * which takes the place of the other once it was read back.
   */
  async #writeAnew(first: number): Promise<void> {
    const path = join(this.#entries, segmentName(first));
    const beside = `${path}.anew`;
    const bytes = await this.#files.readFile(path);
    await replaceDurably(this.#files, { path: beside, bytes });
    if (!sameBytes(await this.#files.readFile(beside), bytes)) {
      throw new StorageError(`${beside} does not hold what was written to it`, {
        code: 'ERR_LEDGER_READ_BACK',
        fix: 'The disk is not to be trusted: move the ledger to another one. The entries are as they were.',
      });
    }
    // Its opening, which follows, makes the name durable.
    await this.#files.rename(beside, path);
  }

  /** Writes the seal of a segment that lost it, or never had one. */
  async seal(seal: Seal): Promise<void> {
    await this.#failing('write to', () => writeSeal(this.#files, this.#entries, seal));
  }

  append(lines: Append): Promise<void> {
    return this.#failing('write to', async () => {
      if (!this.#writer) throw new Error('the ledger is not open for writing');
      await this.#writer.append(lines);
    });
  }

  hurry(): void {
    this.#writer?.hurry();
  }

  sync(): Promise<void> {
    return this.#failing('write to', async () => this.#writer?.sync());
  }

  room(): Promise<void> | undefined {
    return this.#writer?.room();
  }

  async close(): Promise<void> {
    try {
      await this.#failing('close', async () => this.#writer?.close());
    } finally {
      this.#writer = undefined;
      this.#lock?.release();
      this.#lock = undefined;
    }
  }

  async #failing<T>(verb: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      throw storageError(cause, verb, this.location);
    }
  }
}

function misplaced({ first }: Segment, next: number): VerificationError {
  return new VerificationError(`entries/${segmentName(first)} is where ${segmentName(next)} must follow`, {
    code: 'ERR_LEDGER_SEGMENT',
    fix: 'A segment bears the index of its first entry: one is missing or was renamed, or lines were added or taken.',
  });
}

/** What went wrong with a file of the ledger, as it is told; errors that say so already stay as they are. */
export function storageError(cause: unknown, verb: string, location: string): Error {
  if (cause instanceof VenomError) return cause;
  return new StorageError(`cannot ${verb} the ledger in ${location}: ${messageOf(cause)}`, {
    code: 'ERR_LEDGER_IO',
    // The lock's own file needs room too, and SQLite tells it in words.
    fix: fixFor(/disk is full/.test(messageOf(cause)) ? 'ENOSPC' : systemCodeOf(cause)),
    cause,
  });
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
