/**
 * Reads what an ONNX file says of itself: its versions, metadata, inputs and outputs (DESIGN §4), without
 * loading onnxruntime-web. Weights and nodes are stepped over, not decoded; whether the graph can run is for
 * onnxruntime to say. Field numbers are those of onnx.proto.
 */
import { type Dimension, ELEMENT } from './onnx-file.ts';
import { fieldsOf, textOf, WireError } from './protobuf-wire.ts';

export interface HeaderValue {
  readonly name: string;
  /** TensorProto.DataType; 0 for anything that is no tensor. */
  readonly element: number;
  /** null where the file gives no shape; '' for an extent that has neither number nor name. */
  readonly dims: readonly Dimension[] | null;
}

export interface OnnxHeader {
  readonly irVersion: number;
  /** Version of the default operator set; 0 if none is stated. */
  readonly opset: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** Inputs a caller feeds: those that are no initializers. */
  readonly inputs: readonly HeaderValue[];
  readonly outputs: readonly HeaderValue[];
  /** Name of an initializer whose values are in another file, where there is one. */
  readonly external: string | undefined;
}

const ELEMENT_NAMES = new Map<number, string>([
  ...Object.entries(ELEMENT).map(([name, element]): [number, string] => [element, name]),
  [0, 'no tensor'],
  [6, 'int32'],
  [8, 'string'],
  [9, 'bool'],
  [10, 'float16'],
]);

/** e.g. `float[N,1]`, for messages. */
export function signatureOf({ element, dims }: HeaderValue): string {
  const type = ELEMENT_NAMES.get(element) ?? `element type ${element}`;
  return dims === null ? `${type} of unknown shape` : `${type}[${dims.map((dim) => dim || '?').join(',')}]`;
}

/** The bytes of the given field, wherever it occurs. */
function* bytesOf(source: Uint8Array, wanted: number): Generator<Uint8Array> {
  for (const { field, bytes } of fieldsOf(source)) if (field === wanted && bytes) yield bytes;
}

function nameIn(source: Uint8Array, field: number): string {
  let name = '';
  for (const bytes of bytesOf(source, field)) name = textOf(bytes);
  return name;
}

function readDimension(source: Uint8Array): Dimension {
  let dimension: Dimension = '';
  for (const { field, bytes, integer } of fieldsOf(source)) {
    if (field === 1 && integer !== undefined) dimension = integer;
    if (field === 2 && bytes) dimension = textOf(bytes);
  }
  return dimension;
}

function readValue(source: Uint8Array): HeaderValue {
  let element = 0;
  let dims: Dimension[] | null = null;
  for (const type of bytesOf(source, 2)) {
    for (const tensor of bytesOf(type, 1)) {
      for (const { field, bytes, integer } of fieldsOf(tensor)) {
        if (field === 1 && integer !== undefined) element = integer;
        if (field === 2 && bytes) dims = Array.from(bytesOf(bytes, 1), readDimension);
      }
    }
  }
  return { name: nameIn(source, 1), element, dims };
}

/** @throws WireError when the bytes are no ONNX file, or only the beginning of one */
export function readOnnxHeader(source: Uint8Array): OnnxHeader {
  let irVersion = 0;
  let opset = 0;
  let graphs = 0;
  const metadata = new Map<string, string>();
  const initializers = new Set<string>();
  const inputs: HeaderValue[] = [];
  const outputs: HeaderValue[] = [];
  let external: string | undefined;
  for (const { field, bytes, integer } of fieldsOf(source)) {
    if (field === 1 && integer !== undefined) irVersion = integer;
    if (bytes === undefined) continue;
    if (field === 8) opset = nameIn(bytes, 1) === '' ? versionIn(bytes) : opset;
    if (field === 14) metadata.set(nameIn(bytes, 1), nameIn(bytes, 2));
    if (field !== 7) continue;
    graphs++;
    for (const inGraph of fieldsOf(bytes)) {
      if (inGraph.bytes === undefined) continue;
      if (inGraph.field === 5) {
        const name = nameIn(inGraph.bytes, 8);
        initializers.add(name);
        if (isExternal(inGraph.bytes)) external ??= name;
      }
      if (inGraph.field === 11) inputs.push(readValue(inGraph.bytes));
      if (inGraph.field === 12) outputs.push(readValue(inGraph.bytes));
    }
  }
  if (graphs !== 1 || irVersion < 1) throw new WireError(`it holds ${graphs} graphs, format ${irVersion}`);
  return {
    irVersion,
    opset,
    metadata,
    inputs: inputs.filter(({ name }) => !initializers.has(name)),
    outputs,
    external,
  };
}

/** TensorProto.data_location is EXTERNAL. */
function isExternal(tensor: Uint8Array): boolean {
  for (const { field, integer } of fieldsOf(tensor)) if (field === 14 && integer === 1) return true;
  return false;
}

function versionIn(opsetImport: Uint8Array): number {
  let version = 0;
  for (const { field, integer } of fieldsOf(opsetImport))
    if (field === 2 && integer !== undefined) version = integer;
  return version;
}
