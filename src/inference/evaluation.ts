/** How good probabilities are, against what really was. */
import { THREAT_ALERT, THREAT_QUARANTINE } from '../core/constants.ts';
import { coreLn } from '../numeric/index.ts';

export interface Prediction {
  /** [0, 1] */
  readonly threat: number;
  readonly label: boolean;
}

/** Counts at a threshold: a prediction of at least it says 1. */
export interface Confusion {
  readonly threshold: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
  /** null where nothing was said to be 1. */
  readonly precision: number | null;
  /** null where nothing was 1. */
  readonly recall: number | null;
}

export interface CalibrationBin {
  /** Predictions in [from, to), the last one with its end. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Means; null where the bin is empty. */
  readonly predicted: number | null;
  readonly observed: number | null;
}

export interface Evaluation {
  readonly rows: number;
  readonly positives: number;
  /** Chance that one that was is given a higher threat than one that was not; a tie counts half. null with one label. */
  readonly auc: number | null;
  /** Mean square of threat − label. */
  readonly brier: number;
  /** Mean of −ln of the chance given to what was. */
  readonly logLoss: number;
  /** Mean distance of prediction and observation over the bins, weighed by their counts. */
  readonly calibrationError: number;
  readonly calibration: readonly CalibrationBin[];
  /** At ALERT and at QUARANTINE. */
  readonly confusion: readonly Confusion[];
  /** False positives against true ones, from (0, 0) to (1, 1). */
  readonly roc: readonly (readonly [falsePositive: number, truePositive: number])[];
}

const BINS = 10;

export function evaluate(predictions: readonly Prediction[]): Evaluation {
  const positives = predictions.filter(({ label }) => label).length;
  const calibration = calibrationOf(predictions);
  const square = predictions.reduce((sum, { threat, label }) => sum + (threat - (label ? 1 : 0)) ** 2, 0);
  const surprise = predictions.reduce((sum, { threat, label }) => sum - lnOf(label ? threat : 1 - threat), 0);
  const distance = calibration.reduce(
    (sum, { count, predicted, observed }) => sum + count * Math.abs((predicted ?? 0) - (observed ?? 0)),
    0,
  );
  return {
    rows: predictions.length,
    positives,
    auc: aucOf(predictions, positives),
    brier: square / predictions.length,
    logLoss: surprise / predictions.length,
    calibrationError: distance / predictions.length,
    calibration,
    confusion: [THREAT_ALERT, THREAT_QUARANTINE].map((threshold) => confusionAt(predictions, threshold)),
    roc: rocOf(predictions, positives),
  };
}

/** What was held impossible costs much, and not everything. */
function lnOf(chance: number): number {
  return coreLn(Math.max(chance, 1e-15));
}

/** By ranks (Mann and Whitney), equal ones sharing theirs. */
function aucOf(predictions: readonly Prediction[], positives: number): number | null {
  const negatives = predictions.length - positives;
  if (positives === 0 || negatives === 0) return null;
  const sorted = [...predictions].sort((a, b) => a.threat - b.threat);
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]?.threat === sorted[from]?.threat) to++;
    const shared = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (sorted[i]?.label) ranks += shared;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

function rocOf(predictions: readonly Prediction[], positives: number): [number, number][] {
  const negatives = predictions.length - positives;
  const sorted = [...predictions].sort((a, b) => b.threat - a.threat);
  const points: [number, number][] = [[0, 0]];
  let [falsePositive, truePositive] = [0, 0];
  sorted.forEach(({ threat, label }, i) => {
    if (label) truePositive++;
    else falsePositive++;
    if (sorted[i + 1]?.threat !== threat) {
      points.push([falsePositive / Math.max(1, negatives), truePositive / Math.max(1, positives)]);
    }
  });
  return points;
}

function calibrationOf(predictions: readonly Prediction[]): CalibrationBin[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const own = predictions.filter(({ threat }) => Math.min(BINS - 1, Math.floor(threat * BINS)) === bin);
    const mean = (of: (prediction: Prediction) => number): number | null =>
      own.length === 0 ? null : own.reduce((sum, prediction) => sum + of(prediction), 0) / own.length;
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      count: own.length,
      predicted: mean(({ threat }) => threat),
      observed: mean(({ label }) => (label ? 1 : 0)),
    };
  });
}

export function confusionAt(predictions: readonly Prediction[], threshold: number): Confusion {
  const count = (said: boolean, was: boolean): number =>
    predictions.filter(({ threat, label }) => threat >= threshold === said && label === was).length;
  const truePositive = count(true, true);
  const falsePositive = count(true, false);
  const falseNegative = count(false, true);
  return {
    threshold,
    truePositive,
    falsePositive,
    trueNegative: count(false, false),
    falseNegative,
    precision: truePositive + falsePositive === 0 ? null : truePositive / (truePositive + falsePositive),
    recall: truePositive + falseNegative === 0 ? null : truePositive / (truePositive + falseNegative),
  };
}
