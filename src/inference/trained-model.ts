/**
 * Threat models fitted to labelled rows, and the ONNX files they become (DESIGN §4). Three kinds:
 *
 *   weighted  sigmoid(total_anoms·ml_weight + bias), one feature: the built-in graph with another weight and bias
 *   logistic  sigmoid(w·(x − centre) + b)
 *   mlp       sigmoid(v·tanh(W·(x − centre) + c) + b)
 *
 * All parameters are float32, as the file holds them; the scale of the columns is folded into the weights, so that
 * a model takes rows as they were measured. The centre is subtracted first: folded into the bias it would cost the
 * digits of columns that are far from 0.
 */
import { InputError } from '../core/errors.ts';
import type { LabelledData } from './labelled-data.ts';
import { sigmoid, tanh } from './logistic.ts';
import { fitLogistic } from './logistic-regression.ts';
import { fitMlp, partsOf } from './mlp.ts';
import { encodeOnnx, FEATURE_NAMES, type GraphNode, type Initializer, threatOnnx } from './onnx-file.ts';
import { type Standardised, standardise } from './standardise.ts';

export interface TrainingOptions {
  /** Units of the hidden layer; 0 for none. */
  readonly hidden: number;
  /** Weight of |w|² on standardised columns, above 0: without it, classes that can be told apart have no finite fit. */
  readonly l2: number;
  /** Decides the starting points of an mlp. */
  readonly seed: number;
}

export interface TrainedModel {
  readonly kind: 'weighted' | 'logistic' | 'mlp';
  /** Of a weighted model; null for the others. */
  readonly weighted: { readonly mlWeight: number; readonly bias: number } | null;
  /** Threats of N·F numbers, in double precision. */
  threats(values: Float32Array): Float64Array;
  /** The bytes of its ONNX file. */
  onnx(): Uint8Array;
}

/** z = weights·x + bias */
interface Layer {
  /** Outputs times inputs, row by row. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

/** Deterministic: the same rows and options give the same bits on every runtime. @throws InputError ERR_TRAINING */
export function trainModel(data: LabelledData, { hidden, l2, seed }: TrainingOptions): TrainedModel {
  const columns = standardise(data);
  if (hidden === 0) {
    const { parameters } = fitLogistic(columns.values, data.labels, l2);
    const weights = unscaled(parameters.subarray(0, -1), columns.scale);
    const bias = parameters.at(-1) ?? 0;
    return data.features.length === 1
      ? weightedModel(data, columns, weights, bias)
      : layeredModel('logistic', data, columns, [{ weights, bias: Float32Array.of(bias) }]);
  }
  const parameters = fitMlp(columns.values, data.labels, { hidden, l2, seed });
  const [w, c, v, b] = partsOf(parameters, data.features.length, hidden);
  return layeredModel('mlp', data, columns, [
    { weights: unscaled(w, columns.scale), bias: Float32Array.from(c) },
    { weights: Float32Array.from(v), bias: Float32Array.from(b) },
  ]);
}

/** Weights of standardised columns as weights of the columns themselves. */
function unscaled(weights: Float64Array, scale: readonly number[]): Float32Array {
  return Float32Array.from(weights, (weight, i) => weight / (scale[i % scale.length] ?? 1));
}

function weightedModel(
  { features }: LabelledData,
  { centre }: Standardised,
  [weight = 0]: Float32Array,
  offset: number,
): TrainedModel {
  const mlWeight = weight + 0;
  const bias = Math.fround(offset - mlWeight * (centre[0] ?? 0));
  return {
    kind: 'weighted',
    weighted: { mlWeight, bias },
    threats: (values) => Float64Array.from(values, (value) => sigmoid(value * mlWeight + bias)),
    onnx: () => threatOnnx({ mlWeight, bias, metadata: { [FEATURE_NAMES]: JSON.stringify(features) } }),
  };
}

/** @throws InputError ERR_TRAINING for labels that call fewer anomalies more of a threat */
export function requirePositiveWeight({ weighted }: TrainedModel, where: string, column: string): void {
  if (weighted === null || weighted.mlWeight >= 0) return;
  throw new InputError(
    `${where}: the fitted weight is ${weighted.mlWeight}: by these labels a smaller ${column} is more of a threat`,
    {
      code: 'ERR_TRAINING',
      fix: 'Look whether the labels are the wrong way round (1 is a threat); an ml weight is never below 0.',
    },
  );
}

function layeredModel(
  kind: 'logistic' | 'mlp',
  { features }: LabelledData,
  { centre }: Standardised,
  layers: readonly Layer[],
): TrainedModel {
  return {
    kind,
    weighted: null,
    threats: (values) => threatsOf(values, centre, layers),
    onnx: () => layeredOnnx(kind, features, centre, layers),
  };
}

function threatsOf(values: Float32Array, centre: readonly number[], layers: readonly Layer[]): Float64Array {
  const width = centre.length;
  return Float64Array.from({ length: values.length / width }, (_, i) => {
    const row = Array.from(values.subarray(i * width, (i + 1) * width), (x, k) => x - (centre[k] ?? 0));
    const [z = 0] = layers.reduce<readonly number[]>(
      (inputs, layer, depth) => applied(layer, depth === 0 ? inputs : inputs.map(tanh)),
      row,
    );
    return sigmoid(z);
  });
}

function applied({ weights, bias }: Layer, inputs: readonly number[]): number[] {
  return Array.from(bias, (offset, j) =>
    inputs.reduce((sum, input, k) => sum + (weights[j * inputs.length + k] ?? 0) * input, offset),
  );
}

function layeredOnnx(
  kind: string,
  features: readonly string[],
  centre: readonly number[],
  layers: readonly Layer[],
): Uint8Array {
  const initializers: Initializer[] = [
    { name: 'minus_centre', dims: [features.length], values: centre.map((mean) => -mean) },
  ];
  const nodes: GraphNode[] = [{ op: 'Add', inputs: ['features', 'minus_centre'], outputs: ['centred'] }];
  let signal = 'centred';
  layers.forEach(({ weights, bias }, depth) => {
    const [w, b, z] = [`w${depth}`, `b${depth}`, `z${depth}`];
    initializers.push(
      { name: w, dims: [bias.length, weights.length / bias.length], values: weights },
      { name: b, dims: [bias.length], values: bias },
    );
    nodes.push({
      op: 'Gemm',
      inputs: [signal, w, b],
      outputs: [z],
      attributes: { transB: { int: 1 } },
    });
    const last = depth === layers.length - 1;
    signal = last ? 'threat' : `h${depth}`;
    nodes.push({ op: last ? 'Sigmoid' : 'Tanh', inputs: [z], outputs: [signal] });
  });
  return encodeOnnx({
    name: kind,
    inputs: [{ name: 'features', dims: ['N', features.length] }],
    outputs: [{ name: 'threat', dims: ['N', 1] }],
    initializers,
    nodes,
    metadata: { [FEATURE_NAMES]: JSON.stringify(features) },
  });
}
