/**
 * Writes ONNX files (DESIGN §4): a general encoder for small float32 graphs, and the built-in threat model on it.
 * Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
import { bytesField, floatField, integerField, message, stringField } from './protobuf-wire.ts';

/** TensorProto.DataType, the types that occur here. */
export const ELEMENT = { float: 1, int64: 7, double: 11 } as const;

/** A number is a fixed extent, a name a dynamic one. */
export type Dimension = number | string;

/** A named input or output of a graph. */
export interface ValueInfo {
  readonly name: string;
  /** One of ELEMENT; float where it is left out. */
  readonly element?: number;
  readonly dims: readonly Dimension[];
}

/** A float32 constant, row-major. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | readonly number[];
}

/** One operator: `{ op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['z'], attributes: { transB: { int: 1 } } }`. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Operator set that `op` is of; the default one where it is left out. */
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, { readonly int: number } | { readonly float: number }>>;
}

export interface OnnxModel {
  /** Name of the graph. */
  readonly name: string;
  /** In an order in which each node's inputs are known. */
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers?: readonly Initializer[];
  /** metadata_props: what a reader of the file should know beside the graph. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly producer?: string;
}

/** Version of the default operator set: 17 knows all that small networks need, and is read by every runtime since 2022. */
export const OPSET = 17;
/** Version of the file format; 8 is the one that came with opset 17. */
export const IR_VERSION = 8;

/** The metadata key under which a model carries the ml weight to start with. */
export const ML_WEIGHT_DEFAULT = 'ml_weight_default';
/** The metadata key under which a model carries the names of its features, as a JSON array. */
export const FEATURE_NAMES = 'feature_names';
/** The name of the optional weight input `[1,1]`. */
export const ML_WEIGHT_INPUT = 'ml_weight';
/** The ml weight of the built-in model (DESIGN §4). */
export const DEFAULT_ML_WEIGHT = 0.12;

function encodeValueInfo({ name, element = ELEMENT.float, dims }: ValueInfo): Uint8Array {
  const shape = dims.map((dim) =>
    bytesField(1, typeof dim === 'number' ? integerField(1, dim) : stringField(2, dim)),
  );
  const tensor = message(integerField(1, element), bytesField(2, message(...shape)));
  return message(stringField(1, name), bytesField(2, bytesField(1, tensor)));
}

function encodeInitializer({ name, dims, values }: Initializer): Uint8Array {
  const size = dims.reduce((product, dim) => product * dim, 1);
  if (size !== values.length)
    throw new RangeError(`initializer ${name} [${dims}] takes ${size} values, ${values.length} were given`);
  const raw = new DataView(new ArrayBuffer(4 * size));
  values.forEach((value, i) => {
    raw.setFloat32(4 * i, value, true);
  });
  return message(
    ...dims.map((dim) => integerField(1, dim)),
    integerField(2, ELEMENT.float),
    stringField(8, name),
    bytesField(9, new Uint8Array(raw.buffer)),
  );
}

const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;

function encodeNode({ op, inputs, outputs, domain, attributes = {} }: GraphNode): Uint8Array {
  return message(
    ...inputs.map((name) => stringField(1, name)),
    ...outputs.map((name) => stringField(2, name)),
    stringField(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytesField(
        5,
        'int' in value
          ? message(stringField(1, name), integerField(3, value.int), integerField(20, ATTRIBUTE_INT))
          : message(stringField(1, name), floatField(2, value.float), integerField(20, ATTRIBUTE_FLOAT)),
      ),
    ),
    ...(domain === undefined ? [] : [stringField(7, domain)]),
  );
}

/**
 * The bytes of an ONNX file; the same model gives the same bytes.
 *
 * @throws RangeError when an initializer's values do not fill its dimensions
 * @example
 * // a logistic model of three features
 * encodeOnnx({
 *   name: 'logistic',
 *   inputs: [{ name: 'features', dims: ['N', 3] }],
 *   initializers: [
 *     { name: 'w', dims: [3, 1], values: [0.1, 0.2, 0.3] },
 *     { name: 'b', dims: [1], values: [-1] },
 *   ],
 *   nodes: [
 *     { op: 'Gemm', inputs: ['features', 'w', 'b'], outputs: ['z'] },
 *     { op: 'Sigmoid', inputs: ['z'], outputs: ['threat'] },
 *   ],
 *   outputs: [{ name: 'threat', dims: ['N', 1] }],
 * });
 */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const graph = message(
    ...model.nodes.map((node) => bytesField(1, encodeNode(node))),
    stringField(2, model.name),
    ...(model.initializers ?? []).map((initializer) => bytesField(5, encodeInitializer(initializer))),
    ...model.inputs.map((input) => bytesField(11, encodeValueInfo(input))),
    ...model.outputs.map((output) => bytesField(12, encodeValueInfo(output))),
  );
  // The graph comes last: a file that was cut off anywhere then lacks it, or part of it, and is known for broken.
  return message(
    integerField(1, IR_VERSION),
    stringField(2, model.producer ?? 'venom-genesis'),
    bytesField(8, integerField(2, OPSET)),
    ...Object.entries(model.metadata ?? {}).map(([key, value]) =>
      bytesField(14, message(stringField(1, key), stringField(2, value))),
    ),
    bytesField(7, graph),
  );
}

export interface ThreatModelParameters {
  /** The default that the file carries; the graph itself takes the weight as an input. */
  readonly mlWeight?: number;
  readonly bias?: number;
  /** What the file carries beside its default weight. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The built-in threat model: `threat [N,1] = sigmoid(total_anoms [N,1] · ml_weight [1,1] + bias)`, N dynamic.
 *
 * @example
 * writeFileSync('threat.onnx', threatOnnx());
 */
export function threatOnnx({
  mlWeight = DEFAULT_ML_WEIGHT,
  bias = 0,
  metadata = {},
}: ThreatModelParameters = {}): Uint8Array {
  return encodeOnnx({
    name: 'threat',
    inputs: [
      { name: 'total_anoms', dims: ['N', 1] },
      { name: ML_WEIGHT_INPUT, dims: [1, 1] },
    ],
    initializers: [{ name: 'bias', dims: [1], values: [bias] }],
    nodes: [
      // With one column and one weight the matrix product is this one, element by element.
      { op: 'Mul', inputs: ['total_anoms', ML_WEIGHT_INPUT], outputs: ['weighted'] },
      { op: 'Add', inputs: ['weighted', 'bias'], outputs: ['logit'] },
      { op: 'Sigmoid', inputs: ['logit'], outputs: ['threat'] },
    ],
    outputs: [{ name: 'threat', dims: ['N', 1] }],
    metadata: { [ML_WEIGHT_DEFAULT]: String(mlWeight), ...metadata },
  });
}
