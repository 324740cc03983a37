/**
 * Whether bytes are a number as RFC 8785 §3.2.2.3 writes it, which is as ECMAScript does (Number::toString): the
 * fewest digits that give the double back, and of those the nearest to it.
 *
 * To turn a long one into a double and back costs 0.5 µs (Node 24), and a line of a ledger holds three or four: as
 * much again as hashing it. So this is done for the rare ones only:
 *   up to 15 digits   every double keeps them (DBL_DIG), so that the form decides: no needless zero, no exponent
 *   16 or 17 digits   most numbers that were computed: arithmetic, see `isShortest`
 */

/** What is not surely canonical. */
export const UNSURE = -1;

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const UPPER_E = 0x45;
const LOWER_E = 0x65;

/** Decimal digits that every double keeps, and the most that one needs. */
const KEPT_DIGITS = 15;
const MOST_DIGITS = 17;
/** Zeros behind the point in 0.000001, the smallest power of ten that is written without an exponent. */
const MOST_ZEROS = 5;

/** 1 for each byte that a number may hold. */
export const IN_NUMBER = new Uint8Array(256);
for (const character of '+-.0123456789Ee') IN_NUMBER[character.charCodeAt(0)] = 1;

/** Bytes of the longest number, e.g. -0.0000012345678901234567. */
export const LONGEST_NUMBER = 25;

/** Where the number that starts at `start` ends; `UNSURE` where it is none, or not the canonical one. */
export function numberEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  let byte = bytes[at] ?? 0;
  if (byte === MINUS) byte = bytes[++at] ?? 0;
  let first = at;
  while (byte >= ZERO && byte <= NINE) byte = bytes[++at] ?? 0;
  let digits = at - first;
  if (digits === 0) return UNSURE;
  if (bytes[first] === ZERO && (digits > 1 || (byte !== POINT && first > start))) return UNSURE;
  let decimals = 0;
  if (byte === POINT) {
    const point = at++;
    byte = bytes[at] ?? 0;
    if (bytes[first] === ZERO) {
      while (byte === ZERO) byte = bytes[++at] ?? 0;
      if (at - point > MOST_ZEROS + 1) return UNSURE;
      first = at;
      digits = 0;
    }
    const more = at;
    while (byte >= ZERO && byte <= NINE) byte = bytes[++at] ?? 0;
    digits += at - more;
    decimals = at - point - 1;
    if (decimals === 0 || bytes[at - 1] === ZERO) return UNSURE;
  }
  if (byte !== LOWER_E && byte !== UPPER_E) {
    if (digits <= KEPT_DIGITS) return at;
    if (decimals > 0 && isShortest(bytes, first, at, digits, decimals)) return at;
  }
  while (IN_NUMBER[byte] === 1) byte = bytes[++at] ?? 0;
  if (at - start > LONGEST_NUMBER) return UNSURE;
  const text = asciiText(bytes, start, at);
  return String(Number(text)) === text ? at : UNSURE;
}

/** Powers of ten that are doubles, and their upper halves: two factors of 26 bits multiply without rounding. */
const POWER = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const POWER_TOP = POWER.map(topHalf);
/** A little more than half an ulp of 1. */
const HALF_ULP = 2 ** -53 + 2 ** -100;
/** Far above the error of the sums below, which is under 2^-45, and far below what they are compared with. */
const MARGIN = 2 ** -20;

/**
 * Whether the decimal D·10^-d, D of 16 or 17 digits with the last no zero, is the shortest that gives its double v,
 * and of those the nearest. In units of its last digit, with w = v·10^d - D and h half the gap from v to the next
 * double, it is where
 *
 *   |w| < h                     D·10^-d gives v
 *   |w| < 1/2                   no other decimal as long is nearer to v
 *   |m - w| > h, m = -r, 10-r   no shorter one gives v: of the multiples of ten, those next to D; r is its last digit
 *
 * v·10^d is computed as product and rounding error (Dekker, A floating-point technique for extending the available
 * precision, 1971), D as sum of its first nine digits and the rest, both exact. What is within MARGIN of a limit is
 * left to the slow way.
 */
function isShortest(
  bytes: Uint8Array,
  first: number,
  end: number,
  digits: number,
  decimals: number,
): boolean {
  if (digits > MOST_DIGITS || decimals >= POWER.length) return false;
  let head = 0;
  let rest = 0;
  for (let i = first, count = 0; i < end; i++) {
    const digit = (bytes[i] ?? 0) - ZERO;
    if (digit < 0) continue;
    if (count++ < 9) head = head * 10 + digit;
    else rest = rest * 10 + digit;
  }
  // Below 10^9·10^8, and a multiple of 2^8: fits in 53 bits.
  const top = head * (POWER[digits - 9] ?? 0);
  const scale = POWER[decimals] ?? 0;
  const scaleTop = POWER_TOP[decimals] ?? 0;
  // Off by an ulp at most, which is then put right.
  let value = (top + rest) / scale;
  let w = excess(value, scale, scaleTop, top, rest);
  const nearest = value - w / scale;
  if (nearest !== value) {
    value = nearest;
    w = excess(value, scale, scaleTop, top, rest);
  }
  // Below a power of two the gap is half of that above.
  const below = ((value - (value - value * HALF_ULP)) * scale) / 2;
  const above = ((value + value * HALF_ULP - value) * scale) / 2;
  const last = (bytes[end - 1] ?? 0) - ZERO;
  return (
    Math.abs(w) < Math.min(below, 0.5) - MARGIN && w + last > above + MARGIN && 10 - last - w > above + MARGIN
  );
}

/** value·scale - (top + rest) */
function excess(value: number, scale: number, scaleTop: number, top: number, rest: number): number {
  const product = value * scale;
  const valueTop = topHalf(value);
  const valueLow = value - valueTop;
  const scaleLow = scale - scaleTop;
  const error =
    valueTop * scaleTop - product + valueTop * scaleLow + valueLow * scaleTop + valueLow * scaleLow;
  return product - top - rest + error;
}

/** The upper 26 bits of a double's 53 (Veltkamp's splitting). */
function topHalf(value: number): number {
  const shifted = value * 134217729; // 2^27 + 1
  return shifted - (shifted - value);
}

/** A short text of ASCII. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] ?? 0);
  return text;
}
