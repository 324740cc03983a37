/** Writes entries to a file or to standard output. */
import { canonicalJson } from '../../ledger/index.ts';
import { LedgerReader } from '../../ledger/reader.ts';
import { writeLines } from '../write-lines.ts';

export interface ExportCommand {
  readonly directory: string;
  readonly range: { readonly from: number; readonly to: number } | undefined;
  readonly types: readonly string[] | undefined;
  readonly output: string | undefined;
}

/** @returns how many were written */
export async function exportEntries(command: ExportCommand): Promise<number> {
  const reader = await LedgerReader.open(command.directory);
  const { firstKept } = await reader.end();
  return writeLines(linesOf(reader, firstKept, command), command.output);
}

async function* linesOf(
  reader: LedgerReader,
  firstKept: number,
  { range, types }: ExportCommand,
): AsyncGenerator<string> {
  const { from, to } = range ?? { from: firstKept, to: Number.POSITIVE_INFINITY };
  for await (const entry of reader.entries(from, to)) {
    if (!types || types.includes(entry.data.type)) yield canonicalJson(entry);
  }
}
