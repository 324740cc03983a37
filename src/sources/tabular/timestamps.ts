/**
 * Timestamps of tables, parsed the same on every runtime, to seconds since the epoch.
 *
 * Numbers are told apart by magnitude: below 1e11 seconds (until the year 5138), below 1e14 milliseconds, below 1e17
 * microseconds, nanoseconds from there on; so milliseconds are known from March 1973 on.
 * Texts are RFC 3339 or ISO 8601 (extended form), with a blank for the `T` if need be; without a zone they are UTC.
 */
const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:e([+-]?\d+))?$/i;
const DATE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)([.,]\d{1,30})?)?(?: ?(?:(Z)|([+-])(\d\d)(?::?(\d\d))?))?)?$/i;

/** Powers of ten from seconds, and from which magnitude on. */
const UNITS = [
  { from: 1e17, power: 9 },
  { from: 1e14, power: 6 },
  { from: 1e11, power: 3 },
] as const;

/** What a timestamp may be, for messages. */
export const TIMESTAMP_FORMS =
  'seconds, milliseconds, microseconds or nanoseconds since the epoch, or a time such as 2026-01-31T12:00:00Z';

/** Seconds since the epoch, or undefined where the text is no timestamp. */
export function parseTimestamp(text: string): number | undefined {
  const trimmed = text.trim();
  const number = NUMBER.exec(trimmed);
  if (number) return fromNumber(number[1] ?? '', Number(number[2] ?? 0));
  const parts = DATE_TIME.exec(trimmed);
  return parts ? fromDateTime(parts) : undefined;
}

/** The decimal point is moved in the text, so that the result is the double nearest to what is written. */
function fromNumber(mantissa: string, exponent: number): number | undefined {
  const value = Number(`${mantissa}e${exponent}`);
  if (!Number.isFinite(value)) return undefined;
  const power = UNITS.find(({ from }) => Math.abs(value) >= from)?.power ?? 0;
  return Number(`${mantissa}e${exponent - power}`);
}

function fromDateTime(parts: RegExpExecArray): number | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map((part) => Number(part ?? 0));
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!inRange || hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = zoneOffset(parts[9], parts[10], parts[11]);
  if (offset === undefined) return undefined;
  const whole = daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset;
  return withFraction(whole, parts[7]?.slice(1) ?? '');
}

/** In whole numbers first, so that the result is the double nearest to what is written. */
function withFraction(whole: number, digits: string): number {
  if (digits === '') return whole;
  return Number(`${BigInt(whole) * 10n ** BigInt(digits.length) + BigInt(digits)}e-${digits.length}`);
}

/** Seconds east of UTC. */
function zoneOffset(sign: string | undefined, hours = '0', minutes = '0'): number | undefined {
  if (sign === undefined) return 0;
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days of the proleptic Gregorian calendar, with years that begin in March: the leap day comes last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}
