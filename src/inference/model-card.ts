/** What a threat model is and does, found by reading its file and by asking it. */
import { THREAT_ALERT, THREAT_QUARANTINE } from '../core/constants.ts';
import { EntropyModel } from './entropy-model.ts';
import { logit } from './logistic.ts';
import { type ModelFile, openModel } from './model-file.ts';

export interface ModelCard {
  readonly source: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly irVersion: number;
  readonly opset: number;
  /** `float[N,1]` */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly features: number;
  readonly featureNames: readonly string[] | null;
  readonly hasMlWeight: boolean;
  /** The weight it starts with; null where it takes none. */
  readonly mlWeight: number | null;
  /** Where threat = sigmoid(total·weight + bias), to six digits; null for any other model. */
  readonly bias: number | null;
  /** Whether `venom run` can use it: a run knows one feature, the total of anomalies. */
  readonly usableByRun: boolean;
  /** null for a model of more features than one. */
  readonly thresholds: Thresholds | null;
}

/** Least whole numbers of anomalies, null where MOST_ANOMALIES are not enough. */
export interface Thresholds {
  readonly alert: number | null;
  readonly quarantine: number | null;
  /** False where more anomalies are somewhere less of a threat. */
  readonly rising: boolean;
}

/** Anomalies up to which a model is asked. */
export const MOST_ANOMALIES = 10_000;

/**
 * @param path undefined for the built-in model
 * @throws ModelError as EntropyModel.load and threatBatch do
 */
export async function describeModel(path: string | undefined): Promise<ModelCard> {
  const file = openModel(path);
  const options = path === undefined ? {} : { model: file.bytes, source: file.source };
  const model = await new EntropyModel(options).load();
  try {
    const one = file.features === 1;
    return {
      ...cardOf(file),
      mlWeight: model.info().mlWeight,
      bias: one && file.hasMlWeight ? await biasOf(model) : null,
      usableByRun: one,
      thresholds: one ? await thresholdsOf(model) : null,
    };
  } finally {
    await model.close();
  }
}

function cardOf(file: ModelFile) {
  const { source, sha256, irVersion, opset, inputs, outputs, features, featureNames, hasMlWeight } = file;
  return {
    source,
    sha256,
    bytes: file.bytes.length,
    irVersion,
    opset,
    inputs,
    outputs,
    features,
    featureNames,
    hasMlWeight,
  };
}

/** By asking for 0 to MOST_ANOMALIES anomalies. @throws ModelError as EntropyModel.threatBatch does */
export async function thresholdsOf(model: EntropyModel): Promise<Thresholds> {
  const threats = await model.threatBatch(Float32Array.from({ length: MOST_ANOMALIES + 1 }, (_, i) => i));
  const first = (threshold: number): number | null => {
    const found = threats.findIndex((threat) => threat >= threshold);
    return found === -1 ? null : found;
  };
  return {
    alert: first(THREAT_ALERT),
    quarantine: first(THREAT_QUARANTINE),
    rising: threats.every((threat, i) => i === 0 || threat >= (threats[i - 1] ?? 0) - ROUNDING),
  };
}

/** A float32 sigmoid is off by less. */
const ROUNDING = 1e-6;

/** Totals and weights at which a model is compared with the formula. */
const PROBES = [0, 0.5, 1, 3, 7].flatMap((total) => [0, 0.1, 0.7].map((weight) => [total, weight] as const));
/** Of a logit, as float32 threats show it. */
const LOGIT_ERROR = 1e-4;
/** Beyond this logit a float32 threat holds too few digits of it. */
const STEEPEST = 9;

async function biasOf(model: EntropyModel): Promise<number | null> {
  const bias = logit(await model.threat(0, 0));
  if (!(Math.abs(bias) <= STEEPEST)) return null;
  for (const [total, weight] of PROBES) {
    const z = logit(await model.threat(total, weight));
    const expected = total * weight + bias;
    if (!(Math.abs(z - expected) <= LOGIT_ERROR * (1 + Math.abs(expected)) || expected > STEEPEST))
      return null;
  }
  return Number(bias.toPrecision(6));
}
