/** What a page of metrics says, whichever of the two formats it is written in. */

/** `text` is Prometheus 0.0.4, `openmetrics` is OpenMetrics 1.0. */
export type Format = 'text' | 'openmetrics';

export const METRIC_TYPES = [
  'counter',
  'gauge',
  'histogram',
  'gaugehistogram',
  'summary',
  'info',
  'stateset',
  'unknown',
] as const;

export type MetricType = (typeof METRIC_TYPES)[number];

export type LabelSet = ReadonlyMap<string, string>;

export interface Exemplar {
  readonly labels: LabelSet;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number | undefined;
}

export interface ParsedSample {
  /** As on the page, with its suffix. */
  readonly name: string;
  readonly labels: LabelSet;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp: number | undefined;
  readonly exemplar: Exemplar | undefined;
}

export interface Family {
  readonly name: string;
  type: MetricType;
  help: string | undefined;
  unit: string | undefined;
  /** In the order of the page. */
  readonly samples: ParsedSample[];
}

/** Families by name, in the order of the page. */
export type Exposition = ReadonlyMap<string, Family>;

const SUFFIXES: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_count', '_sum', '_created'],
  gaugehistogram: ['_bucket', '_gcount', '_gsum', '_count', '_sum'],
  summary: ['_count', '_sum', '_created'],
  info: ['_info'],
  gauge: [],
  stateset: [],
  unknown: [],
};

/** What a sample's name has beyond the name of its family: `_total`, `_bucket`, …, or nothing. */
export function suffixOf(sample: ParsedSample, family: Family): string {
  return sample.name.slice(family.name.length);
}

/** The family a sample of this name belongs to: of its own name, or of the name without a suffix of its type. */
export function familyOfSample(families: Exposition, name: string): Family | undefined {
  const own = families.get(name);
  if (own !== undefined) return own;
  const underscore = name.lastIndexOf('_');
  if (underscore <= 0) return undefined;
  const family = families.get(name.slice(0, underscore));
  return family && SUFFIXES[family.type].includes(name.slice(underscore)) ? family : undefined;
}
