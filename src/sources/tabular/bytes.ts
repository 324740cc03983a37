/** Bytes of a file or a stream, inflated where they begin as gzip does (RFC 1952). */
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, StorageError } from '../../core/errors.ts';
import { tableError } from './table-error.ts';

/** Bytes asked for at a time. */
const CHUNK = 65_536;

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * The bytes of a regular file, read as they are asked for. A pipe is refused: it cannot be read twice, and its first
 * rows are read to learn the columns.
 *
 * @throws StorageError if it cannot be opened or read
 */
export async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, void> {
  const handle = await open(path).catch((cause) => refuse(path, cause));
  try {
    if (!(await handle.stat()).isFile()) refuse(path, new Error('it is not a regular file'));
    for (;;) {
      const chunk = new Uint8Array(CHUNK);
      const { bytesRead } = await handle.read(chunk, 0, CHUNK, null).catch((cause) => refuse(path, cause));
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function refuse(path: string, cause: unknown): never {
  throw new StorageError(`cannot read ${path}: ${messageOf(cause)}`, {
    code: 'ERR_TABLE_READ',
    fix: 'Give the path of a file that this user may read; pipe anything else to the source stdin.',
    cause,
  });
}

/**
 * The bytes themselves, or what they inflate to.
 *
 * @throws InputError when the gzip data are cut or damaged
 */
export async function* inflated(chunks: Chunks, table: string): AsyncGenerator<Uint8Array, void, void> {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  try {
    let head: Uint8Array = new Uint8Array(0);
    let next = await iterator.next();
    while (!next.done && head.length + next.value.length < 2) {
      head = Buffer.concat([head, next.value]);
      next = await iterator.next();
    }
    if (!next.done) head = Buffer.concat([head, next.value]);
    const all = following(head, iterator);
    if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzipped(all, table);
    else yield* all;
  } finally {
    await iterator.return?.();
  }
}

async function* following(
  head: Uint8Array,
  rest: Iterator<Uint8Array> | AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/**
 * Inflates gzip data as the reader asks for them.
 *
 * @throws InputError when they are cut or damaged; an error of the chunks goes on as it is
 */
export async function* gunzipped(chunks: Chunks, table: string): AsyncGenerator<Uint8Array, void, void> {
  let failure: unknown;
  let taken = 0;
  async function* counted(): AsyncGenerator<Uint8Array, void, void> {
    try {
      for await (const chunk of chunks) {
        taken += chunk.length;
        yield chunk;
      }
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const input = Readable.from(counted(), { objectMode: false });
  const gunzip = createGunzip();
  input.on('error', (error) => gunzip.destroy(error));
  input.pipe(gunzip);
  let given = 0;
  try {
    for await (const chunk of gunzip) {
      given += chunk.length;
      yield chunk;
    }
  } catch (cause) {
    if (failure !== undefined) throw failure;
    throw tableError(
      'GZIP',
      `${table}: the gzip data are cut or damaged: ${taken} bytes were read, ${given} bytes came out of them (${messageOf(cause)})`,
      'Get the whole file again; what was read before the damage is in the samples already.',
      cause,
    );
  } finally {
    input.destroy();
    gunzip.destroy();
  }
}
