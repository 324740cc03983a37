/** Writes entries to a file or to standard output, at the pace of whoever reads. */

import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { messageOf, StorageError } from '../../core/errors.ts';
import { canonicalJson } from '../../ledger/index.ts';
import { LedgerReader } from '../../ledger/reader.ts';

export async function exportEntries(command: {
  readonly directory: string;
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly types: readonly string[] | undefined;
  readonly output: string | undefined;
}): Promise<number> {
  const { directory, types, output } = command;
  const reader = await LedgerReader.open(directory);
  const { firstKept } = await reader.end();
  const { from, to } = command.range ?? { from: firstKept, to: Number.POSITIVE_INFINITY };
  const stream = output === undefined ? process.stdout : createWriteStream(output);
  let failed: unknown;
  const fail = (error: unknown): void => {
    failed = error;
  };
  stream.on('error', fail);
  let count = 0;
  for await (const entry of reader.entries(from, to)) {
    if (types && !types.includes(entry.data.type)) continue;
    if (failed !== undefined || stream.destroyed) break;
    if (!stream.write(`${canonicalJson(entry)}\n`)) await drained(stream);
    count++;
  }
  if (output !== undefined) {
    stream.end();
    await finished(stream).catch(fail);
  }
  // Of standard output, whoever started the command tells: a reader that has gone is no error.
  if (failed === undefined || output === undefined) return count;
  throw new StorageError(`cannot write ${output}: ${messageOf(failed)}`, {
    code: 'ERR_OUTPUT',
    fix: 'Give --output a path that this user may write to, with room for it.',
    cause: failed,
  });
}

/** Resolves when the stream takes more, or never will. */
function drained(stream: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['drain', 'close', 'error']) stream.once(event, () => resolve());
  });
}
