/**
 * Anomalies by surprise (assembly/detector.ts): every metric is a series of its own, scored by how unlikely it is that
 * it surprises as much as it does. What counts is counted by family, since metrics of one family are one phenomenon:
 *
 *   a reading surprises   where its score is at least `threshold` and it is away from what is usual by at least the
 *                         least change that a person would mind (`leastChangeOf`); while such a fault lasts, or
 *                         returns (episode.ts); and while the course of the day is lost (course.ts)
 *   a family surprises    for `window` samples from its last surprising reading on
 *   anoms                 families that surprise
 *
 * A score is −log10(p)/6, so a threshold of 2/3 lets one reading in ten thousand through on noise alone: with ten
 * families and a window of ten samples, four at once come about less than once in 10^8 samples where the families are
 * independent. The window is there because one fault reaches its families one after the other.
 */

import { DetectorBank, type Finding } from '../numeric/detector-bank.ts';
import { requirePositive } from '../numeric/index.ts';
import { ParameterError } from '../numeric/parameter-error.ts';
import { familyOf, type Sample } from '../sources/source.ts';
import { Course, LOST_SCORE, type LostCourse } from './course.ts';
import type { Detection, Detector, Surprise } from './detector.ts';
import { Episode } from './episode.ts';
import { badState, type CourseState, decodeLearnt, encodeLearnt } from './learnt.ts';
import { type LeastChange, leastChangeOf } from './least-change.ts';
import { Schedule } from './schedule.ts';
import { courseReason, lastingReason, reasonFor } from './surprise-reason.ts';

export const SURPRISE_RULES = ['1', '2', '3'] as const;
export type SurpriseRule = (typeof SURPRISE_RULES)[number];

export interface SurpriseDetectorOptions {
  /** Score from which a reading surprises; above 0, at most 1. Default 2/3. */
  readonly threshold?: number;
  /** Thresholds of single metrics or whole families, in place of `threshold`; the metric's own comes first. */
  readonly thresholds?: Readonly<Record<string, number>>;
  /** Samples for which a family surprises; a whole number above 0. Default 10. */
  readonly window?: number;
  /**
   * Version of the rule: from 2 on bursts that come on a schedule (schedule.ts) stop to surprise, from 3 on the loss of
   * the course of a day (course.ts) surprises. Default: the latest.
   */
  readonly rule?: SurpriseRule;
  /** The least change of a metric that matters, in its unit. Default: `leastChangeOf`, by the metric's name. */
  readonly leastChange?: (metric: string) => LeastChange;
  /** Is told of every known reading, before what counts is decided. */
  readonly onScore?: (scored: ScoredReading) => void;
  /** Holds its series, beside those of other detectors; by default one of its own, with room for 64 series. */
  readonly bank?: DetectorBank | undefined;
}

/** A reading with its score. */
export interface ScoredReading {
  readonly metric: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly value: number;
  /** −log10(p)/6, in [0, 1]. */
  readonly score: number;
  /** The same for what was not told before; below the alarm level otherwise. */
  readonly told: number;
  /** Why, in words; to be asked for at once. */
  reason(): string;
}

type Settings = Required<Pick<SurpriseDetectorOptions, 'threshold' | 'thresholds' | 'window'>>;

interface Series {
  readonly metric: string;
  readonly family: string;
  readonly number: number;
  readonly threshold: number;
  readonly least: LeastChange;
  /** The latest fault. */
  episode: Episode | undefined;
  /** Number of the sample it was last part of. */
  seen: number;
  /** Of its bursts; made with the first. */
  schedule: Schedule | undefined;
  /** Of its days, from version 3 of the rule on. */
  readonly course: Course | undefined;
}

/** The worst surprise of a family, and for how many more samples it counts. */
interface Lasting {
  readonly surprise: Surprise;
  left: number;
}

/** Samples after which a metric that is gone is forgotten. */
const FORGET_AFTER = 3600;

/**
 * @example
 * const detector = new SurpriseDetector({ thresholds: { network: 0.8 } });
 * for await (const sample of source.samples(signal)) console.log(detector.observe(sample).surprises);
 */
