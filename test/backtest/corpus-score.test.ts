/** The scorer against cases computed by hand from the rules in its head. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  Corpus,
  PROFILES,
  type Profile,
  probation,
  type RowWindow,
  type ScoredFile,
} from '../../src/backtest/corpus-score.ts';
import { Random } from '../support/random.ts';

/** A file of `rows` rows, 1 where there is a detection. */
function file(rows: number, windows: readonly RowWindow[], ...detections: number[]): ScoredFile {
  const scores = new Float64Array(rows);
  for (const row of detections) scores[row] = 1;
  return { scores, windows };
}

const score = (made: ScoredFile, profile: Profile = PROFILES.standard): number =>
  new Corpus([made]).at(0.5, profile).score;
const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, expected ${expected}`);

// σ(−1) = 2/(1 + e⁻⁵) − 1
const TOP = 0.9866142981514305;

test('the worked cases of the rules', () => {
  const window: RowWindow = [50, 59];
  near(score(file(100, [window])), 0);
  near(score(file(100, [window], 50)), 100);
  // Row 55: y = −(59 − 55 + 1)/10 = −0.5, σ = 2/(1 + e^−2.5) − 1
  near(score(file(100, [window], 55)), (100 * (0.848283639957513 / TOP + 1)) / 2);
  // The last row: y = −0.1, σ = 2/(1 + e^−0.5) − 1
  near(score(file(100, [window], 59)), (100 * (0.2449186624037092 / TOP + 1)) / 2);
  // A second detection in a window counts for nothing.
  near(score(file(100, [window], 50, 57)), 100);
  // Before any window a false one costs 0.11, in a corpus whose perfect score is 2 above nothing.
  near(score(file(100, [window], 20)), -5.5);
  // Row 62: y = (62 − 59)/(59 − 50) = 1/3, σ = 2/(1 + e^(5/3)) − 1
  near(score(file(100, [window], 62)), (100 * 0.11 * -0.682261790238169) / 2);
  // y = 37/9 is above 3: the whole cost.
  near(score(file(100, [window], 96)), -5.5);
  near(score(file(100, [window], 20), PROFILES['low FP']), -11);
  // A missed window costs 2 there, so everything weighs a third.
  near(score(file(100, [window], 20), PROFILES['low FN']), -11 / 3);
});

test('probation is 15 %, at most 750 rows, and is not scored', () => {
  assert.is(probation(100), 15);
  assert.is(probation(4032), 604);
  assert.is(probation(22_695), 750);
  near(score(file(100, [[50, 59]], 14)), 0);
  near(score(file(100, [[50, 59]], 15)), -5.5);
});

test('one threshold holds for all files, and the best one is found', () => {
  const random = new Random(1);
  for (let round = 0; round < 30; round++) {
    const files = Array.from(
      { length: 4 },
      (): ScoredFile => ({
        scores: Float64Array.from({ length: 200 }, () => Math.floor(random.next() * 12) / 11),
        windows: [
          [60, 80],
          [120, 139],
        ],
      }),
    );
    const corpus = new Corpus(files);
    for (const profile of Object.values(PROFILES)) {
      const tried = [2, ...Array.from({ length: 12 }, (_, i) => i / 11)].map(
        (at) => corpus.at(at, profile).score,
      );
      near(corpus.best(profile).score, Math.max(...tried));
    }
  }
});

test('windows that follow one another, and files without any', () => {
  const both = file(
    200,
    [
      [60, 80],
      [81, 100],
    ],
    60,
    81,
  );
  near(score(both), 100);
  const corpus = new Corpus([both, file(100, [], 50)]);
  const { score: found, windows, detected, falseAlarms } = corpus.at(0.5);
  assert.equal([windows, detected, falseAlarms], [2, 2, 1]);
  near(found, 100 - (100 * 0.11) / 4);
  assert.ok(Number.isNaN(new Corpus([file(100, [])]).at(0.5).score));
});

test.run();
