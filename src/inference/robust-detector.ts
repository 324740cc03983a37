/**
 * Anomalies against a sliding window of each metric's own past (DESIGN §3.3, §3.4, §11). One at a time, no model.
 *
 * For a reading x of metric m, over the last n ≤ `window` known readings of m before it, sorted a₀ … aₙ₋₁:
 *
 *   med    = median(a)                       MAD = median(|aᵢ − med|)
 *   k      = ⌊tail·n⌋                        usual range = [low, high] = [a_k, aₙ₋₁₋ₖ]
 *   change = max(absolute(m), relative(m)·|med|)      the least change that anyone would mind
 *   scale  = max(1.4826·MAD, change/threshold)
 *   margin = max(change/2, stretch·(high − low))
 *   score  = |x − med| / scale               in standard deviations, were the noise normal; at most 1e6
 *   out    = score > threshold  and  (x > high + margin  or  x < low − margin)
 *
 * A reading surprises when it and the `confirm − 1` known ones before it were all out. From the first of them on,
 * the frame (med, scale, range) stands still, so that a fault is reported while it lasts and does not teach the
 * window what is usual; after `absorb` readings out in a row the frame is the window's own again, in which
 * absorb/window > tail of the readings are the new level: a change of regime is reported absorb − confirm + 1 times.
 * A metric is judged once `warmUp` of its readings are known. Why three tests and not one:
 *   - the MAD of an idle disk is 0, so the scale needs a floor, and so does the margin (`change`);
 *   - bursts that fill more than `tail` of the window are usual, however many deviations they are away;
 *   - rarer bursts of one reading are not confirmed.
 *
 * What it does not see: a slow drift (the window follows it), a reading that should move and stands still, and a
 * metric that is odd only together with another.
 *
 * Unknown readings (null, NaN, ±Infinity) change nothing and are listed. Only + − × ÷ and comparisons: the same
 * samples give the same bits everywhere. State: 16·window bytes and a few numbers a metric; a metric that is absent
 * from `window` samples in a row is forgotten. Time per reading: O(log window) and one move of at most 8·window bytes.
 */
import {
  ParameterError,
  requireFinite,
  requireNonNegative,
  requirePositive,
} from '../numeric/parameter-error.ts';
import { familyOf, type Sample } from '../sources/source.ts';
import type { Detection, Detector, Surprise } from './detector.ts';
import { type LeastChange, leastChangeOf } from './least-change.ts';
import { SlidingWindow } from './sliding-window.ts';

export interface RobustDetectorOptions {
  /** Readings remembered of each metric; 8 to 1,000,000. Default 600: ten minutes at a sample a second. */
  readonly window?: number;
  /** Readings before a metric is judged; 8 to `window`. Default 60. */
  readonly warmUp?: number;
  /** Deviations above which a reading can surprise; above 0. Default 6. */
  readonly threshold?: number;
  /** Share of the window on each side that is not usual; 0 to below 0.5. Default 0.02. */
  readonly tail?: number;
  /** Widths of the usual range that a reading must lie beyond it; 0 or above. Default 0.5. */
  readonly stretch?: number;
  /** Readings out in a row that make a surprise; 1 to `absorb`. Default 2. */
  readonly confirm?: number;
  /** Readings out in a row after which the new level is judged by the window that has seen it. Default 120. */
  readonly absorb?: number;
  /** Thresholds of single metrics or whole families, in place of `threshold`; the metric's own comes first. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /** The least change of a metric that matters, in its unit. Default: `leastChangeOf`, by the metric's name. */
  readonly leastChange?: (metric: string) => LeastChange;
}

/** What a reading is judged by. */
interface Frame {
  readonly median: number;
  readonly scale: number;
  readonly low: number;
  readonly high: number;
  readonly margin: number;
}

/** State of one metric. */
interface Series {
  readonly metric: string;
  readonly family: string;
  readonly threshold: number;
  readonly least: LeastChange;
  readonly window: SlidingWindow;
  /** Readings out in a row, and the frame that stands still since the first of them. */
  run: number;
  frame: Frame | undefined;
  /** Number of the sample it was last part of. */
  seen: number;
}

const MAX_SCORE = 1e6;
/** Standard deviations of a normal distribution to one MAD. */
const MAD_TO_SIGMA = 1.4826;

/**
 * @example
 * const detector = new RobustDetector({ thresholds: { 'disk.vda.busy': 10, network: 8 } });
 * for await (const sample of source.samples(signal)) console.log(detector.observe(sample).surprises);
 */
export class RobustDetector implements Detector {
  readonly name = 'robust';
  readonly version = '1';
  readonly #options: Required<RobustDetectorOptions>;
  readonly #series = new Map<string, Series>();
  #samples = 0;
  #judging = false;

  /** @throws ParameterError naming the option that is outside its range */
  constructor(options: RobustDetectorOptions = {}) {
    this.#options = checked(options);
  }

