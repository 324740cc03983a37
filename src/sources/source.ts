/**
 * A source of metrics: timed samples of named readings (DESIGN §3.4).
 *
 * A name is `family` or `family.rest` (`cpu.total`, `disk.sda.write_bytes`): readings of one family are one
 * phenomenon and count as one surprise. A reading that could not be taken is `null`, never 0 and never left out
 * once its name has been seen.
 */
export interface Sample {
  /** When it was taken: seconds since the epoch. */
  readonly timestamp: number;
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
  /** Unit and meaning of a metric for people, where the source knows it. */
  describe?(metric: string): string | undefined;
  samples(signal: AbortSignal): AsyncIterable<Sample>;
}

/** The family of a metric: what stands before the first dot. */
export function familyOf(metric: string): string {
  const dot = metric.indexOf('.');
  return dot === -1 ? metric : metric.slice(0, dot);
}
