/** Labels by name, e.g. `{ namespace: 'shop', pod: 'cart-7' }`. */
export type Labels = Readonly<Record<string, string>>;

/**
 * A source of metrics: timed samples of named readings (DESIGN §3.4).
 *
 * A name is `family`, `family.rest` (`cpu.total`, `disk.sda.write_bytes`) or `family{labels}` with the labels sorted
 * and written as Prometheus writes them (`http_requests_total{code="200"}`): readings of one family are one
 * phenomenon and count as one surprise. A reading that could not be taken is `null`, never 0 and never left out
 * once its name has been seen.
 */
export interface Sample {
  /** When it was taken: seconds since the epoch. */
  readonly timestamp: number;
  /** The entity it is about; without labels, the one that the run supervises. Not repeated in the metrics' names. */
  readonly labels?: Labels | undefined;
  /** Readings by name, in base units (seconds, bytes, ratios in [0,1]); `null` is unknown. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

/**
 * Contract: `samples()` yields in order of time, waits between samples as its period says, ends cleanly when the
 * signal aborts (no error, nothing left running), and throws only for what no later sample could mend.
 */
export interface Source {
  /** Short name for status and ledger, e.g. `host`. */
  readonly name: string;
  /** Seconds between two samples. */
  readonly period: number;
  /** Its samples are of the past and are not waited for: the time of a run on them is theirs. */
  readonly recorded?: boolean | undefined;
  /** Unit and meaning of a metric for people, where the source knows it. */
  describe?(metric: string): string | undefined;
  samples(signal: AbortSignal): AsyncIterable<Sample>;
  /** What is there, and what of it would be watched: one look, nothing kept. */
  discover?(signal: AbortSignal): Promise<readonly Discovered[]>;
}

/** One series that a source has. */
export interface Discovered {
  /** As in a sample. */
  readonly metric: string;
  readonly labels?: Labels | undefined;
  /** `gauge`, `rate of a counter`, `quantile 0.99 of a histogram`, … */
  readonly kind: string;
  /** Unknown where nothing has been read yet, as for a rate. */
  readonly value: number | null;
  readonly watched: boolean;
  /** Why it is watched, or is not. */
  readonly why: string;
}

/** The family of a metric: what stands before the first dot or brace. */
export function familyOf(metric: string): string {
  const end = metric.search(/[.{]/);
  return end === -1 ? metric : metric.slice(0, end);
}

/**
 * The name of an entity: its labels, sorted by name, `namespace=shop,pod=cart-7`; empty without labels. A name or value
 * that could be taken for more than one label is quoted as in JSON, so that no two entities have one name.
 */
export function entityName(labels: Labels | undefined): string {
  if (labels === undefined) return '';
  const names = Object.keys(labels).sort();
  return names.map((name) => `${unambiguous(name)}=${unambiguous(labels[name] ?? '')}`).join(',');
}

function unambiguous(text: string): string {
  return /[,="]/.test(text) ? JSON.stringify(text) : text;
}