  observe(sample: Sample): Detection {
    this.#samples += 1;
    const missing: string[] = [];
    const worst = new Map<string, Surprise>();
    for (const [metric, value] of Object.entries(sample.metrics)) {
      const series = this.#seriesOf(metric);
      series.seen = this.#samples;
      if (value === null || !Number.isFinite(value)) {
        missing.push(metric);
        continue;
      }
      const surprise = this.#judge(series, value);
      series.window.push(value);
      const before = surprise && worst.get(surprise.family);
      if (surprise && (before === undefined || outranks(surprise, before))) {
        worst.set(surprise.family, surprise);
      }
    }
    if (this.#samples % this.#options.window === 0) this.#forget();
    const surprises = [...worst.values()].sort((a, b) => (a.family < b.family ? -1 : 1));
    return { anoms: surprises.length, surprises, missing: missing.sort(), warmingUp: !this.#judging };
  }

  #judge(series: Series, value: number): Surprise | undefined {
    const { warmUp, confirm, absorb } = this.#options;
    if (series.window.length < warmUp) return undefined;
    this.#judging = true;
    if (series.run >= absorb) series.run = 0;
    if (series.run === 0) series.frame = this.#frame(series, value);
    const { frame, threshold } = series;
    const score = frame === undefined ? 0 : scoreOf(frame, value);
    if (frame === undefined || !(score > threshold && outside(frame, value))) {
      series.run = 0;
      return undefined;
    }
    series.run += 1;
    if (series.run < confirm) return undefined;
    const { metric, family } = series;
    const reason = `${metric} ${short(value)}, usual ${short(frame.low)} to ${short(frame.high)}`;
    return { metric, family, value, score, reason };
  }

  /** The frame of the window as it is, or undefined where `value` lies inside the usual range anyway. */
  #frame({ window, least, threshold }: Series, value: number): Frame | undefined {
    const k = Math.floor(this.#options.tail * window.length);
    const low = window.at(k);
    const high = window.at(window.length - 1 - k);
    if (value >= low && value <= high) return undefined;
    const median = window.median();
    const change = Math.max(least.absolute, least.relative * Math.abs(median));
    const margin = Math.max(change / 2, this.#options.stretch * (high - low));
    const scale = Math.max(MAD_TO_SIGMA * window.medianDeviation(median), change / threshold);
    return { median, scale, low, high, margin };
  }

  #seriesOf(metric: string): Series {
    const known = this.#series.get(metric);
    if (known) return known;
    const { window, thresholds, threshold, leastChange } = this.#options;
    const family = familyOf(metric);
    const series: Series = {
      metric,
      family,
      threshold: thresholds[metric] ?? thresholds[family] ?? threshold,
      least: checkedChange(metric, leastChange(metric)),
      window: new SlidingWindow(window),
      run: 0,
      frame: undefined,
      seen: 0,
    };
    this.#series.set(metric, series);
    return series;
  }

  #forget(): void {
    for (const [metric, { seen }] of this.#series) {
      if (this.#samples - seen >= this.#options.window) this.#series.delete(metric);
    }
  }
}

function scoreOf({ median, scale }: Frame, value: number): number {
  const deviation = Math.abs(value - median);
  return deviation < MAX_SCORE * scale ? deviation / scale : MAX_SCORE;
}

function outside({ low, high, margin }: Frame, value: number): boolean {
  return value > high + margin || value < low - margin;
}

/** Within a family the higher score counts; of equals the first by name, whatever the order of the sample. */
function outranks(a: Surprise, b: Surprise): boolean {
  return a.score > b.score || (a.score === b.score && a.metric < b.metric);
}

/** Three significant digits, in plain notation where people would write it so. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)) + 0);
}

function checked(options: RobustDetectorOptions): Required<RobustDetectorOptions> {
  const window = whole('window', options.window ?? 600, 8, 1_000_000);
  const absorb = whole('absorb', options.absorb ?? Math.min(120, window), 1, window);
  const complete = {
    window,
    absorb,
    warmUp: whole('warmUp', options.warmUp ?? Math.min(60, window), 8, window),
    confirm: whole('confirm', options.confirm ?? Math.min(2, absorb), 1, absorb),
    threshold: options.threshold ?? 6,
    tail: options.tail ?? 0.02,
    stretch: options.stretch ?? 0.5,
    thresholds: options.thresholds ?? {},
    leastChange: options.leastChange ?? leastChangeOf,
  };
  requirePositive('threshold', complete.threshold);
  requireNonNegative('stretch', complete.stretch);
  requireFinite('tail', complete.tail);
  if (complete.tail < 0 || complete.tail >= absorb / window || complete.tail >= 0.5) {
    throw new ParameterError('tail', complete.tail, 'at least 0, below absorb/window and below 0.5');
  }
  for (const [name, value] of Object.entries(complete.thresholds)) {
    requirePositive(`thresholds[${JSON.stringify(name)}]`, value);
  }
  return complete;
}

function checkedChange(metric: string, least: LeastChange): LeastChange {
  for (const value of [least.absolute, least.relative]) {
    if (!(value >= 0)) throw new ParameterError(`leastChange(${metric})`, value, 'a number, 0 or above');
  }
  return least;
}

function whole(name: string, value: number, least: number, most: number): number {
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new ParameterError(name, value, `a whole number from ${least} to ${most}`);
  }
  return value;
}
