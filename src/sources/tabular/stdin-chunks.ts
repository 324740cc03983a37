/** The standard input as chunks, and any chunks up to an abort. */
import type { Readable } from 'node:stream';
import { messageOf, StorageError } from '../../core/errors.ts';
import type { Chunks } from './bytes.ts';

/** Ends at the abort and lets go of the input, so that it keeps no process alive. */
export async function* stdinChunks(signal: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const input: Readable = process.stdin;
  const stop = (): void => {
    input.destroy();
    closeOnDeno();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of input) yield chunk;
  } catch (cause) {
    if (signal.aborted) return;
    throw new StorageError(`cannot read stdin: ${messageOf(cause)}`, {
      code: 'ERR_TABLE_READ',
      fix: 'Pipe a table into the command.',
      cause,
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** On Deno a read that waits outlives the stream it was made for, until the resource below is closed. */
function closeOnDeno(): void {
  const deno: unknown = Reflect.get(globalThis, 'Deno');
  if (typeof deno !== 'object' || deno === null || !('stdin' in deno)) return;
  const { stdin } = deno;
  if (typeof stdin !== 'object' || stdin === null || !('close' in stdin)) return;
  if (typeof stdin.close === 'function') stdin.close();
}

/** The chunks until the signal aborts, also while the next of them is being waited for. */
export async function* untilAbort(
  chunks: Chunks,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  let waiting = false;
  try {
    while (!signal.aborted) {
      waiting = true;
      const next = await orAbort(Promise.resolve(iterator.next()), signal);
      if (next === undefined) return;
      waiting = false;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    const returned = Promise.allSettled([iterator.return?.()]);
    // An iterator that waits for its next chunk answers only after it: it is told, and not waited for.
    if (!waiting) await returned;
  }
}

/** What is awaited, or undefined at the abort. Leaves nothing at the signal, unlike a race with one promise for all. */
function orAbort<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    awaited.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
