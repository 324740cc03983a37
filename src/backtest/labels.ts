/**
 * Labelled windows: a JSON object with, for each file, the spans in which something was wrong:
 *
 *   { "realTraffic/speed_6005.csv": [["2015-09-17 14:05:00", "2015-09-18 03:15:00"]], … }
 *
 * A time is an ISO 8601 text (UTC where it names no zone) or seconds since the epoch. A file is known by its path, or
 * by the end of it, whole names at a time.
 */
import * as v from 'valibot';
import { InputError } from '../core/errors.ts';
import { parseTimestamp } from '../sources/index.ts';
import type { RowWindow } from './corpus-score.ts';

/** From and to, both included, seconds since the epoch. */
export type TimeWindow = readonly [from: number, to: number];

const schema = v.record(
  v.string(),
  v.array(v.tuple([v.union([v.string(), v.number()]), v.union([v.string(), v.number()])])),
);

export class Labels {
  readonly #windows: ReadonlyMap<string, readonly TimeWindow[]>;
  readonly #where: string;

  /** @param where for messages: the file that it came from */
  constructor(text: string, where: string) {
    this.#where = where;
    const given = parseJson(text, where);
    const result = v.safeParse(schema, Array.isArray(given) ? null : given);
    if (!result.success) {
      const [issue] = result.issues;
      throw refused(`${where}: ${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
    }
    this.#windows = new Map(
      Object.entries(result.output).map(([file, windows]) => [file, windowsOf(windows, `${where}: ${file}`)]),
    );
  }

  /** @throws InputError where the labels know nothing of it, or more than one file could be meant */
  of(path: string): readonly TimeWindow[] {
    const names = [...this.#windows.keys()].filter((name) => endsWith(path, name) || endsWith(name, path));
    const [name] = names.includes(path) ? [path] : names;
    if (name === undefined) throw refused(`${this.#where} has no windows of ${path}`);
    if (names.length > 1 && name !== path) {
      throw refused(`${this.#where}: ${path} may be ${names.join(' or ')}`);
    }
    return this.#windows.get(name) ?? [];
  }
}

function endsWith(path: string, end: string): boolean {
  return path === end || path.endsWith(`/${end}`);
}

function windowsOf(windows: v.InferOutput<typeof schema>[string], where: string): TimeWindow[] {
  let latest = Number.NEGATIVE_INFINITY;
  return windows.map(([from, to], i) => {
    const window = [timeOf(from, `${where}[${i}]`), timeOf(to, `${where}[${i}]`)] as const;
    if (window[0] <= latest || window[1] < window[0]) {
      throw refused(
        `${where}[${i}] is ${JSON.stringify([from, to])}, which ends before it begins, or overlaps`,
      );
    }
    latest = window[1];
    return window;
  });
}

function timeOf(text: string | number, where: string): number {
  const time = typeof text === 'number' ? text : parseTimestamp(text);
  if (time !== undefined && Number.isFinite(time)) return time;
  throw refused(`${where} has ${JSON.stringify(text)}, which is no time`);
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused(`${where} is not JSON`);
  }
}

function refused(message: string): InputError {
  return new InputError(message, {
    code: 'ERR_LABELS',
    fix: 'Give an object of files, each with a list of windows [from, to] in order, as ISO 8601 or seconds since the epoch.',
  });
}

/** The rows in each window; one that no row lies in is left out. */
export function rowWindows(windows: readonly TimeWindow[], times: readonly number[]): RowWindow[] {
  return windows.flatMap(([from, to]): RowWindow[] => {
    const first = times.findIndex((time) => time >= from && time <= to);
    const last = times.findLastIndex((time) => time >= from && time <= to);
    return first === -1 ? [] : [[first, last]];
  });
}
