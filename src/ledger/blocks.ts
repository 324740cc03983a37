/** Lines of a ledger, read block by block: many lines are checked in one synchronous run. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { messageOf, systemCodeOf, VerificationError } from '../core/errors.ts';
import { LONGEST_LINE } from './entry-writer.ts';
import type { FileSystem, LedgerFile } from './file-system.ts';
import { compressedName, type Seal, type Segment } from './segment.ts';

/** Whole lines, each with its line feed. The bytes are valid until the next block is asked for. */
export interface LineBlock {
  readonly bytes: Uint8Array;
  /** File, e.g. `entries/0000000000000000.jsonl`, or `memory`. */
  readonly where: string;
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  /** Index of its first entry. */
  readonly first: number;
  /** Lines in it. */
  readonly count: number;
  /** Where in the file it begins, bytes; of the lines, where the file is compressed. */
  readonly offset: number;
  /** First index of its segment. */
  readonly segment: number;
  /** What its segment was sealed with, once it was. */
  readonly seal: Seal | undefined;
}

/** A place between two lines. */
export interface Place {
  /** Index of the entry behind it. */
  readonly index: number;
  /** First index of its segment. */
  readonly segment: number;
  readonly line: number;
  readonly offset: number;
}

/** Bytes behind the last line feed of a file. */
export interface Tail {
  readonly where: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

const READ_SIZE = 1 << 18;

const LINE_FEED = 0x0a;

/** Splits bytes at line feeds; what follows the last one is returned. */
export function* splitLines(bytes: Uint8Array): Generator<Uint8Array, Uint8Array> {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
    yield bytes.subarray(start, end);
    start = end + 1;
  }
  return bytes.subarray(start);
}

export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count++;
  return count;
}

/** A segment read from a place on, block by block. Lines end in a line feed and in nothing else. */
export class SegmentReader {
  readonly #files: FileSystem;
  readonly #directory: string;
  /** What followed the last line feed, once all was read. */
  tail: Tail | undefined;

  /** @param directory that holds `entries/` */
  constructor(files: FileSystem, directory: string) {
    this.#files = files;
    this.#directory = directory;
  }

  /** @param from where to begin; of a compressed segment, all of it is read */
  async *blocks(
    { first, name, compressed, seal }: Segment,
    from: Pick<Place, 'index' | 'line' | 'offset'> = { index: first, line: 1, offset: 0 },
  ): AsyncGenerator<LineBlock> {
    this.tail = undefined;
    if (name === null) return;
    const entries = join(this.#directory, 'entries');
    const plain = compressed ? undefined : await this.#openIfThere(join(entries, name));
    // Compressed since its name was read: the lines are the same.
    const file = plain || compressed ? name : compressedName(first);
    const where = `entries/${file}`;
    let { index, line, offset } = plain ? from : { index: first, line: 1, offset: 0 };
    let buffer = new Uint8Array(READ_SIZE * 2);
    let used = 0;
    const chunks = plain ? this.#plain(plain, offset) : this.#inflated(join(entries, file), where);
    for await (const chunk of chunks) {
      if (used + chunk.length > buffer.length) {
        const larger = new Uint8Array(Math.max(buffer.length * 2, used + chunk.length));
        larger.set(buffer.subarray(0, used));
        buffer = larger;
      }
      buffer.set(chunk, used);
      used += chunk.length;
      // Only what is new: a line that never ends must not be searched again and again.
      const last = buffer.subarray(used - chunk.length, used).lastIndexOf(LINE_FEED);
      if (last >= 0) {
        const end = used - chunk.length + last + 1;
        const bytes = buffer.subarray(0, end);
        const count = countLines(bytes);
        yield { bytes, where, line, first: index, count, offset, segment: first, seal };
        index += count;
        line += count;
        offset += end;
        buffer.copyWithin(0, end, used);
        used -= end;
      }
      if (used > LONGEST_LINE) {
        throw new VerificationError(`${where} has a line of more than ${LONGEST_LINE} bytes`, {
          code: 'ERR_LEDGER_LINE',
          fix: 'This is no segment of a ledger: give --ledger-dir the directory that a run wrote.',
        });
      }
    }
    if (used > 0) this.tail = { where, offset, bytes: buffer.slice(0, used) };
  }

  async #openIfThere(path: string): Promise<LedgerFile | undefined> {
    try {
      return await this.#files.open(path, 'read');
    } catch (error) {
      if (systemCodeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async *#plain(file: LedgerFile, from: number): AsyncGenerator<Uint8Array> {
    try {
      // The next is read while one is checked: two buffers by turns.
      const chunks = [new Uint8Array(READ_SIZE), new Uint8Array(READ_SIZE)] as const;
      let [current, other] = chunks;
      let offset = from;
      let reading = file.read(current, offset);
      for (;;) {
        const count = await reading;
        if (count === 0) return;
        offset += count;
        reading = file.read(other, offset);
        // Whoever asks for the next chunk hears of a failure; nobody may.
        reading.catch(() => undefined);
        yield current.subarray(0, count);
        [current, other] = [other, current];
      }
    } finally {
      await file.close();
    }
  }

  async *#inflated(path: string, where: string): AsyncGenerator<Uint8Array> {
    const stream = createReadStream(path);
    const lines = stream.pipe(createGunzip());
    stream.on('error', (error) => lines.destroy(error));
    try {
      for await (const chunk of lines) yield chunk;
    } catch (cause) {
      const code = systemCodeOf(cause);
      if (code !== undefined && !code.startsWith('Z_') && code !== 'ERR_BUFFER_TOO_LARGE') throw cause;
      throw new VerificationError(`${where} cannot be decompressed: ${messageOf(cause)}`, {
        code: 'ERR_LEDGER_SEGMENT',
        fix: 'The segment was changed after it was compressed: restore it from a copy.',
        cause,
      });
    } finally {
      stream.destroy();
    }
  }
}
