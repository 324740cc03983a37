/** Pieces of SVG. Every text passes `escaped`: names of files and columns are not trusted. */
import { printable } from '../view/index.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

type Attributes = Readonly<Record<string, string | number>>;

/** @param content SVG that is escaped already */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? rounded(value) : escaped(value)}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export function text(content: string, x: number, y: number, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escaped(content));
}

export function line(x1: number, y1: number, x2: number, y2: number, look: string): string {
  return element('line', { x1, y1, x2, y2, class: look });
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A square in which both axes go from 0 to 1, the second upwards. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

export function xOf({ left, size }: Plot, value: number): number {
  return left + value * size;
}

export function yOf({ top, size }: Plot, value: number): number {
  return top + (1 - value) * size;
}

/** Frame, grid, the numbers on both axes, and what they are of. */
export function axes(plot: Plot, title: string, xLabel: string, yLabel: string): string {
  const { left, top, size } = plot;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const middle = top + size / 2;
  return [
    text(title, left, top - 14, { class: 'title' }),
    element('rect', { x: left, y: top, width: size, height: size, class: 'frame' }),
    ...ticks.map((tick) => {
      const x = xOf(plot, tick);
      const y = yOf(plot, tick);
      return [
        line(x, top, x, top + size, 'grid'),
        line(left, y, left + size, y, 'grid'),
        text(tick.toFixed(1), x, top + size + 18, { class: 'tick', 'text-anchor': 'middle' }),
        text(tick.toFixed(1), left - 8, y + 4, { class: 'tick', 'text-anchor': 'end' }),
      ].join('');
    }),
    line(left, top + size, left + size, top, 'diagonal'),
    text(xLabel, left + size / 2, top + size + 38, { class: 'label', 'text-anchor': 'middle' }),
    text(yLabel, left - 42, middle, {
      class: 'label',
      'text-anchor': 'middle',
      transform: `rotate(-90 ${left - 42} ${middle})`,
    }),
  ].join('');
}
