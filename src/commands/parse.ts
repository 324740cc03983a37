/** Texts of flags and arguments as values; each error names the flag, the text, and what would do. */
import { UsageError } from '../core/errors.ts';

export function parseIndex(name: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw refused(name, text, 'a whole number, 0 or above');
}

export function parseCount(name: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw refused(name, text, 'a whole number above 0');
}

/** `12` or `5-9`, both ends included, or `5-`. */
export function parseRange(name: string, text: string): { from: number; to: number } {
  const [, first, dash, last] = /^(\d+)(?:(-)(\d*))?$/.exec(text) ?? [];
  const from = first === undefined ? Number.NaN : Number(first);
  const to = dash === undefined ? from : last === '' ? Number.POSITIVE_INFINITY : Number(last);
  if (
    Number.isSafeInteger(from) &&
    (Number.isSafeInteger(to) || to === Number.POSITIVE_INFINITY) &&
    from <= to
  ) {
    return { from, to: to + 1 };
  }
  throw refused(name, text, 'an index such as 12, or a range such as 5-9 or 5-');
}

export function oneOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw refused(name, text, `one of ${words.join(', ')}`);
}

export function parsePositive(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw refused(name, text, 'a finite number above 0');
}

/** A score, or the threshold of one. */
export function parseScore(name: string, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value > 0 && value <= 1) return value;
  throw refused(name, text, 'a number above 0 and at most 1');
}

const SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;
const BYTES = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
} as const;

/** Seconds of `90s`, `15m`, `12h`, `30d`, `8w`. */
export function parseAge(name: string, text: string): number {
  return scaled(name, text, SECONDS, 'an age such as 12h or 30d');
}

/** Bytes of `500MB` or `2GiB`. */
export function parseSize(name: string, text: string): number {
  return scaled(name, text, BYTES, 'a size such as 500MB or 2GiB');
}

function scaled(name: string, text: string, units: Readonly<Record<string, number>>, wanted: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text) ?? [];
  const scale = unit === undefined || !Object.hasOwn(units, unit) ? undefined : units[unit];
  if (number === undefined || scale === undefined) {
    throw refused(name, text, `${wanted} (units: ${Object.keys(units).join(', ')})`);
  }
  return Number(number) * scale;
}

function refused(name: string, text: string, wanted: string): UsageError {
  return new UsageError(`${name} is ${JSON.stringify(text)}, but must be ${wanted}`, {
    code: 'ERR_SETTING',
    fix: `Give ${name} ${wanted}.`,
  });
}
