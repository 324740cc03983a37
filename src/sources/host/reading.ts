/**
 * What a host reader takes at one instant, and what becomes of two of them (DESIGN §3.4).
 *
 *   gauge    value now, in its base unit                       → the value
 *   counter  a total that only grows, in its base unit         → rate = (b − a) / seconds
 *   share    two counters: the part of interest and the whole  → Δpart / Δwhole, in [0,1]
 *
 * `null` is "could not be read". Rates are null, never negative and never 0, where they cannot be known: at the
 * first sample, after a gap, after a counter fell (a reset, a wrap, a device replugged), and where the clock or
 * the whole did not advance.
 */
export type Reading =
  | { readonly kind: 'gauge'; readonly value: number | null }
  | { readonly kind: 'counter'; readonly value: number | null; readonly ratio: boolean }
  | { readonly kind: 'share'; readonly part: number | null; readonly whole: number | null };

/** Readings of one instant by metric name. */
export type Readings = ReadonlyMap<string, Reading>;

/** Takes the readings of one instant. Contract: never rejects; what cannot be read is null or not there. */
export interface HostReader {
  read(): Promise<Readings>;
}

export const gauge = (value: number | null): Reading => ({ kind: 'gauge', value });

/** A total whose rate is in its unit per second. */
export const counter = (value: number | null): Reading => ({ kind: 'counter', value, ratio: false });

/** A total of seconds spent in a state that at most fills the time: the rate is held in [0,1]. */
export const timeShare = (seconds: number | null): Reading => ({
  kind: 'counter',
  value: seconds,
  ratio: true,
});

export const share = (part: number | null, whole: number | null): Reading => ({ kind: 'share', part, whole });

/**
 * The metric that a reading yields.
 *
 * @param before the reading of the same name at the last sample, if there was one
 * @param seconds what the clock advanced since; 0 or less where it did not
 */
export function metricOf(now: Reading, before: Reading | undefined, seconds: number): number | null {
  if (now.kind === 'gauge') return now.value;
  if (before === undefined) return null;
  if (now.kind === 'counter') {
    if (before.kind !== 'counter' || !(seconds > 0)) return null;
    const delta = difference(before.value, now.value);
    if (delta === null) return null;
    // The kernel adds up busy milliseconds by its own tick, so a saturated second can read 1.004 s.
    return now.ratio ? Math.min(1, delta / seconds) : delta / seconds;
  }
  if (before.kind !== 'share') return null;
  const part = difference(before.part, now.part);
  const whole = difference(before.whole, now.whole);
  if (part === null || whole === null || whole === 0) return null;
  return Math.min(1, part / whole);
}

function difference(before: number | null, now: number | null): number | null {
  return before === null || now === null || now < before ? null : now - before;
}
