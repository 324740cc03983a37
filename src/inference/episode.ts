/**
 * A fault while it lasts. A detector gets used to whatever it sees, also to a fault, and would take its return for
 * usual; a person would not. So what was usual when a reading first surprised is remembered, and while readings are
 * as far out again, they surprise:
 *
 *   out      beyond what was usual then by at least half as far as the first surprise, and the least change
 *   usual    after `ABSORBED` readings that were out, or `MOST_RETURNS` returns, it is no fault any more but usual
 *   memory   `REMEMBERED` samples after the last reading that was out it is forgotten
 */
import type { EpisodeState } from './learnt.ts';
import type { LeastChange } from './least-change.ts';

/** Readings after which a level is no fault any more. */
export const ABSORBED = 300;
/** A burst that comes again and again is none either. */
const MOST_RETURNS = 10;
const REMEMBERED = 3600;

export class Episode {
  readonly low: number;
  readonly high: number;
  readonly #reach: number;
  readonly #score: number;
  #out = 1;
  #returns = 0;
  #away = false;
  #last: number;

  private constructor(low: number, high: number, reach: number, score: number, sample: number) {
    this.low = low;
    this.high = high;
    this.#reach = reach;
    this.#score = score;
    this.#last = sample;
  }

  /**
   * @param range between which nearly all readings lay before
   * @param sample its number, as time
   * @returns undefined where the reading surprises by something else than being out of the range
   */
  static begin(
    value: number,
    [low, high]: readonly [number, number],
    { absolute, relative }: LeastChange,
    score: number,
    sample: number,
  ): Episode | undefined {
    const beyond = Math.max(value - high, low - value);
    const edge = value > high ? high : low;
    const least = Math.max(absolute, relative * Math.abs(edge));
    if (!(beyond > 0 && beyond >= least)) return undefined;
    return new Episode(low, high, Math.max(beyond / 2, least), score, sample);
  }

  static restore({ low, high, reach, score, last, out, returns, away }: EpisodeState): Episode {
    const episode = new Episode(low, high, reach, score, last);
    episode.#out = out;
    episode.#returns = returns;
    episode.#away = away;
    return episode;
  }

  save(): EpisodeState {
    const { low, high } = this;
    return {
      away: this.#away,
      high,
      last: this.#last,
      low,
      out: this.#out,
      reach: this.#reach,
      returns: this.#returns,
      score: this.#score,
    };
  }

  /** Whether it goes on, or begins again, with this reading: its score, or undefined. */
  goesOn(value: number, sample: number): number | undefined {
    if (!(Math.max(value - this.high, this.low - value) >= this.#reach)) {
      this.#away = true;
      return undefined;
    }
    if (this.#away) this.#returns++;
    this.#away = false;
    this.#out++;
    this.#last = sample;
    return this.#score;
  }

  isOver(sample: number): boolean {
    return this.#out >= ABSORBED || this.#returns >= MOST_RETURNS || sample - this.#last > REMEMBERED;
  }
}
