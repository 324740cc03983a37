/** Numbers as people read them: three or four significant digits, times in SI units, ratios as per cent. */

/** Powers of ten outside which a number is written with an exponent. */
const LEAST_POWER = -4;
const GREATEST_POWER = 6;

/** `value` with so many significant digits, trailing zeros kept: `0.5300`, `1.234e-7`. */
export function significant(value: number, digits = 4): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const [mantissa = '', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power < LEAST_POWER || power > GREATEST_POWER) return `${mantissa}e${power}`;
  return value.toFixed(Math.max(0, digits - 1 - power));
}

/** A number that someone set, or a count: as short as it can be said in four digits. */
export function short(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const said = significant(value);
  return said.includes('e')
    ? said.replace(/\.?0+e/, 'e')
    : said.includes('.')
      ? said.replace(/\.?0+$/, '')
      : said;
}

const UNITS: ReadonlyArray<readonly [unit: string, seconds: number]> = [
  ['s', 1],
  ['ms', 1e-3],
  ['µs', 1e-6],
  ['ns', 1e-9],
];

function scaled(seconds: number, say: (value: number) => string): string {
  if (seconds === 0 || !Number.isFinite(seconds)) return `${seconds} s`;
  const size = Math.abs(Number(seconds.toPrecision(4)));
  const [unit, factor] = UNITS.find(([, least]) => size >= least) ?? ['ns', 1e-9];
  return `${say(seconds / factor)} ${unit}`;
}

/** A measured time: `4.211 ms`. */
export function time(seconds: number): string {
  return scaled(seconds, (value) => significant(value));
}

/** A time that someone set: `20 ms`. */
export function shortTime(seconds: number): string {
  return scaled(seconds, short);
}

/** A ratio: `36.0 %`. */
export function percent(ratio: number): string {
  return `${significant(ratio * 100, 3)} %`;
}

/** A weight or score with three decimals, so that columns line up; very small or large ones by their digits. */
export function fixed(value: number): string {
  const size = Math.abs(value);
  return value === 0 || (size >= 0.0005 && size < 1e4) ? value.toFixed(3) : significant(value, 3);
}

/** A change, with its sign. */
export function signed(value: number): string {
  return value > 0 ? `+${fixed(value)}` : fixed(value);
}

/**
 * A value that stands beside a limit: with as many digits as it takes to see on which side it is (0.84999 against
 * 0.85 is not shown as 0.850).
 */
export function beside(value: number, limit: number): string {
  const side = Math.sign(value - limit);
  if (Math.sign(Number(fixed(value)) - limit) === side) return fixed(value);
  for (let digits = 4; digits < 17; digits++) {
    const said = significant(value, digits);
    if (Math.sign(Number(said) - limit) === side) return said;
  }
  return String(value);
}

/** A stretch of time: `12.3 s`, `2 min 03 s`, `1 h 02 min`, `3 d 04 h`. */
export function duration(seconds: number): string {
  if (!(Math.abs(seconds) >= 60 && Number.isFinite(seconds)))
    return `${short(Number(seconds.toPrecision(3)))} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${short(Math.floor(hours / 24))} d ${two(hours % 24)} h`;
}

/** A moment in UTC: `2026-11-23T03:47:05.123Z`; a number no calendar knows is shown as it is. */
export function moment(secondsSinceEpoch: number): string {
  const date = new Date(secondsSinceEpoch * 1000);
  return Number.isNaN(date.getTime()) ? `${secondsSinceEpoch} s since the epoch` : date.toISOString();
}

/** `1 anomaly`, `2 anomalies`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${short(count)} ${count === 1 ? one : many}`;
}
