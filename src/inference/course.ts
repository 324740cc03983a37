/**
 * The course of a day, by means of its hours: whether it is gone. A single value of a day that lost its course is among
 * those that each day had, so no score tells it; that the hours no longer rise and fall does.
 *
 *   usual    c = the median of the same hour of the last seven days, of at least LEAST_DAYS of them
 *   away     Σ(d − mean d)² with d = y − c, over the last WINDOW hours y: a shifted level is no lost course;
 *            or the same against the same hours of a week ago, where that is less: a weekend has a course of its own
 *   flat     Σ(y − mean y)²: the same for no course at all
 *   lost     away > FAR·(the most that it was in the week before these hours) and away > MOST_FLAT·flat,
 *            and c rises or falls by the least change that a person would mind
 *
 * Judged once an hour, where no hour of the window is without a reading and `away` is known for LEAST_KNOWN hours before:
 * after six and a half days at the earliest. While it is lost, readings surprise, at most `ABSORBED` of them; it is lost
 * anew after a day with its course. State: 348 numbers.
 */
import { ABSORBED } from './episode.ts';
import type { CourseState } from './learnt.ts';
import type { LeastChange } from './least-change.ts';

/** Seconds. */
const HOUR = 3600;
const DAY = 24;
const WEEK = 7 * DAY;
export const WINDOW = 12;
const LEAST_DAYS = 4;
const LEAST_KNOWN = 48;
const FAR = 2;
const MOST_FLAT = 3;
const LARGEST = 1e150;

type Range = Omit<LostCourse, 'readings'>;

/**
 * −log10(p)/6 of a loss: on the public files of the Numenta corpus one begins in 194,942 readings outside their labelled
 * windows, which with 95 % confidence is one in 41,000 or rarer (docs/detection.md).
 */
export const LOST_SCORE = 0.75;

/** Means of hours between which a day would rise or fall in the window that does not. */
export interface LostCourse {
  readonly low: number;
  readonly high: number;
  /** Readings that have surprised by it, with this one. */
  readonly readings: number;
}

export class Course {
  /** Number of the hour that goes on, since the epoch. */
  #hour: number | null;
  #sum: number;
  #count: number;
  /** Of the hours before, the latest last; NaN where one had no reading. */
  readonly #means: number[];
  /** How far away the hours up to each of them were; NaN where that is not known. */
  readonly #aways: number[];
  #lost: Range | null;
  #told: number;
  /** Hours since the course was last lost. */
  #calm: number;

  constructor(state?: CourseState) {
    this.#hour = state?.hour ?? null;
    this.#sum = state?.sum ?? 0;
    this.#count = state?.count ?? 0;
    this.#means = (state?.means ?? []).map((mean) => mean ?? Number.NaN);
    this.#aways = (state?.aways ?? []).map((away) => away ?? Number.NaN);
    this.#lost = state?.lost ?? null;
    this.#told = state?.told ?? 0;
    this.#calm = state?.calm ?? DAY;
  }

  save(): CourseState {
    return {
      aways: this.#aways.map(orNull),
      calm: this.#calm,
      count: this.#count,
      hour: this.#hour,
      lost: this.#lost && { ...this.#lost },
      means: this.#means.map(orNull),
      sum: this.#sum,
      told: this.#told,
    };
  }

  /**
   * @param value left out of its hour beyond ±1e150, as squares would not be finite
   * @param timestamp seconds since the epoch; a reading of an hour that is over is left out
   * @returns what is lost, where this reading surprises by it
   */
  observe(value: number, timestamp: number, least: LeastChange): LostCourse | undefined {
    const hour = Math.floor(timestamp / HOUR);
    this.#hour ??= hour;
    if (hour > this.#hour) this.#close(hour, least);
    if (hour === this.#hour && Math.abs(value) <= LARGEST) {
      this.#sum += value;
      this.#count++;
    }
    if (!this.#lost || this.#calm > 0 || this.#told >= ABSORBED) return undefined;
    this.#told++;
    return { ...this.#lost, readings: this.#told };
  }

  #close(hour: number, least: LeastChange): void {
    const gone = hour - (this.#hour ?? hour);
    this.#push(this.#count > 0 ? this.#sum / this.#count : Number.NaN);
    const lost = this.#judge(least);
    for (let i = 1; i < Math.min(gone, WEEK + WINDOW); i++) {
      this.#push(Number.NaN);
      this.#keep(Number.NaN);
    }
    this.#calm = lost && gone === 1 ? 0 : Math.min(DAY, this.#calm + gone);
    if (this.#calm === 0) this.#lost ??= lost ?? null;
    else if (this.#calm === DAY) [this.#lost, this.#told] = [null, 0];
    [this.#hour, this.#sum, this.#count] = [hour, 0, 0];
  }

  #push(mean: number): void {
    this.#means.push(mean);
    if (this.#means.length > WEEK + WINDOW) this.#means.shift();
  }

  #keep(away: number): void {
    this.#aways.push(away);
    if (this.#aways.length > WEEK) this.#aways.shift();
  }

  /** Median of the same hour of the days before. */
  #usualAt(place: number): number {
    const known: number[] = [];
    for (let back = DAY; back <= WEEK; back += DAY) {
      const mean = this.#means[place - back] ?? Number.NaN;
      if (!Number.isNaN(mean)) known.push(mean);
    }
    return known.length < LEAST_DAYS ? Number.NaN : median(known);
  }

  #judge({ absolute, relative }: LeastChange): Range | undefined {
    const from = this.#means.length - WINDOW;
    const hours = this.#means.slice(-WINDOW);
    const usual = hours.map((_, i) => this.#usualAt(from + i));
    const away = this.#awayOf(hours, usual);
    const before = this.#aways.slice(0, 1 - WINDOW).filter((known) => !Number.isNaN(known));
    this.#keep(away);
    // False where any of it is not known.
    const far = away > Math.max(MOST_FLAT * squares(hours), FAR * Math.max(...before));
    if (!far || before.length < LEAST_KNOWN) return undefined;
    const [low, high] = [Math.min(...usual), Math.max(...usual)];
    const edge = Math.max(Math.abs(low), Math.abs(high));
    return high - low >= Math.max(absolute, relative * edge) ? { low, high } : undefined;
  }

  /** NaN where an hour or what is usual in it is not known. */
  #awayOf(hours: readonly number[], usual: readonly number[]): number {
    const away = squares(differences(hours, usual));
    const from = this.#means.length - WINDOW - WEEK;
    if (from < 0) return away;
    const sinceLastWeek = squares(differences(hours, this.#means.slice(from, from + WINDOW)));
    return sinceLastWeek < away ? sinceLastWeek : away;
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function differences(one: readonly number[], other: readonly number[]): number[] {
  return one.map((value, i) => value - (other[i] ?? 0));
}

/** Σ(x − mean x)². */
function squares(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
