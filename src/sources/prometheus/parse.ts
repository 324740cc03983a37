/**
 * Pages of metrics: the text exposition format 0.0.4 of Prometheus, and OpenMetrics 1.0.
 *
 * A page is read as a whole or refused: half a page would look like series that went away.
 */
import { InputError } from '../../core/errors.ts';
import { LineScanner } from './scanner.ts';

export type ExpositionFormat = 'text' | 'openmetrics';

export const TYPES = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'stateset',
  'info',
  'unknown',
] as const;
export type MetricType = (typeof TYPES)[number];

export interface Exemplar {
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number | null;
}

export interface ExposedSample {
  /** As written: of a histogram with `_bucket`, `_count`, `_sum`. */
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  /** Seconds since the epoch; null where the page names none. */
  readonly timestamp: number | null;
  readonly exemplar: Exemplar | null;
  readonly line: number;
}

/** What is told of a metric before its samples. */
export interface Metadata {
  type: MetricType;
  help: string | null;
  unit: string | null;
}

export interface Exposition {
  readonly samples: readonly ExposedSample[];
  readonly metadata: ReadonlyMap<string, Readonly<Metadata>>;
}

/**
 * @param page its name, for errors
 * @throws InputError naming line and column, or that the page was cut off
 */
export function parseExposition(text: string, format: ExpositionFormat, page: string): Exposition {
  const samples: ExposedSample[] = [];
  const metadata = new Map<string, Metadata>();
  let ended = false;
  let line = 0;
  for (let from = 0; from < text.length; ) {
    const feed = text.indexOf('\n', from);
    const end = feed === -1 ? text.length : feed;
    line++;
    const own = text.slice(from, text[end - 1] === '\r' && feed !== -1 ? end - 1 : end);
    from = end + 1;
    if (ended) throw refusedPage(`${page} line ${line} stands behind # EOF`);
    if (format === 'openmetrics' && own === '# EOF') ended = true;
    else if (feed === -1)
      readLast(own, page, line, () => readLine(own, format, page, line, samples, metadata));
    else readLine(own, format, page, line, samples, metadata);
  }
  if (format === 'openmetrics' && !ended) throw cutOff(page, line, 'it has no # EOF');
  return { samples, metadata };
}

/** A last line without a line feed may be whole; if it does not read, the page was cut off in it. */
function readLast(text: string, page: string, line: number, read: () => void): void {
  try {
    read();
  } catch (cause) {
    throw cutOff(page, line, `its last line is ${JSON.stringify(text.slice(0, 60))}`, cause);
  }
}

function readLine(
  text: string,
  format: ExpositionFormat,
  page: string,
  line: number,
  samples: ExposedSample[],
  metadata: Map<string, Metadata>,
): void {
  const scanner = new LineScanner(text, page, line);
  scanner.blanks();
  if (scanner.done) return;
  if (scanner.peek() === '#') readComment(scanner, metadata);
  else samples.push(readSample(scanner, format, line));
}

function readComment(scanner: LineScanner, metadata: Map<string, Metadata>): void {
  scanner.expect('#');
  scanner.blanks();
  const keyword = scanner.word();
  if (keyword !== 'TYPE' && keyword !== 'HELP' && keyword !== 'UNIT') return;
  if (scanner.blanks() === 0) throw scanner.refuse('ends where the name of a metric is due');
  const name = scanner.peek() === '"' ? scanner.quoted() : scanner.name(true);
  const known = metadata.get(name) ?? { type: 'unknown', help: null, unit: null };
  metadata.set(name, known);
  scanner.blanks();
  if (keyword === 'HELP')
    known.help = scanner.rest().replace(/\\([\\n"])/g, (_, code) => (code === 'n' ? '\n' : code));
  else if (keyword === 'UNIT') known.unit = scanner.rest().trim();
  else known.type = typeOf(scanner);
}

function typeOf(scanner: LineScanner): MetricType {
  const word = scanner.word();
  scanner.blanks();
  const found = word === 'untyped' ? 'unknown' : TYPES.find((type) => type === word);
  if (found === undefined || !scanner.done) {
    throw scanner.refuse(`has ${JSON.stringify(word)} where one of ${TYPES.join(', ')} is due`);
  }
  return found;
}

function readSample(scanner: LineScanner, format: ExpositionFormat, line: number): ExposedSample {
  let name = scanner.peek() === '{' ? undefined : scanner.name(true);
  const labels = new Map<string, string>();
  scanner.blanks();
  if (scanner.take('{')) name = readLabels(scanner, labels, name);
  if (name === undefined) throw scanner.refuse('names no metric');
  scanner.blanks();
  const value = scanner.number('a value');
  const timestamp = readTimestamp(scanner, format);
  const exemplar = scanner.take('#') ? readExemplar(scanner) : null;
  scanner.blanks();
  if (!scanner.done)
    throw scanner.refuse(`has ${JSON.stringify(scanner.rest().slice(0, 40))} behind the sample`);
  return { name, labels, value, timestamp, exemplar, line };
}

/** Labels up to the closing brace; a quoted text without a value is the name of the metric. */
function readLabels(
  scanner: LineScanner,
  labels: Map<string, string>,
  given: string | undefined,
): string | undefined {
  let name = given;
  for (;;) {
    scanner.blanks();
    if (scanner.take('}')) return name;
    const inQuotes = scanner.peek() === '"';
    const label = inQuotes ? scanner.quoted() : scanner.name(false);
    scanner.blanks();
    if (inQuotes && name === undefined && scanner.peek() !== '=') name = label;
    else {
      scanner.expect('=');
      scanner.blanks();
      if (labels.has(label)) throw scanner.refuse(`has the label ${JSON.stringify(label)} twice`);
      labels.set(label, scanner.quoted());
    }
    scanner.blanks();
    if (!scanner.take(',') && scanner.peek() !== '}') scanner.expect('}');
  }
}

/** Milliseconds in the text format, seconds in OpenMetrics. */
function readTimestamp(scanner: LineScanner, format: ExpositionFormat): number | null {
  if (scanner.blanks() === 0 || scanner.done || scanner.peek() === '#') return null;
  const timestamp = scanner.number('a timestamp');
  if (!Number.isFinite(timestamp)) throw scanner.refuse('has a timestamp that is no time');
  scanner.blanks();
  return format === 'text' ? timestamp / 1000 : timestamp;
}

function readExemplar(scanner: LineScanner): Exemplar {
  scanner.blanks();
  scanner.expect('{');
  const labels = new Map<string, string>();
  if (readLabels(scanner, labels, 'exemplar') === undefined) throw scanner.refuse('has no labels');
  scanner.blanks();
  const value = scanner.number('the value of an exemplar');
  return { labels, value, timestamp: readTimestamp(scanner, 'openmetrics') };
}

function cutOff(page: string, line: number, why: string, cause?: unknown): InputError {
  return new InputError(`${page} was cut off at line ${line}: ${why}`, {
    code: 'ERR_EXPOSITION_CUT',
    fix: 'The endpoint, or something between, ended the answer early: look at the page with curl.',
    cause,
  });
}

function refusedPage(message: string): InputError {
  return new InputError(message, {
    code: 'ERR_EXPOSITION',
    fix: 'The endpoint must answer in the text format of Prometheus or in OpenMetrics: look at the page with curl.',
  });
}
