/**
 * Spans of time in which there was a threat, as labels for recorded beats:
 * `{"windows": [["2026-03-01T10:00:00Z", "2026-03-01T10:05:00Z"], [1772359500, 1772359800]]}`.
 */
import * as v from 'valibot';
import { dataError } from './labelled-data.ts';

/** Both ends included, seconds since 1970. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

const moment = v.union([v.string(), v.number()]);
const schema = v.strictObject({
  windows: v.pipe(v.array(v.strictTuple([moment, moment])), v.minLength(1, 'it is empty')),
});
const SHAPE =
  'Write {"windows": [[FROM, TO], …]}, each end an ISO time with its zone, or seconds since 1970.';

/** Seconds of the year 5138, milliseconds of 1973: above it, seconds were not meant. */
const MOST_SECONDS = 1e11;

/**
 * @param document the JSON of a file of windows
 * @throws InputError ERR_LABELLED_DATA naming the file, the window and the value
 */
export function parseWindows(document: unknown, file: string): TimeWindow[] {
  const result = v.safeParse(schema, document);
  if (!result.success) {
    const [issue] = result.issues;
    throw dataError(file, `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`, SHAPE);
  }
  return result.output.windows.map(([first, last], i) => {
    const from = secondsOf(first, `${file}: windows.${i}.0`);
    const to = secondsOf(last, `${file}: windows.${i}.1`);
    if (from > to)
      throw dataError(file, `windows.${i} ends before it begins: ${first} to ${last}`, 'Swap its ends.');
    return { from, to };
  });
}

function secondsOf(given: string | number, where: string): number {
  if (typeof given === 'number') {
    if (Math.abs(given) < MOST_SECONDS) return given;
    throw dataError(where, `${given} is no time in seconds`, 'Give seconds since 1970, not milliseconds.');
  }
  const zoned = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(given);
  const milliseconds = zoned ? Date.parse(given) : Number.NaN;
  if (Number.isFinite(milliseconds)) return milliseconds / 1000;
  throw dataError(
    where,
    `${JSON.stringify(given)} is no time with its zone`,
    'Write e.g. 2026-03-01T10:00:00Z or 2026-03-01T11:00:00+01:00.',
  );
}

/** Whether a time, in seconds since 1970, lies in one of the windows. */
export function isWithin(timestamp: number, windows: readonly TimeWindow[]): boolean {
  return windows.some(({ from, to }) => timestamp >= from && timestamp <= to);
}
