/** Figures of a ledger for people. */
import type { LedgerStats } from '../../ledger/stats.ts';
import { timeOf } from './show-entries.ts';

export function renderStats(stats: LedgerStats): string[] {
  const { entries, signed, archived, segments, bytes, firstTimestamp, lastTimestamp, perDay } = stats;
  const elsewhere = archived > 0 ? `, ${archived} of them archived` : '';
  return [
    `entries   ${entries}${elsewhere}, ${signed} signed`,
    `segments  ${segments.here} here (${segments.compressed} compressed), ${segments.archived} archived`,
    `on disk   ${size(bytes.entries)} of entries, ${size(bytes.tiles)} of tiles, ${size(bytes.other)} of seals, keys and the rest`,
    ...(firstTimestamp === null || lastTimestamp === null
      ? []
      : [`from      ${timeOf(firstTimestamp)}`, `to        ${timeOf(lastTimestamp)}`]),
    perDay === null
      ? 'growth    not known yet: all entries are of one moment'
      : `growth    ${Math.round(perDay.entries)} entries and ${size(perDay.bytes)} a day, uncompressed, at the rate so far`,
  ];
}

function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}
