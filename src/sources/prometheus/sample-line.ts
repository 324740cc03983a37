/**
 * One sample line.
 *
 *   text         name [{labels}] value [milliseconds]        any blanks between the tokens, one comma may trail
 *   OpenMetrics  name[{labels}] value[ seconds][ # {labels} value[ seconds]]      exactly these blanks
 *
 * In both, a name that is not of the old alphabet stands quoted among the labels: `{"http.requests",code="200"}`.
 */
import type { Exemplar, Format, LabelSet, ParsedSample } from './exposition.ts';
import type { LineCursor } from './line-cursor.ts';

const NO_LABELS: LabelSet = new Map();
/** Labels of a sample at most. */
const MAX_LABELS = 1000;
const INTEGER = /^[+-]?\d+$/;

export function parseSampleLine(cursor: LineCursor, format: Format): ParsedSample {
  const start = cursor.at;
  const plainName = cursor.metricName();
  if (format === 'text') cursor.blanks();
  const { name, labels } = parseBraces(cursor, format, plainName);
  if (name === undefined) {
    const fix = 'Start the line with a name of letters, digits, _ and :, or with {"any other name"}.';
    throw cursor.error('there is no metric name', fix, start);
  }
  separate(cursor, format, cursor.text.charCodeAt(cursor.at - 1) === 0x7d, 'the value');
  const value = cursor.number('the value');
  return format === 'text'
    ? { name, labels, value, timestamp: millisecondsAtEnd(cursor), exemplar: undefined }
    : { name, labels, value, timestamp: secondsIfAny(cursor), exemplar: exemplarAtEnd(cursor) };
}

/** Blanks that must stand between two tokens; after a brace the text format does without. */
function separate(cursor: LineCursor, format: Format, afterBrace: boolean, what: string): void {
  if (format === 'openmetrics') {
    if (cursor.take(' ')) return;
    throw cursor.error(`where a blank and ${what} are expected, ${cursor.found()}`, 'Write one blank there.');
  }
  const blank = cursor.blanks() || ' \t'.includes(cursor.text[cursor.at - 1] ?? '');
  if (blank || afterBrace) return;
  throw cursor.error(`where ${what} is expected, ${cursor.found()}`, `Write a blank and ${what}.`);
}

interface Series {
  readonly name: string | undefined;
  readonly labels: LabelSet;
}

function parseBraces(cursor: LineCursor, format: Format, plainName: string | undefined): Series {
  if (!cursor.take('{')) return { name: plainName, labels: NO_LABELS };
  const skip = (): void => {
    if (format === 'text') cursor.blanks();
  };
  const labels = new Map<string, string>();
  let name = plainName;
  skip();
  for (let first = true; !cursor.take('}'); first = false) {
    const comma = !first && cursor.take(',');
    skip();
    if (format === 'text' && comma && cursor.take('}')) break;
    if (!first && !comma) {
      throw cursor.error(`after a label, ${cursor.found()}`, 'Write a comma or } after a label.');
    }
    if (labels.size === MAX_LABELS) {
      throw cursor.error(`there are more than ${MAX_LABELS} labels`, 'Give a series fewer labels.');
    }
    name = parseLabelOrName(cursor, skip, labels, name) ?? name;
    skip();
  }
  return { name, labels };
}

/** A label goes into `labels`; a quoted metric name is returned. */
function parseLabelOrName(
  cursor: LineCursor,
  skip: () => void,
  labels: Map<string, string>,
  name: string | undefined,
): string | undefined {
  const start = cursor.at;
  const quoted = cursor.startsWith('"');
  const label = quoted ? cursor.quoted('the name') : cursor.labelName();
  if (label === undefined || label === '') {
    throw cursor.error(
      `where a label is expected, ${cursor.found()}`,
      'Write labels as name="value".',
      start,
    );
  }
  skip();
  if (!cursor.take('=')) {
    if (quoted && name === undefined) return label;
    throw cursor.error(`after the label name “${label}”, ${cursor.found()}`, 'Write labels as name="value".');
  }
  skip();
  if (!cursor.startsWith('"')) {
    const fix = 'Write the value in double quotes.';
    throw cursor.error(`where the value of label ${label} is expected, ${cursor.found()}`, fix);
  }
  if (labels.has(label)) throw cursor.error(`label ${label} is given twice`, 'Give each label once.', start);
  labels.set(label, cursor.quoted(`the value of label ${label}`));
  return undefined;
}

function millisecondsAtEnd(cursor: LineCursor): number | undefined {
  if (!cursor.blanks() || cursor.done) return undefined;
  const start = cursor.at;
  const token = cursor.token() ?? '';
  if (!INTEGER.test(token)) {
    const fix = 'Write the timestamp as whole milliseconds since the epoch.';
    throw cursor.error('the timestamp is not an integer', fix, start);
  }
  cursor.blanks();
  if (!cursor.done) throw cursor.error(`after the timestamp, ${cursor.found()}`, 'End the line there.');
  return Number(token) / 1000;
}

function secondsIfAny(cursor: LineCursor): number | undefined {
  if (cursor.done || cursor.startsWith(' # ') || !cursor.take(' ')) return undefined;
  const start = cursor.at;
  const seconds = cursor.number('the timestamp');
  if (Number.isFinite(seconds)) return seconds;
  const fix = 'Write the timestamp as seconds since the epoch.';
  throw cursor.error('the timestamp is not finite', fix, start);
}

function exemplarAtEnd(cursor: LineCursor): Exemplar | undefined {
  if (cursor.done) return undefined;
  if (!cursor.take(' # ')) {
    throw cursor.error(`after the sample, ${cursor.found()}`, 'End the line there, or write “ # {…} value”.');
  }
  if (!cursor.startsWith('{')) {
    throw cursor.error(`where an exemplar is expected, ${cursor.found()}`, 'Write it as # {name="value"} 1.');
  }
  const { name, labels } = parseBraces(cursor, 'openmetrics', undefined);
  if (name !== undefined) throw cursor.error('an exemplar has no name', 'Write its labels as name="value".');
  separate(cursor, 'openmetrics', true, 'the value of the exemplar');
  const value = cursor.number('the value of the exemplar');
  const timestamp = secondsIfAny(cursor);
  if (!cursor.done) throw cursor.error(`after the exemplar, ${cursor.found()}`, 'End the line there.');
  return { labels, value, timestamp };
}
