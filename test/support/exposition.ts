/** Writes pages of metrics, the other way round than the parser. */
import type {
  Exposition,
  Family,
  Format,
  LabelSet,
  ParsedSample,
} from '../../src/sources/prometheus/exposition.ts';

const PLAIN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export function numberText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

export function samplesOfPage(page: Exposition): ParsedSample[] {
  return [...page.values()].flatMap(({ samples }) => samples);
}

export function sampleText(sample: ParsedSample, format: Format): string {
  const { name, labels, value, timestamp, exemplar } = sample;
  const time = timestamp === undefined ? '' : ` ${format === 'text' ? timestamp * 1000 : timestamp}`;
  const tail = exemplar === undefined ? '' : ` # ${braces(exemplar.labels)} ${numberText(exemplar.value)}`;
  return `${series(name, labels)} ${numberText(value)}${time}${format === 'text' ? '' : tail}`;
}

export function pageText(page: Exposition, format: Format): string {
  const lines = [...page.values()].flatMap((family) => familyLines(family, format));
  return [...lines, ...(format === 'openmetrics' ? ['# EOF'] : []), ''].join('\n');
}

function familyLines(family: Family, format: Format): string[] {
  const name = PLAIN.test(family.name) ? family.name : quoted(family.name);
  const { help } = family;
  const escaped = help?.replace(format === 'text' ? /[\\\n]/g : /[\\"\n]/g, backslashed);
  return [
    ...(escaped === undefined ? [] : [`# HELP ${name} ${escaped}`]),
    ...(family.type === 'unknown' ? [] : [`# TYPE ${name} ${family.type}`]),
    ...(family.unit === undefined || format === 'text' ? [] : [`# UNIT ${name} ${family.unit}`]),
    ...family.samples.map((sample) => sampleText(sample, format)),
  ];
}

function series(name: string, labels: LabelSet): string {
  if (PLAIN.test(name)) return labels.size === 0 ? name : `${name}${braces(labels)}`;
  return braces(labels, quoted(name));
}

function braces(labels: LabelSet, first?: string): string {
  const pairs = [...labels].map(
    ([label, value]) => `${PLAIN_LABEL.test(label) ? label : quoted(label)}=${quoted(value)}`,
  );
  return `{${[...(first === undefined ? [] : [first]), ...pairs].join(',')}}`;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"\n]/g, backslashed)}"`;
}

function backslashed(character: string): string {
  return character === '\n' ? '\\n' : `\\${character}`;
}
