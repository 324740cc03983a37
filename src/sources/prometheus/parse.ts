/**
 * Pages of metrics: the Prometheus text format 0.0.4 and OpenMetrics 1.0.
 *
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 * https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
 *
 * The grammar of every line is held to strictly. Rules between lines that Prometheus itself does not hold exporters
 * to (order of the buckets, families that are interleaved, counters below 0) are not checked. Time and memory are
 * linear in the size of the page.
 */
import { InputError } from '../../core/errors.ts';
import { answerError, cutError } from './errors.ts';
import {
  type Exposition,
  type Family,
  type Format,
  familyOfSample,
  type MetricType,
  type ParsedSample,
} from './exposition.ts';
import { LineCursor } from './line-cursor.ts';
import { applyMetadata, parseMetadataLine } from './metadata-line.ts';
import { parseSampleLine } from './sample-line.ts';

/** Samples and families of a page at most: what a page within `maxBytes` may take in memory has a bound. */
export const MAX_ENTRIES = 500_000;

/**
 * @throws InputError `ERR_PROMETHEUS_SYNTAX` with line and column, `ERR_PROMETHEUS_CUT` for a page without its end,
 *   or `ERR_PROMETHEUS_ANSWER` for one of too many samples
 * @example
 * parseExposition('# TYPE jobs gauge\njobs{queue="mail"} 3\n', 'text').get('jobs')?.samples
 */
export function parseExposition(page: string, format: Format): Exposition {
  const parser = new ExpositionParser(format);
  parser.push(page);
  return parser.end();
}

/** The same for a page that comes in pieces, cut anywhere between two characters. */
export class ExpositionParser {
  readonly #format: Format;
  readonly #families = new Map<string, Family>();
  readonly #typed = new Map<string, MetricType>();
  #rest = '';
  #line = 0;
  #entries = 0;
  #ended = false;

  constructor(format: Format) {
    this.#format = format;
  }

  push(piece: string): void {
    let end = piece.indexOf('\n');
    if (end === -1) {
      this.#rest += piece;
      return;
    }
    this.#parseLine(this.#rest + piece.slice(0, end));
    let start = end + 1;
    for (end = piece.indexOf('\n', start); end !== -1; end = piece.indexOf('\n', start)) {
      this.#parseLine(piece.slice(start, end));
      start = end + 1;
    }
    this.#rest = piece.slice(start);
  }

  /** What the page said. */
  end(): Exposition {
    if (this.#rest !== '') this.#parseLastLine(this.#rest);
    if (this.#format === 'openmetrics' && !this.#ended) {
      throw cutError(this.#line + 1, 'there is no # EOF, with which OpenMetrics ends');
    }
    return this.#families;
  }

  /** A line without a line feed: whole if it parses, else what a cut left of one. */
  #parseLastLine(text: string): void {
    try {
      this.#parseLine(text);
    } catch (error) {
      if (!(error instanceof InputError) || this.#ended) throw error;
      throw cutError(
        this.#line,
        `its last line has no line feed and does not parse (${error.message})`,
        error,
      );
    }
  }

  #parseLine(text: string): void {
    this.#line += 1;
    const cursor = new LineCursor(this.#format === 'text' ? withoutReturn(text) : text, this.#line);
    if (this.#format === 'text') {
      cursor.blanks();
      if (cursor.done) return;
    } else if (this.#ended) {
      throw cursor.error('there is text after # EOF', 'End the page with # EOF and one line feed.');
    } else if (text === '# EOF') {
      this.#ended = true;
      return;
    }
    if (cursor.text.endsWith('\r')) {
      throw cursor.error(
        'the line ends with a carriage return',
        'End lines with a line feed alone.',
        text.length - 1,
      );
    }
    if (cursor.startsWith('#')) this.#declare(cursor);
    else this.#add(parseSampleLine(cursor, this.#format));
  }

  #declare(cursor: LineCursor): void {
    const metadata = parseMetadataLine(cursor, this.#format);
    if (metadata === undefined) return;
    const { keyword, name } = metadata;
    const family = this.#family(name);
    const before = this.#typed.get(name);
    applyMetadata(cursor, this.#format, metadata, family);
    if (keyword !== 'TYPE') return;
    if (before !== undefined && (this.#format === 'openmetrics' || before !== family.type)) {
      throw cursor.error(`TYPE of ${name} is given twice`, 'Write one TYPE line for each family.', 0);
    }
    this.#typed.set(name, family.type);
  }

  #add(sample: ParsedSample): void {
    this.#count();
    (familyOfSample(this.#families, sample.name) ?? this.#family(sample.name)).samples.push(sample);
  }

  #family(name: string): Family {
    const known = this.#families.get(name);
    if (known !== undefined) return known;
    this.#count();
    const family: Family = { name, type: 'unknown', help: undefined, unit: undefined, samples: [] };
    this.#families.set(name, family);
    return family;
  }

  #count(): void {
    this.#entries += 1;
    if (this.#entries <= MAX_ENTRIES) return;
    const what = `the page of metrics has more than ${MAX_ENTRIES} samples and families`;
    throw answerError(what, 'Have the exporter show less, for example by its own filters.');
  }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
