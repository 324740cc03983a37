/**
 * Numbers as they stand in a sentence: at most four significant digits. Only for people; nothing is computed from
 * them.
 */

/** Texts of numbers that came before: thresholds, gains and calm scores come at every beat. */
const texts = new Map<number, string>();
const MOST_TEXTS = 512;

export function inWords(value: number): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(value, text);
  return text;
}

/** Seconds as milliseconds for a sentence: `4.211 ms`. */
export function inMilliseconds(seconds: number): string {
  return `${inWords(seconds * 1000)} ms`;
}
