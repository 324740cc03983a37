/** Charts of a suite as inline SVG. Colours are the page's (report.ts), so that they follow light and dark. */
import type { Row } from './document.ts';
import { duration, perSecond } from './table.ts';

/** Pixels. */
const WIDTH = 760;
const NAMES = 300;
const PLOT = 300;
const LINE = 30;
const TOP = 8;
const AXIS = 28;
/** Where the slowest takes so many times as long as the quickest, the axis is logarithmic. */
const LOG_FROM = 12;
/** Characters of a name that find room. */
const NAME_LENGTH = 46;

export function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

interface Axis {
  /** A bar tells a length, and on a logarithmic axis there is none. */
  readonly logarithmic: boolean;
  readonly ticks: readonly number[];
  /** Pixels from the left of the plot. */
  place(value: number): number;
}

/** Time an operation of each row: a bar or disc at the median, a line over the quartiles, a dot for each round. */
export function rowsChart(title: string, rows: readonly Row[]): string {
  const axis = axisOf(rows.flatMap(({ median, times }) => [median, ...times]));
  const height = TOP + rows.length * LINE + AXIS;
  const floor = TOP + rows.length * LINE;
  const grid = axis.ticks.map((tick) => {
    const x = round(NAMES + axis.place(tick));
    return `<path class="grid" d="M${x} ${TOP}V${floor}"/><text class="tick" x="${x}" y="${floor + 18}" text-anchor="middle">${escaped(tickText(tick))}</text>`;
  });
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}: time an operation">`,
    ...grid,
    ...rows.map((row, i) => rowMarks(row, i, axis)),
    '</svg>',
  ].join('\n');
}

function rowMarks({ name, median, quartiles, times }: Row, i: number, axis: Axis): string {
  const y = TOP + i * LINE + LINE / 2;
  const at = (value: number): number => round(NAMES + axis.place(value));
  const dots = times.map((time) => `<circle class="round" cx="${at(time)}" cy="${y}" r="2"/>`);
  const told = `${name}: ${duration(median)}, quartiles ${duration(quartiles[0])} to ${duration(quartiles[1])}`;
  const right = Math.max(at(median), ...times.map(at)) + 8;
  return [
    `<g class="${i === 0 ? 'rival' : 'row'}"><title>${escaped(told)}</title>`,
    `<text x="${NAMES - 10}" y="${y + 4}" text-anchor="end">${escaped(shortened(name))}</text>`,
    axis.logarithmic
      ? `<circle class="bar" cx="${at(median)}" cy="${y}" r="7"/>`
      : `<rect class="bar" x="${NAMES}" y="${y - 8}" width="${round(at(median) - NAMES)}" height="16" rx="2"/>`,
    `<path class="spread" d="M${at(quartiles[0])} ${y}H${at(quartiles[1])}"/>`,
    ...dots,
    `<text class="value" x="${right}" y="${y + 4}">${escaped(duration(median))}</text></g>`,
  ].join('');
}

function axisOf(values: readonly number[]): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most / least > LOG_FROM ? logAxis(least, most) : linearAxis(most);
}

function linearAxis(most: number): Axis {
  const step = niceStep(most / 4);
  const end = Math.ceil(most / step) * step;
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step);
  return { logarithmic: false, ticks, place: (value) => (PLOT * value) / end };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5, 10].find((factor) => factor * power >= least * 0.999) ?? 10) * power;
}

function logAxis(least: number, most: number): Axis {
  const [first, last] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
  return {
    logarithmic: true,
    ticks,
    place: (value) => (PLOT * (Math.log10(value) - first)) / (last - first),
  };
}

/** @param value µs */
function tickText(value: number): string {
  if (value === 0) return '0';
  const [scaled, unit] =
    value >= 1e6
      ? [value / 1e6, 's']
      : value >= 1000
        ? [value / 1000, 'ms']
        : value >= 1
          ? [value, 'µs']
          : [value * 1000, 'ns'];
  return `${Number(scaled.toPrecision(3))} ${unit}`;
}

/** `1,000 entities, fleet` → [1000, 'fleet']: rows that stand for a point of a curve. */
const POINT = /^([\d,]+) [a-z]+, (.+)$/;

/** Curves over sizes, where every row is a point of one; undefined where they are not. */
export function growthChart(title: string, rows: readonly Row[]): string | undefined {
  const points = rows.flatMap(({ name, median }) => {
    const [, size, curve] = POINT.exec(name) ?? [];
    return size && curve ? [{ size: Number(size.replaceAll(',', '')), curve, median }] : [];
  });
  const sizes = [...new Set(points.map(({ size }) => size))];
  if (points.length < rows.length || sizes.length < 3) return undefined;
  const [height, left, bottom] = [260, 70, 34];
  const xAxis = logAxis(Math.min(...sizes), Math.max(...sizes));
  const yAxis = linearAxis(Math.max(...points.map(({ median }) => median)));
  const width = WIDTH - left - 130;
  const x = (size: number): number => round(left + (xAxis.place(size) * width) / PLOT);
  const y = (median: number): number =>
    round(TOP + (height - TOP - bottom) * (1 - yAxis.place(median) / PLOT));
  const floor = y(0);
  const curves = [...new Set(points.map(({ curve }) => curve))];
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    ...yAxis.ticks.map(
      (tick) =>
        `<path class="grid" d="M${left} ${y(tick)}h${width}"/><text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${escaped(tickText(tick))}</text>`,
    ),
    ...sizes.map(
      (size) =>
        `<text class="tick" x="${x(size)}" y="${floor + 20}" text-anchor="middle">${size.toLocaleString('en')}</text>`,
    ),
    ...curves.map((curve, i) => {
      const own = points.filter((point) => point.curve === curve);
      const last = own.at(-1);
      const path = own.map(({ size, median }) => `${x(size)},${y(median)}`).join(' ');
      const dots = own.map(
        ({ size, median }) =>
          `<circle cx="${x(size)}" cy="${y(median)}" r="3"><title>${size.toLocaleString('en')}: ${escaped(duration(median))}, ${perSecond(median)} a second</title></circle>`,
      );
      const label = last
        ? `<text x="${x(last.size) + 8}" y="${y(last.median) + 4}">${escaped(curve)}</text>`
        : '';
      return `<g class="curve-${i % 4}"><polyline points="${path}"/>${dots.join('')}${label}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

function shortened(name: string): string {
  return name.length <= NAME_LENGTH ? name : `${name.slice(0, NAME_LENGTH - 1)}…`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
