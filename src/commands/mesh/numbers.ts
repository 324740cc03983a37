/** Numbers in flags, refused by the name of the flag. */
import { UsageError } from '../../core/errors.ts';

export function parseNumber(
  flag: string,
  text: string,
  holds: (value: number) => boolean,
  wanted: string,
): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && holds(value)) return value;
  throw new UsageError(`${flag} is ${JSON.stringify(text)}, but must be ${wanted}`, {
    code: 'ERR_FLAG',
    fix: `Give ${flag} ${wanted}.`,
  });
}

export function parsePositive(flag: string, text: string): number {
  return parseNumber(flag, text, (value) => value > 0, 'a number above 0');
}

export function parseCount(flag: string, text: string): number {
  return parseNumber(
    flag,
    text,
    (value) => Number.isSafeInteger(value) && value >= 0,
    'a whole number, 0 or above',
  );
}

/** @param text `SHARE@AT+SECONDS`, e.g. `0.5@5+60` */
export function parsePartition(text: string): { share: number; at: number; seconds: number } {
  const [, share, at, seconds] = /^([\d.]+)@([\d.]+)\+([\d.]+)$/.exec(text) ?? [];
  if (share === undefined || at === undefined || seconds === undefined) {
    throw new UsageError(`--partition is ${JSON.stringify(text)}, but must be SHARE@AT+SECONDS`, {
      code: 'ERR_FLAG',
      fix: 'Give for example 0.5@5+60: half of the nodes, from second 5 on, for 60 seconds.',
    });
  }
  return { share: Number(share), at: Number(at), seconds: Number(seconds) };
}
