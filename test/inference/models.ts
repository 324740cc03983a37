/** Threat models for tests, good ones and each kind of bad one. */
import { ELEMENT, encodeOnnx, type GraphNode, type OnnxModel } from '../../src/inference/onnx-file.ts';
import {
  bytesField,
  fieldsOf,
  integerField,
  message,
  stringField,
} from '../../src/inference/protobuf-wire.ts';

const sigmoid: GraphNode = { op: 'Sigmoid', inputs: ['x'], outputs: ['y'] };

/** `y [N,1] = sigmoid(x [N,1])` with the given parts changed. */
export function modelWith(changes: Partial<OnnxModel>): Uint8Array {
  return encodeOnnx({
    name: 'test',
    inputs: [{ name: 'x', dims: ['N', 1] }],
    nodes: [sigmoid],
    outputs: [{ name: 'y', dims: ['N', 1] }],
    ...changes,
  });
}

/** `y = sigmoid(x · [0.1, 0.2, 0.3]ᵀ − 1)` */
export const threeFeatures = modelWith({
  inputs: [{ name: 'x', dims: ['N', 3] }],
  initializers: [
    { name: 'w', dims: [1, 3], values: [0.1, 0.2, 0.3] },
    { name: 'b', dims: [1], values: [-1] },
  ],
  nodes: [
    { op: 'Gemm', inputs: ['x', 'w', 'b'], outputs: ['z'], attributes: { transB: { int: 1 } } },
    { op: 'Sigmoid', inputs: ['z'], outputs: ['y'] },
  ],
});

/** Answers [N] instead of [N,1]. */
export const flatOutput = modelWith({
  initializers: [{ name: 'one', dims: [1], values: [1] }],
  nodes: [
    { op: 'Sigmoid', inputs: ['x'], outputs: ['column'] },
    { op: 'Cast', inputs: ['one'], outputs: ['axis'], attributes: { to: { int: ELEMENT.int64 } } },
    { op: 'Squeeze', inputs: ['column', 'axis'], outputs: ['y'] },
  ],
  outputs: [{ name: 'y', dims: ['N'] }],
});

/** x itself: a threat only within [0,1]. */
export const noSigmoid = modelWith({ nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }] });

/** x / x: NaN at 0. */
export const nanAtZero = modelWith({ nodes: [{ op: 'Div', inputs: ['x', 'x'], outputs: ['y'] }] });

/** The root of 2 − x, over 2: in [0,1] up to 2, NaN beyond. */
export const nanBeyondTwo = modelWith({
  initializers: [{ name: 'two', dims: [1], values: [2] }],
  nodes: [
    { op: 'Sub', inputs: ['two', 'x'], outputs: ['d'] },
    { op: 'Sqrt', inputs: ['d'], outputs: ['r'] },
    { op: 'Div', inputs: ['r', 'two'], outputs: ['y'] },
  ],
});

/** Each with what the message has to say of it. */
export const misshapen: ReadonlyArray<readonly [string, Uint8Array, RegExp]> = [
  [
    'a double input',
    modelWith({
      inputs: [{ name: 'x', element: ELEMENT.double, dims: ['N', 1] }],
      outputs: [{ name: 'y', element: ELEMENT.double, dims: ['N', 1] }],
    }),
    /output y is double\[N,1\]/,
  ],
  [
    'a double input and a float output',
    modelWith({
      inputs: [{ name: 'x', element: ELEMENT.double, dims: ['N', 1] }],
      nodes: [
        { op: 'Cast', inputs: ['x'], outputs: ['f'], attributes: { to: { int: ELEMENT.float } } },
        { op: 'Sigmoid', inputs: ['f'], outputs: ['y'] },
      ],
    }),
    /input x is double\[N,1\]/,
  ],
  [
    'an int64 output',
    modelWith({
      nodes: [{ op: 'Cast', inputs: ['x'], outputs: ['y'], attributes: { to: { int: ELEMENT.int64 } } }],
      outputs: [{ name: 'y', element: ELEMENT.int64, dims: ['N', 1] }],
    }),
    /output y is int64\[N,1\]/,
  ],
  [
    'an int64 input',
    modelWith({
      inputs: [{ name: 'x', element: ELEMENT.int64, dims: ['N', 1] }],
      nodes: [
        { op: 'Cast', inputs: ['x'], outputs: ['f'], attributes: { to: { int: ELEMENT.float } } },
        { op: 'Sigmoid', inputs: ['f'], outputs: ['y'] },
      ],
    }),
    /input x is int64\[N,1\]/,
  ],
  [
    'an input of rank 3',
    modelWith({ inputs: [{ name: 'x', dims: ['N', 1, 1] }] }),
    /input x is float\[N,1,1\]/,
  ],
  ['an input of rank 1', modelWith({ inputs: [{ name: 'x', dims: ['N'] }] }), /input x is float\[N\]/],
  ['features of unknown number', modelWith({ inputs: [{ name: 'x', dims: ['N', 'F'] }] }), /float\[N,F\]/],
  ['a fixed number of rows', modelWith({ inputs: [{ name: 'x', dims: [1, 1] }] }), /input x is float\[1,1\]/],
  [
    'two columns of output',
    modelWith({ outputs: [{ name: 'y', dims: ['N', 2] }] }),
    /output y is float\[N,2\]/,
  ],
  [
    'two outputs',
    modelWith({
      nodes: [sigmoid, { op: 'Tanh', inputs: ['x'], outputs: ['z'] }],
      outputs: [
        { name: 'y', dims: ['N', 1] },
        { name: 'z', dims: ['N', 1] },
      ],
    }),
    /2 outputs \(y float\[N,1\], z float\[N,1\]\)/,
  ],
  [
    'two inputs',
    modelWith({
      inputs: [
        { name: 'x', dims: ['N', 1] },
        { name: 'other', dims: ['N', 1] },
      ],
    }),
    /2 inputs \(x float\[N,1\], other float\[N,1\]\)/,
  ],
  ['no input', modelWith({ inputs: [] }), /0 inputs/],
  [
    'a wide ml_weight',
    modelWith({
      inputs: [
        { name: 'x', dims: ['N', 1] },
        { name: 'ml_weight', dims: [1, 2] },
      ],
    }),
    /ml_weight is float\[1,2\]/,
  ],
  [
    'an output that is one threat for all rows',
    modelWith({
      nodes: [
        sigmoid,
        { op: 'ReduceMax', inputs: ['y'], outputs: ['all'], attributes: { keepdims: { int: 1 } } },
      ],
      outputs: [{ name: 'all', dims: ['M', 1] }],
    }),
    /for 2 rows its output all is \[1,1\]/,
  ],
];

/** Valid protobuf, but nothing onnxruntime could run. */
export const unknownOperator = modelWith({ nodes: [{ op: 'NoSuchOp', inputs: ['x'], outputs: ['y'] }] });

/** An operator of a set that is not the standard one. */
export const customOperator = modelWith({
  nodes: [{ op: 'Threat', domain: 'com.example', inputs: ['x'], outputs: ['y'] }],
});

/** An initializer `w` whose values are in another file (TensorProto.data_location). */
export const externalData = message(
  ...[...fieldsOf(modelWith({}))].map(({ field, bytes, integer }) => {
    if (bytes === undefined) return integerField(field, integer);
    const tensor = message(integerField(1, 1), integerField(2, 1), stringField(8, 'w'), integerField(14, 1));
    return bytesField(field, field === 7 ? message(bytes, bytesField(5, tensor)) : bytes);
  }),
);
