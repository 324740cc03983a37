/** Lines that begin with `#`: TYPE, HELP and UNIT, `# EOF`, and the comments of the text format. */
import { excerpt } from './errors.ts';
import { type Family, type Format, METRIC_TYPES, type MetricType } from './exposition.ts';
import { type LineCursor, unescapeHelp, unescapeQuoted } from './line-cursor.ts';

export interface Metadata {
  readonly keyword: 'TYPE' | 'HELP' | 'UNIT';
  readonly name: string;
  /** What stands after the name, still escaped. */
  readonly text: string;
}

const TEXT_KEYWORD = /^#[ \t]+(HELP|TYPE)[ \t]+/;
const OPENMETRICS_KEYWORD = /^# (HELP|TYPE|UNIT) /;

/** What the line declares; undefined for a comment. The cursor stands on the `#`. */
export function parseMetadataLine(cursor: LineCursor, format: Format): Metadata | undefined {
  const match = (format === 'text' ? TEXT_KEYWORD : OPENMETRICS_KEYWORD).exec(cursor.rest);
  if (match === null) {
    if (format === 'text') return undefined;
    const fix =
      'OpenMetrics has # TYPE, # HELP, # UNIT and # EOF, with one blank after each word, no comments.';
    throw cursor.error(`“${excerpt(cursor.rest, 20)}” is none of the lines that begin with #`, fix);
  }
  cursor.at += match[0].length;
  const keyword = match[1] === 'HELP' ? 'HELP' : match[1] === 'TYPE' ? 'TYPE' : 'UNIT';
  const name = cursor.startsWith('"') ? cursor.quoted('the name') : cursor.metricName();
  if (name === undefined || name === '') {
    throw cursor.error(
      `where the name for ${keyword} is expected, ${cursor.found()}`,
      'Write a metric name.',
    );
  }
  const separated = format === 'text' ? cursor.blanks() || cursor.done : cursor.take(' ');
  if (!separated) throw cursor.error(`after ${keyword} ${name}, ${cursor.found()}`, 'Write one blank there.');
  return { keyword, name, text: cursor.rest };
}

/** Enters the declaration into its family. */
export function applyMetadata(cursor: LineCursor, format: Format, metadata: Metadata, family: Family): void {
  const { keyword, name, text } = metadata;
  if (format === 'openmetrics' && family.samples.length > 0) {
    const fix = 'Write TYPE, UNIT and HELP before the samples of their family.';
    throw cursor.error(`${keyword} of ${name} stands after its samples`, fix, 0);
  }
  if (keyword === 'HELP') {
    refuseRepetition(cursor, format, metadata, family.help);
    family.help = format === 'text' ? unescapeHelp(text) : unescapeQuoted(text);
  } else if (keyword === 'UNIT') {
    refuseRepetition(cursor, format, metadata, family.unit);
    requireSuffix(cursor, name, text);
    family.unit = text;
  } else {
    family.type = typeOf(cursor, format, text);
  }
  if (family.unit && (family.type === 'info' || family.type === 'stateset')) {
    throw cursor.error(`${name} is of type ${family.type} and has a unit`, 'Leave out its UNIT line.', 0);
  }
}

function refuseRepetition(
  cursor: LineCursor,
  format: Format,
  { keyword, name }: Metadata,
  before: string | undefined,
): void {
  if (before === undefined || format === 'text') return;
  throw cursor.error(`${keyword} of ${name} is given twice`, `Write one ${keyword} line for each family.`, 0);
}

function requireSuffix(cursor: LineCursor, name: string, unit: string): void {
  if (unit === '' || name.endsWith(`_${unit}`)) return;
  const fix = `Name the family ${name}_${excerpt(unit, 20)}, or leave out the UNIT line.`;
  throw cursor.error(`the unit “${excerpt(unit, 20)}” is not the end of the name ${name}`, fix);
}

function typeOf(cursor: LineCursor, format: Format, text: string): MetricType {
  const word = format === 'text' ? text.trimEnd() : text;
  if (format === 'text' && word === 'untyped') return 'unknown';
  const type = METRIC_TYPES.find((known) => known === word);
  if (type !== undefined) return type;
  const types = METRIC_TYPES.join(', ');
  throw cursor.error(`“${excerpt(text, 20)}” is not a type`, `Write one of ${types}.`);
}
