/** What back-tests of several files amount to together. */
import type { Course, DetectionReport } from './backtest.ts';
import { detections, scoredFile } from './backtest.ts';
import { Corpus, type CorpusScore, PROFILES, type ProfileName, type ScoredFile } from './corpus-score.ts';
import type { TimeWindow } from './labels.ts';

/** One entity of one file, back-tested. */
export interface TestedFile {
  readonly path: string;
  /** Folder that it lies in: files of one folder are of one kind. */
  readonly category: string;
  readonly course: Course;
  /** null where there are no labels at all. */
  readonly windows: readonly TimeWindow[] | null;
}

export interface CategoryScore {
  readonly category: string;
  /** At the threshold that is best for all files. */
  readonly all: CorpusScore;
  /** At the threshold that is best for the files of the other categories. */
  readonly leftOut: CorpusScore;
}

export interface CorpusReport {
  /** By profile, each at its best threshold. */
  readonly profiles: Readonly<Record<ProfileName, CorpusScore>>;
  /** Standard profile. */
  readonly categories: readonly CategoryScore[];
  /** Mean of the categories left out, each weighed by its windows; null where there are no others to learn from. */
  readonly leftOut: number | null;
}

export interface Summary {
  /** For the files, in order. */
  readonly detections: readonly DetectionReport[];
  /** null without labels, or where no file has a window. */
  readonly corpus: CorpusReport | null;
}

/** @param threshold undefined: the best one for the corpus, or where there is none, `fallback` */
export function summarise(
  files: readonly TestedFile[],
  threshold: number | undefined,
  fallback: number,
): Summary {
  const labelled = files.flatMap(({ category, course, windows }) =>
    windows === null ? [] : [{ category, scored: scoredFile(course, windows) }],
  );
  const corpus = labelled.some(({ scored }) => scored.windows.length > 0) ? reportOf(labelled) : null;
  const at = threshold ?? corpus?.profiles.standard.threshold ?? fallback;
  return {
    detections: files.map(({ course, windows }) => detections(course, windows ?? [], at)),
    corpus,
  };
}

function reportOf(
  files: readonly { readonly category: string; readonly scored: ScoredFile }[],
): CorpusReport {
  const whole = new Corpus(files.map(({ scored }) => scored));
  const profiles = {
    standard: whole.best(PROFILES.standard),
    'low FP': whole.best(PROFILES['low FP']),
    'low FN': whole.best(PROFILES['low FN']),
  };
  const categories = [...new Set(files.map(({ category }) => category))].map((category): CategoryScore => {
    const own = new Corpus(files.filter((file) => file.category === category).map(({ scored }) => scored));
    const others = new Corpus(files.filter((file) => file.category !== category).map(({ scored }) => scored));
    return {
      category,
      all: own.at(profiles.standard.threshold),
      leftOut: own.at(others.best().threshold),
    };
  });
  const judged = categories.filter(({ leftOut }) => leftOut.windows > 0);
  const windows = judged.reduce((sum, { leftOut }) => sum + leftOut.windows, 0);
  const leftOut = judged.reduce((sum, { leftOut: own }) => sum + own.score * own.windows, 0) / windows;
  return { profiles, categories, leftOut: judged.length > 1 ? leftOut : null };
}