export class SurpriseDetector implements Detector {
  readonly name = 'surprise';
  readonly version: SurpriseRule;
  /** undefined with a least change of the caller's own, which no record can tell. */
  readonly options: Settings | undefined;
  readonly #settings: Settings;
  readonly #leastChange: (metric: string) => LeastChange;
  readonly #onScore: ((scored: ScoredReading) => void) | undefined;
  readonly #bank: DetectorBank;
  readonly #series = new Map<string, Series>();
  readonly #lasting = new Map<string, Lasting>();
  #samples = 0;
  #interval = 0;
  #latest: number | undefined;
  #judging = false;

  /** @throws ParameterError naming the option that is outside its range */
  constructor(options: SurpriseDetectorOptions = {}) {
    const { threshold = 2 / 3, thresholds = {}, window = 10, rule = '3', leastChange } = options;
    requireScore('threshold', threshold);
    for (const [name, value] of Object.entries(thresholds)) requireScore(`thresholds.${name}`, value);
    if (!Number.isSafeInteger(window) || window < 1) {
      throw new ParameterError('window', window, 'a whole number above 0');
    }
    this.version = rule;
    this.#settings = { threshold, thresholds: { ...thresholds }, window };
    this.options = leastChange ? undefined : this.#settings;
    this.#leastChange = leastChange ?? leastChangeOf;
    this.#onScore = options.onScore;
    this.#bank = options.bank ?? new DetectorBank();
  }

