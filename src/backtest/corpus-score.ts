/**
 * The score of the Numenta Anomaly Benchmark for detections on files with labelled windows (Lavin and Ahmad,
 * "Evaluating real-time anomaly detection algorithms: the Numenta anomaly benchmark", 2015).
 *
 *   σ(y)      = 2/(1 + e^{5y}) − 1, and −1 for y above 3
 *   detection in a window [l, r] at row i:  A·σ(−(r − i + 1)/(r − l + 1))/σ(−1); the first one, which is the highest, counts
 *   window without a detection:             −C
 *   detection outside every window:         B·σ((i − r)/(r − l)) of the window before it, −B where there is none
 *   score     = 100·(sum + C·windows)/((A + C)·windows): 0 for reporting nothing, 100 for a perfect detector
 *
 * The first 15 % of a file, at most 750 rows, are probation and not scored. One threshold holds for all files.
 */

/** What a profile gives: A for a detection, B for a false one, C for a window without one. */
export interface Profile {
  readonly detected: number;
  readonly falseAlarm: number;
  readonly missed: number;
}

export const PROFILES = {
  standard: { detected: 1, falseAlarm: 0.11, missed: 1 },
  'low FP': { detected: 1, falseAlarm: 0.22, missed: 1 },
  'low FN': { detected: 1, falseAlarm: 0.11, missed: 2 },
} as const satisfies Readonly<Record<string, Profile>>;
export type ProfileName = keyof typeof PROFILES;

/** First and last row of a labelled window. */
export type RowWindow = readonly [first: number, last: number];

export interface ScoredFile {
  /** One score in [0, 1] a row. */
  readonly scores: ArrayLike<number>;
  /** In order, none overlapping another. */
  readonly windows: readonly RowWindow[];
}

/** Rows at the beginning of a file that are not scored. */
export function probation(rows: number): number {
  return Math.floor(0.15 * Math.min(rows, 5000));
}

/** A row that may be a detection, and what it would be worth before weights. */
interface Candidate {
  readonly score: number;
  /** Index of the window it lies in; −1 outside. */
  readonly window: number;
  readonly worth: number;
}

/** y beyond which a false alarm costs the whole of B. */
const FAR = 3;

function sigma(y: number): number {
  return y > FAR ? -1 : 2 / (1 + Math.exp(5 * y)) - 1;
}

const HIGHEST = sigma(-1);

function candidates({ scores, windows }: ScoredFile): Candidate[] {
  const found: Candidate[] = [];
  let next = 0;
  let before: RowWindow | undefined;
  for (let row = 0; row < scores.length; row++) {
    for (let window = windows[next]; window && row > window[1]; window = windows[next]) {
      before = window;
      next++;
    }
    const score = scores[row] ?? 0;
    if (row < probation(scores.length) || !(score > 0)) continue;
    const window = windows[next];
    if (window && row >= window[0]) {
      const [first, last] = window;
      found.push({ score, window: next, worth: sigma(-(last - row + 1) / (last - first + 1)) / HIGHEST });
    } else {
      const worth = before ? sigma((row - before[1]) / (before[1] - before[0])) : -1;
      found.push({ score, window: -1, worth });
    }
  }
  return found;
}

export interface CorpusScore {
  /** 100 is perfect, 0 is reporting nothing; NaN where no file has a window. */
  readonly score: number;
  readonly threshold: number;
  readonly windows: number;
  readonly detected: number;
  readonly falseAlarms: number;
}

/** Files made ready to be scored at any threshold. */
export class Corpus {
  readonly #files: readonly { readonly windows: number; readonly candidates: readonly Candidate[] }[];
  readonly #windows: number;

  constructor(files: readonly ScoredFile[]) {
    this.#files = files.map((file) => ({ windows: file.windows.length, candidates: candidates(file) }));
    this.#windows = this.#files.reduce((sum, { windows }) => sum + windows, 0);
  }

  /** Detections are the rows whose score is at least `threshold`. */
  at(threshold: number, profile: Profile = PROFILES.standard): CorpusScore {
    let [sum, detected, falseAlarms] = [0, 0, 0];
    for (const file of this.#files) {
      const best = new Array<number>(file.windows).fill(Number.NaN);
      for (const { score, window, worth } of file.candidates) {
        if (score < threshold) continue;
        if (window === -1) {
          sum += profile.falseAlarm * worth;
          falseAlarms++;
        } else best[window] = Math.max(best[window] || worth, worth);
      }
      for (const worth of best) {
        sum += Number.isNaN(worth) ? -profile.missed : profile.detected * worth;
        if (!Number.isNaN(worth)) detected++;
      }
    }
    return { score: this.#normal(sum, profile), threshold, windows: this.#windows, detected, falseAlarms };
  }

  /** The threshold, of the scores that there are, at which the score is highest. */
  best(profile: Profile = PROFILES.standard): CorpusScore {
    const all = this.#files.flatMap(({ candidates: rows }, file) => rows.map((row) => ({ file, ...row })));
    all.sort((a, b) => b.score - a.score);
    const best = this.#files.map(({ windows }) => new Array<number>(windows).fill(Number.NaN));
    let sum = -profile.missed * this.#windows;
    let [highest, threshold] = [sum, Number.POSITIVE_INFINITY];
    all.forEach(({ file, window, worth, score }, i) => {
      if (window === -1) sum += profile.falseAlarm * worth;
      else sum += gain(best[file] ?? [], window, worth, profile);
      // Rows of one score are detections together.
      if (all[i + 1]?.score === score || sum <= highest) return;
      [highest, threshold] = [sum, score];
    });
    return this.at(threshold, profile);
  }

  #normal(sum: number, { detected, missed }: Profile): number {
    return (100 * (sum + missed * this.#windows)) / ((detected + missed) * this.#windows);
  }
}

/** What one more detection in a window adds. */
function gain(best: number[], window: number, worth: number, { detected, missed }: Profile): number {
  const before = best[window] ?? Number.NaN;
  if (before >= worth) return 0;
  best[window] = worth;
  return Number.isNaN(before) ? missed + detected * worth : detected * (worth - before);
}
