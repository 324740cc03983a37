/** Checks of the options one by one: each returns the value or says what is wrong with it. */
import { excerpt, optionError } from './errors.ts';

/** Seconds of the longest wait: a day. */
const LONGEST = 86_400;

/** Seconds. */
export function duration(option: string, value: unknown): number {
  if (typeof value === 'number' && value > 0 && value <= LONGEST) return value;
  const allowed = `a number of seconds above 0, at most ${LONGEST}`;
  throw optionError(option, `is ${shown(value)}, not ${allowed}`, `Give ${option} as ${allowed}.`);
}

export function positiveInteger(option: string, value: unknown): number {
  if (Number.isSafeInteger(value) && Number(value) > 0) return Number(value);
  throw optionError(option, `is ${shown(value)}, not a whole number above 0`, `Give ${option} as 1 or more.`);
}

export function text(option: string, value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw optionError(option, `is ${shown(value)}, not a text`, `Give ${option} as a text that is not empty.`);
}

export function texts(option: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((element) => text(option, element));
  throw optionError(option, `is ${shown(value)}, not a list`, `Give ${option} as a list of texts.`);
}

export function flag(option: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw optionError(option, `is ${shown(value)}, not true or false`, `Give ${option} as true or false.`);
}

export function quantiles(value: unknown): readonly number[] {
  const fix = 'Give quantiles as a list of different numbers from 0 to 1, e.g. [0.5, 0.99].';
  if (!Array.isArray(value)) throw optionError('quantiles', `is ${shown(value)}, not a list`, fix);
  const list: number[] = value.map((quantile: unknown) => {
    if (typeof quantile === 'number' && quantile >= 0 && quantile <= 1) return quantile;
    throw optionError('quantiles', `has ${shown(quantile)}, not a number from 0 to 1`, fix);
  });
  if (new Set(list).size < list.length) throw optionError('quantiles', `has a number twice: ${list}`, fix);
  return list;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(excerpt(value));
  return typeof value === 'number' || value === null ? String(value) : typeof value;
}
