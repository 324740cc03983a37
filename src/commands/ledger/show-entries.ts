/** Entries as people read them: when, what, and the data over several lines; or one JSON document a line. */
import { InputError } from '../../core/errors.ts';
import type { Entry } from '../../ledger/index.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { printable } from '../view/index.ts';

export async function showEntries(
  reader: LedgerReader,
  { from, to }: { readonly from: number; readonly to: number },
  { json, print }: { readonly json: boolean; print(text: string): void },
): Promise<void> {
  const show = (entry: Entry): void => print(json ? JSON.stringify(entry) : renderEntry(entry));
  if (to === from + 1) {
    show(await reader.entry(from));
    return;
  }
  let shown = 0;
  for await (const entry of reader.entries(from, to)) {
    show(entry);
    shown++;
  }
  if (shown > 0) return;
  throw new InputError(`the ledger in ${reader.directory} has no entry ${from}`, {
    code: 'ERR_NO_ENTRY',
    fix: 'The first entry is 0; venom ledger stats tells how many there are.',
  });
}

export function renderEntry({ index, timestamp, data, hash, previous_hash: previous }: Entry): string {
  const { type, ...rest } = data;
  return [
    `entry ${index}  ${printable(type)}  ${timeOf(timestamp)}`,
    `  hash      ${hash}`,
    `  previous  ${previous}`,
    ...Object.entries(rest).map(([key, value]) => `  ${printable(key)}: ${printable(JSON.stringify(value))}`),
  ].join('\n');
}

/** One line an entry. */
export function renderEntryLine({ index, timestamp, data }: Entry): string {
  const { type, ...rest } = data;
  const told = 'reason' in rest ? rest.reason : 'explanation' in rest ? rest.explanation : rest;
  const text = typeof told === 'string' ? told : JSON.stringify(told);
  const beat = typeof rest.beat === 'number' ? ` beat ${rest.beat}` : '';
  const cut = text.length > 160 ? `${text.slice(0, 159)}…` : text;
  return `${index}  ${timeOf(timestamp)}  ${printable(type)}${beat}  ${printable(cut)}`;
}

/** ISO 8601; a time that no calendar holds stays a number. */
export function timeOf(timestamp: number): string {
  const date = new Date(timestamp * 1000);
  return Number.isNaN(date.getTime()) ? `${timestamp} s` : date.toISOString();
}
