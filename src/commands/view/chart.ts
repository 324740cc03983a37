/** Lines over time as SVG paths, however many points there are. */

export interface Scale {
  /** Seconds since the epoch at the left and the right edge. */
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

export function xOf(time: number, { from, to, width }: Scale): number {
  return to > from ? ((time - from) / (to - from)) * width : 0;
}

/** One point a column and extreme: what a column has between its lowest and its highest value is not seen anyway. */
export function linePath(
  times: readonly number[],
  values: readonly (number | null)[],
  scale: Scale,
  yOf: (value: number) => number,
): string {
  let path = '';
  let pen = false;
  let column: Column | undefined;
  const flush = (): void => {
    if (!column) return;
    const { x, low, high, last } = column;
    const points = low === high ? [low] : last === high ? [low, high] : [high, low];
    for (const point of points) {
      path += `${pen ? 'L' : 'M'}${x} ${round(yOf(point))}`;
      pen = true;
    }
    column = undefined;
  };
  times.forEach((time, i) => {
    const value = values[i] ?? null;
    if (value === null) {
      flush();
      pen = false;
      return;
    }
    const x = Math.round(xOf(time, scale));
    if (column?.x !== x) flush();
    column = column
      ? { x, low: Math.min(column.low, value), high: Math.max(column.high, value), last: value }
      : { x, low: value, high: value, last: value };
  });
  flush();
  return path;
}

interface Column {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Lowest and highest of what is known; a span of its own where all are equal. */
export function rangeOf(values: readonly (number | null)[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** Moments that are easy to name, about `count` of them. */
export function ticks(from: number, to: number, count: number): number[] {
  const step = STEPS.find((seconds) => (to - from) / seconds <= count) ?? 365 * 86_400;
  const found: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) found.push(at);
  return found;
}

const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000, 7_776_000,
];
