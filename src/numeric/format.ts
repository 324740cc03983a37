/**
 * A number as it stands in a sentence: at most four significant digits. Only for people; nothing is computed
 * from it.
 */
export function inWords(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(4)));
}

/** Seconds as milliseconds for a sentence: `4.211 ms`. */
export function inMilliseconds(seconds: number): string {
  return `${inWords(seconds * 1000)} ms`;
}
