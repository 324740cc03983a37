/**
 * How well threats tell labels apart, and how far they can be taken for probabilities:
 *
 *   AUC       share of pairs (threat, none) in which the threat's is higher, ties counted half
 *   Brier     mean of (p − y)²
 *   log-loss  mean of −ln p of a threat, −ln(1 − p) of none; p held EDGE away from 0 and 1
 *   ECE       Σ over bins of (rows in the bin / rows)·|mean p − share of threats|
 *
 * Precision and recall are null where nothing was called a threat, or nothing was one.
 */
import { THREAT_ALERT, THREAT_QUARANTINE } from '../core/constants.ts';
import { coreLn } from '../numeric/index.ts';
import { positivesOf } from './labelled-data.ts';

/** Half the step of a float32 just below 1: as near as a threat can come to 1 without being it. */
const EDGE = 2 ** -25;

/** A bin of the calibration, [from, to) and the last [from, 1]. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  /** Mean threat; null in an empty bin, as is `observed`. */
  readonly predicted: number | null;
  /** Share of rows labelled 1. */
  readonly observed: number | null;
}

export interface Confusion {
  readonly action: 'ALERT' | 'QUARANTINE';
  /** A threat from here on is called one. */
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly precision: number | null;
  readonly recall: number | null;
}

/** A point of the ROC curve: rates of those at or above `threshold`; the first is (0, 0). */
export interface RocPoint {
  readonly threshold: number;
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

export interface Evaluation {
  readonly rows: number;
  readonly positives: number;
  readonly auc: number;
  readonly brier: number;
  readonly logLoss: number;
  readonly ece: number;
  readonly calibration: readonly CalibrationBin[];
  readonly confusions: readonly Confusion[];
}

type Threats = Float32Array | Float64Array;

/** @param labels with both classes */
export function evaluate(threats: Threats, labels: Uint8Array): Evaluation {
  const calibration = calibrationOf(threats, labels);
  return {
    rows: labels.length,
    positives: positivesOf(labels),
    auc: aucOf(threats, labels),
    brier: meanOf(threats, labels, (p, label) => (p - label) ** 2),
    logLoss: logLossOf(threats, labels),
    ece: eceOf(calibration, labels.length),
    calibration,
    confusions: [
      confusionAt('ALERT', THREAT_ALERT, threats, labels),
      confusionAt('QUARANTINE', THREAT_QUARANTINE, threats, labels),
    ],
  };
}

export function logLossOf(threats: Threats, labels: Uint8Array): number {
  return meanOf(threats, labels, (p, label) => {
    const right = label === 1 ? p : 1 - p;
    return -coreLn(Math.min(Math.max(right, EDGE), 1 - EDGE));
  });
}

function meanOf(threats: Threats, labels: Uint8Array, of: (p: number, label: number) => number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += of(threats[i] ?? Number.NaN, labels[i] ?? 0);
  return sum / labels.length;
}

/** Rows of one threat, from the highest threat down. */
interface Tie {
  readonly threat: number;
  positives: number;
  negatives: number;
}

function tiesOf(threats: Threats, labels: Uint8Array): Tie[] {
  const order = Uint32Array.from(labels.keys()).sort((a, b) => (threats[b] ?? 0) - (threats[a] ?? 0));
  const ties: Tie[] = [];
  for (const row of order) {
    const threat = threats[row] ?? Number.NaN;
    let tie = ties.at(-1);
    if (tie?.threat !== threat) {
      tie = { threat, positives: 0, negatives: 0 };
      ties.push(tie);
    }
    if (labels[row] === 1) tie.positives++;
    else tie.negatives++;
  }
  return ties;
}

/** @param labels with both classes */
export function aucOf(threats: Threats, labels: Uint8Array): number {
  let above = 0;
  let halves = 0;
  let negatives = 0;
  for (const tie of tiesOf(threats, labels)) {
    halves += 2 * above * tie.negatives + tie.positives * tie.negatives;
    above += tie.positives;
    negatives += tie.negatives;
  }
  return halves / (2 * above * negatives);
}

/** From (0, 0) to (1, 1), a point for each threat that occurs. */
export function rocOf(threats: Threats, labels: Uint8Array): RocPoint[] {
  const positives = positivesOf(labels);
  const negatives = labels.length - positives;
  const points: RocPoint[] = [
    { threshold: Number.POSITIVE_INFINITY, falsePositiveRate: 0, truePositiveRate: 0 },
  ];
  let hits = 0;
  let alarms = 0;
  for (const tie of tiesOf(threats, labels)) {
    hits += tie.positives;
    alarms += tie.negatives;
    points.push({
      threshold: tie.threat,
      falsePositiveRate: alarms / negatives,
      truePositiveRate: hits / positives,
    });
  }
  return points;
}

/** Bins of equal width over [0,1]. */
export function calibrationOf(threats: Threats, labels: Uint8Array, bins = 10): CalibrationBin[] {
  const rows = new Float64Array(bins);
  const predicted = new Float64Array(bins);
  const observed = new Float64Array(bins);
  for (let i = 0; i < labels.length; i++) {
    const p = threats[i] ?? Number.NaN;
    const bin = Math.min(Math.floor(p * bins), bins - 1);
    rows[bin] = (rows[bin] ?? 0) + 1;
    predicted[bin] = (predicted[bin] ?? 0) + p;
    observed[bin] = (observed[bin] ?? 0) + (labels[i] ?? 0);
  }
  return Array.from(rows, (count, bin) => ({
    from: bin / bins,
    to: (bin + 1) / bins,
    rows: count,
    predicted: count === 0 ? null : (predicted[bin] ?? 0) / count,
    observed: count === 0 ? null : (observed[bin] ?? 0) / count,
  }));
}

function eceOf(bins: readonly CalibrationBin[], rows: number): number {
  return bins.reduce(
    (sum, bin) => sum + (bin.rows / rows) * Math.abs((bin.predicted ?? 0) - (bin.observed ?? 0)),
    0,
  );
}

export function confusionAt(
  action: Confusion['action'],
  threshold: number,
  threats: Threats,
  labels: Uint8Array,
): Confusion {
  const counts = { hit: 0, alarm: 0, quiet: 0, miss: 0 };
  for (let i = 0; i < labels.length; i++) {
    const called = (threats[i] ?? 0) >= threshold;
    if (labels[i] === 1) counts[called ? 'hit' : 'miss']++;
    else counts[called ? 'alarm' : 'quiet']++;
  }
  const { hit, alarm, quiet, miss } = counts;
  return {
    action,
    threshold,
    truePositives: hit,
    falsePositives: alarm,
    trueNegatives: quiet,
    falseNegatives: miss,
    precision: hit + alarm === 0 ? null : hit / (hit + alarm),
    recall: hit + miss === 0 ? null : hit / (hit + miss),
  };
}
