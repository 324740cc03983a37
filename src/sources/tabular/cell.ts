/** What a cell of a table says. */

/** As CSV gives it, a text; as JSON does, also a number, a truth value or nothing. Anything else is its JSON text. */
export type Cell = string | number | boolean | null;

const UNKNOWN = /^(?:|null|nan|na|n\/a|none|[+-]?inf(?:inity)?)$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The number; null for an unknown one; undefined for what is no number. */
export function readingOf(cell: Cell): number | null | undefined {
  if (cell === null) return null;
  if (typeof cell === 'number') return Number.isFinite(cell) ? cell : null;
  if (typeof cell === 'boolean') return undefined;
  const text = cell.trim();
  if (UNKNOWN.test(text)) return null;
  if (!NUMBER.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

export function textOf(cell: Cell): string {
  return cell === null ? '' : String(cell);
}