  observe({ timestamp, metrics }: Sample): Detection {
    this.#samples++;
    this.#learnInterval(timestamp);
    const missing: string[] = [];
    this.#fade();
    for (const metric of Object.keys(metrics).sort()) {
      const reading = metrics[metric] ?? null;
      // −0 becomes 0, as it does in a ledger: what is learnt from the one is learnt from the other.
      const value = reading === null ? null : reading + 0;
      const series = this.#seriesOf(metric);
      series.seen = this.#samples;
      if (value === null || !Number.isFinite(value)) missing.push(metric);
      else this.#judge(series, timestamp, value);
    }
    if (this.#samples % FORGET_AFTER === 0) this.#forget();
    const surprises = [...this.#lasting.values()]
      .map(({ surprise }) => surprise)
      .sort((a, b) => (a.family < b.family ? -1 : 1));
    return { anoms: surprises.length, surprises, missing, warmingUp: !this.#judging };
  }

  #judge(series: Series, timestamp: number, value: number): void {
    const { metric, family, number, threshold, least } = series;
    const score = this.#bank.detect(number, timestamp, value);
    if (this.#bank.samples >= DetectorBank.warmUp) this.#judging = true;
    const reason = (): string => reasonFor(metric, value, this.#bank.finding(number));
    const lost = series.course?.observe(value, timestamp, least);
    this.#tell({ metric, timestamp, value, score, told: this.#bank.told, reason }, lost);
    if (series.episode?.isOver(this.#samples)) series.episode = undefined;
    const { episode } = series;
    const lasting = episode?.goesOn(value, this.#samples);
    if (episode && lasting !== undefined) {
      if (!this.#expected(series, timestamp, value)) {
        const reason = lastingReason(metric, value, episode);
        this.#surprised({ metric, family, value, score: Math.max(score, lasting), reason });
      }
    } else if (score >= threshold && minded(this.#bank.finding(number), value, least)) {
      series.episode =
        Episode.begin(value, this.#bank.usualRange(number), least, score, this.#samples) ?? episode;
      if (!this.#expected(series, timestamp, value))
        this.#surprised({ metric, family, value, score, reason: reason() });
    }
    if (lost && LOST_SCORE >= threshold) {
      this.#surprised({
        metric,
        family,
        value,
        score: LOST_SCORE,
        reason: courseReason(metric, value, lost),
      });
    }
  }

  #tell(scored: ScoredReading, lost: LostCourse | undefined): void {
    if (lost?.readings !== 1 || scored.told >= LOST_SCORE) {
      this.#onScore?.(scored);
      return;
    }
    const reason = (): string => courseReason(scored.metric, scored.value, lost);
    this.#onScore?.({ ...scored, score: Math.max(scored.score, LOST_SCORE), told: LOST_SCORE, reason });
  }

  /** Seconds between two samples, as they have lately been. */
  #learnInterval(timestamp: number): void {
    const step = timestamp - (this.#latest ?? timestamp);
    this.#latest = timestamp;
    if (!(step > 0)) return;
    this.#interval =
      this.#interval === 0
        ? step
        : this.#interval + (Math.min(step, 10 * this.#interval) - this.#interval) / 100;
  }

  #expected(series: Series, timestamp: number, value: number): boolean {
    if (this.version === '1') return false;
    series.schedule ??= new Schedule();
    return series.schedule.expects(value, timestamp, this.#samples, this.#interval);
  }

  #surprised(surprise: Surprise): void {
    const { family, score } = surprise;
    const before = this.#lasting.get(family);
    const worst = before && before.surprise.score >= score ? before.surprise : surprise;
    this.#lasting.set(family, { surprise: worst, left: this.#settings.window });
  }

  /** A sample more: surprises last one less. */
  #fade(): void {
    for (const [family, lasting] of this.#lasting) {
      lasting.left--;
      if (lasting.left === 0) this.#lasting.delete(family);
    }
  }

  #seriesOf(metric: string, course?: CourseState): Series {
    const known = this.#series.get(metric);
    if (known) return known;
    const { threshold, thresholds } = this.#settings;
    const family = familyOf(metric);
    const series: Series = {
      metric,
      family,
      number: this.#bank.add(),
      threshold: thresholds[metric] ?? thresholds[family] ?? threshold,
      least: this.#leastChange(metric),
      episode: undefined,
      seen: 0,
      schedule: undefined,
      course: Number(this.version) >= 3 ? new Course(course) : undefined,
    };
    this.#series.set(metric, series);
    return series;
  }

  save(): Uint8Array | undefined {
    if (this.#samples === 0) return undefined;
    const byName = [...this.#series.values()].sort((a, b) => (a.metric < b.metric ? -1 : 1));
    return encodeLearnt({
      name: this.name,
      version: this.version,
      samples: this.#samples,
      interval: this.#interval,
      latest: this.#latest ?? null,
      judging: this.#judging,
      series: byName.map(({ metric, number, seen, episode, schedule, course }) => ({
        ...(course && { course: course.save() }),
        metric,
        seen,
        episode: episode?.save() ?? null,
        schedule: schedule?.save() ?? null,
        state: this.#bank.read(number),
      })),
    });
  }

  restore(state: Uint8Array): void {
    if (this.#samples > 0) throw badState('this detector has seen samples of its own');
    const learnt = decodeLearnt(state, this.name, this.version);
    this.#samples = learnt.samples;
    this.#interval = learnt.interval;
    this.#latest = learnt.latest ?? undefined;
    this.#judging = learnt.judging;
    for (const { metric, seen, episode, schedule, course, state } of learnt.series) {
      const series = this.#seriesOf(metric, course);
      series.seen = seen;
      series.episode = episode ? Episode.restore(episode) : undefined;
      series.schedule = schedule ? new Schedule(schedule) : undefined;
      this.#bank.write(series.number, state);
    }
  }

  /** Gives the room of its series back. */
  close(): void {
    for (const { number } of this.#series.values()) this.#bank.remove(number);
    this.#series.clear();
  }

  #forget(): void {
    for (const [metric, { seen, number }] of this.#series) {
      if (this.#samples - seen < FORGET_AFTER) continue;
      this.#bank.remove(number);
      this.#series.delete(metric);
    }
  }
}

/** What surprises is away from what is usual by a change that a person would mind. */
function minded({ found, usual, by }: Finding, value: number, { absolute, relative }: LeastChange): boolean {
  const level = by === 'step' ? Math.abs(value) : Math.abs(usual);
  return Math.abs(found - usual) >= Math.max(absolute, relative * level);
}

function requireScore(name: string, value: number): void {
  requirePositive(name, value);
  if (value > 1) throw new ParameterError(name, value, 'above 0 and at most 1');
}
