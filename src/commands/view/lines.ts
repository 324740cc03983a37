/**
 * Lines made of spans. Layout is done on plain text; colour, the ASCII fall-back and the cut at the right edge
 * come last, in `paint`, which no line passes by.
 */
import { styleText } from 'node:util';
import type { Action } from '../../core/beat-record.ts';
import { columnsOf, head, legible, wrap } from './text.ts';

export type Format = Parameters<typeof styleText>[0];

export interface Span {
  readonly text: string;
  readonly format?: Format;
}

export type Line = readonly Span[];

/** How lines are to be printed. */
export interface View {
  /** Columns; no line is wider. */
  readonly width: number;
  readonly colour: boolean;
  /** False: ASCII only. True by default. */
  readonly unicode?: boolean | undefined;
}

export function span(text: string, format?: Format): Span {
  return format === undefined ? { text } : { text, format };
}

/** One line as it is printed: printable, within the width, coloured where wanted. */
export function paint(line: Line, { width, colour, unicode = true }: View): string {
  const spans = line.map(({ text, format }) => ({ text: legible(text, unicode), format }));
  const style = (text: string, format: Format | undefined) =>
    colour && format !== undefined && text !== '' ? styleText(format, text, { validateStream: false }) : text;
  const total = spans.reduce((sum, { text }) => sum + columnsOf(text), 0);
  let painted = '';
  if (total <= width) {
    for (const { text, format } of spans) painted += style(text, format);
  } else {
    const mark = ellipsisFor(width, unicode);
    let room = width - columnsOf(mark);
    for (const { text, format } of spans) {
      const columns = columnsOf(text);
      painted += style(columns <= room ? text : head(text, room) + mark, format);
      if (columns > room) break;
      room -= columns;
    }
  }
  return colour ? painted : painted.trimEnd();
}

function ellipsisFor(width: number, unicode: boolean): string {
  if (unicode) return width >= 1 ? '…' : '';
  return width >= 3 ? '...' : '';
}

/** Wraps a text to the width; lines after the first hang under the indent. */
export function paragraph(text: string, view: View, indent = 0, format?: Format): Line[] {
  const room = Math.max(1, view.width - indent);
  return wrap(legible(text, view.unicode ?? true), room).map((part) => [
    span(' '.repeat(indent)),
    span(part, format),
  ]);
}

/** Colour of each action. */
export const ACTION_FORMAT: Readonly<Record<Action, Format>> = {
  QUARANTINE: ['red', 'inverse'],
  ALERT: 'yellow',
  APPLY_BALANCE: 'blue',
  APPLY_OPTIMIZE: 'green',
  NOOP: 'dim',
};

/** The action with its mark, so that the two that matter stand out without colour as well. */
export function actionText(action: Action): string {
  if (action === 'QUARANTINE') return '!! QUARANTINE';
  if (action === 'ALERT') return '! ALERT';
  return action;
}

/** The action as a coloured span. */
export function actionSpan(action: Action): Span {
  return span(actionText(action), ACTION_FORMAT[action]);
}
