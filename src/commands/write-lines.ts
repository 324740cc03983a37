/** Writes lines to standard output, or to a file, at the pace of whoever reads. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { messageOf, StorageError } from '../core/errors.ts';

/**
 * @param output path of a file; undefined for standard output, whose reader may go away at any time
 * @returns how many were written
 * @throws StorageError where the file cannot be written
 */
export async function writeLines(
  lines: AsyncIterable<string> | Iterable<string>,
  output?: string | undefined,
): Promise<number> {
  const stream = output === undefined ? process.stdout : createWriteStream(output);
  let failed: unknown;
  const fail = (error: unknown): void => {
    failed = error;
  };
  stream.on('error', fail);
  let count = 0;
  try {
    for await (const line of lines) {
      if (failed !== undefined || stream.destroyed) break;
      if (!stream.write(`${line}\n`)) await drained(stream);
      count++;
    }
  } finally {
    if (output !== undefined) {
      stream.end();
      await finished(stream).catch(fail);
    }
  }
  // Of standard output, whoever started the command tells: a reader that has gone is no error.
  if (failed === undefined || output === undefined) return count;
  throw new StorageError(`cannot write ${output}: ${messageOf(failed)}`, {
    code: 'ERR_OUTPUT',
    fix: 'Give the path of a file that this user may write, with room for it.',
    cause: failed,
  });
}

/** Resolves when the stream takes more, or never will. */
function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'];
    const done = (): void => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}
