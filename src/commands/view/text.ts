/**
 * Text for a terminal: made safe to print, measured in columns, cut and wrapped.
 *
 * Names and messages come from sources that are not trusted, so every piece of text passes `printable` before it
 * is measured or printed.
 */
import stringWidth from 'fast-string-width';

const SPACES = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
/** Controls, invisible format characters (which can reorder text on the screen), halves of surrogate pairs. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const PLAIN_ASCII = /^[\x20-\x7e]*$/;

/** The text as one line without control characters, so that no name can move the cursor or hide a word. */
export function printable(text: string): string {
  return PLAIN_ASCII.test(text) ? text : text.replace(SPACES, ' ').replace(UNPRINTABLE, '');
}

const ASCII: Readonly<Record<string, string>> = {
  Λ: 'L',
  Δ: 'd',
  '·': '*',
  '×': 'x',
  '−': '-',
  '–': '-',
  '—': '-',
  '…': '...',
  '±': '+-',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
  '→': '->',
  '←': '<-',
  µ: 'u',
  ε: 'eps',
  '²': '^2',
};

/** The text in ASCII, for a locale that is not UTF-8: what has no counterpart becomes `?`. */
export function toAscii(text: string): string {
  return PLAIN_ASCII.test(text)
    ? text
    : text.replace(/[^\x20-\x7e]/gu, (character) => ASCII[character] ?? '?'.repeat(stringWidth(character)));
}

/** What is printed of a text in a locale: see `printable` and `toAscii`. */
export function legible(text: string, unicode: boolean): string {
  const clean = printable(text);
  return unicode ? clean : toAscii(clean);
}

/** Columns that a printable text takes. */
export function columnsOf(text: string): number {
  return PLAIN_ASCII.test(text) ? text.length : stringWidth(text);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The longest beginning of the text within `width` columns, never half a character; of one that is wider by itself,
 * as many code points as fit.
 */
export function head(text: string, width: number): string {
  if (PLAIN_ASCII.test(text)) return text.slice(0, Math.max(0, width));
  let taken = '';
  let columns = 0;
  for (const { segment } of graphemes.segment(text)) {
    columns += columnsOf(segment);
    if (columns > width) return taken === '' ? codePointsWithin(segment, width) : taken;
    taken += segment;
  }
  return taken;
}

function codePointsWithin(grapheme: string, width: number): string {
  let taken = '';
  for (const character of grapheme) {
    if (columnsOf(taken + character) > width) break;
    taken += character;
  }
  return taken;
}

/** The text within `width` columns; what was cut ends in an ellipsis. */
export function cut(text: string, width: number, ellipsis = '…'): string {
  if (columnsOf(text) <= width) return text;
  const mark = columnsOf(ellipsis) <= width ? ellipsis : '';
  return head(text, width - columnsOf(mark)) + mark;
}

/** The text cut and filled up with spaces to `width` columns. */
export function padEnd(text: string, width: number): string {
  const shown = cut(text, width);
  return shown + ' '.repeat(Math.max(0, width - columnsOf(shown)));
}

/** The text cut and filled up at the left to `width` columns. */
export function padStart(text: string, width: number): string {
  const shown = cut(text, width);
  return ' '.repeat(Math.max(0, width - columnsOf(shown))) + shown;
}

/** The words of a printable text in lines of at most `width` columns; longer words are broken. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (columnsOf(joined) <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (columnsOf(line) > width) {
      const part = head(line, width);
      if (part !== '') lines.push(part);
      // A character wider than the whole line cannot be shown.
      line = part === '' ? [...line].slice(1).join('') : line.slice(part.length);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
