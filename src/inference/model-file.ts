/**
 * A threat model before it runs: its bytes, their SHA-256, and whether it keeps the contract of DESIGN §4: one
 * float input `[N,F]`, optionally `ml_weight [1,1]`, one float output `[N,1]` or `[N]`; N dynamic, F fixed.
 * Everything here is synchronous and takes well under a millisecond for the built-in model.
 */
import { readFileSync, statSync } from 'node:fs';
import { threatOnnxBase64, threatOnnxSha256 } from '#artefacts';
import { ModelError, messageOf, systemCodeOf } from '../core/errors.ts';
import { badShape, brokenModel, externalModel, isWeight, unreadableModel } from './model-errors.ts';
import { ELEMENT, FEATURE_NAMES, ML_WEIGHT_DEFAULT, ML_WEIGHT_INPUT } from './onnx-file.ts';
import { type HeaderValue, type OnnxHeader, readOnnxHeader, signatureOf } from './onnx-header.ts';

/** A model that keeps the contract as far as can be seen without running it. */
export interface ModelFile {
  /** The path it was read from, `built-in`, or `bytes` where the caller gave them. */
  readonly source: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hex: what `sha256sum` prints for the file. */
  readonly sha256: string;
  /** Name and signature, e.g. `float[N,1]`, of all it is fed. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  /** Name of the input that takes the rows. */
  readonly input: string;
  readonly output: string;
  /** F: numbers in a row of the input. */
  readonly features: number;
  readonly hasMlWeight: boolean;
  /** What the file says the ml weight is to start with. */
  readonly mlWeight: number | null;
  /** The names that the file gives its features; null where it gives none. */
  readonly featureNames: readonly string[] | null;
  readonly opset: number;
  readonly irVersion: number;
}

/** A larger file is no threat model: what decides at each beat is small, and is held in memory twice. */
export const LARGEST_MODEL = 64 * 1024 * 1024;

/**
 * @param model path of an ONNX file, or its bytes; the built-in model where it is left out
 * @param source what messages call a model that is given as bytes
 * @throws ModelError ERR_MODEL_MISSING, ERR_MODEL_UNREADABLE, ERR_MODEL_BROKEN, ERR_MODEL_SHAPE, ERR_MODEL_WEIGHT,
 *   ERR_MODEL_SIZE, ERR_MODEL_EXTERNAL
 */
export function openModel(model: string | Uint8Array | undefined, source = 'bytes'): ModelFile {
  const file = fileOf(model, source);
  const header = headerOf(file);
  if (header.external !== undefined) throw externalModel(file.source, header.external);
  const weight = header.inputs.find(({ name }) => name === ML_WEIGHT_INPUT);
  const rows = header.inputs.filter((input) => input !== weight);
  const [input] = rows;
  const [output] = header.outputs;
  if (input === undefined || rows.length > 1) throw badShape(file.source, listed('input', rows));
  if (output === undefined || header.outputs.length > 1)
    throw badShape(file.source, listed('output', header.outputs));
  if (weight && !isWeightInput(weight))
    throw badShape(file.source, `its ml_weight is ${signatureOf(weight)}`);
  if (!isOutput(output)) throw badShape(file.source, `its output ${output.name} is ${signatureOf(output)}`);
  return {
    ...file,
    inputs: signatures(header.inputs),
    outputs: signatures(header.outputs),
    input: input.name,
    output: output.name,
    features: featuresOf(file, input),
    hasMlWeight: weight !== undefined,
    mlWeight: weight ? defaultWeightOf(file, header) : null,
    featureNames: featureNamesOf(file, header),
    opset: header.opset,
    irVersion: header.irVersion,
  };
}

type Bytes = Pick<ModelFile, 'source' | 'bytes' | 'sha256'>;

function fileOf(model: string | Uint8Array | undefined, source: string): Bytes {
  if (model === undefined) {
    const bytes = Uint8Array.from(atob(threatOnnxBase64), (character) => character.charCodeAt(0));
    return { source: 'built-in', bytes, sha256: threatOnnxSha256 };
  }
  // A copy: what was hashed is what runs, whatever becomes of the caller's array.
  const bytes = typeof model === 'string' ? read(model) : Uint8Array.from(model);
  const sha256 = sha256Of(bytes);
  return { source: typeof model === 'string' ? model : source, bytes, sha256 };
}

function sha256Of(bytes: Uint8Array): string {
  // Fetched when needed: the built-in model does not need it, and a start without it takes some 7 ms less.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
}

function read(path: string): Uint8Array {
  try {
    const stat = statSync(path);
    // A pipe or a device has no size, and may have no end.
    if (!stat.isFile()) throw unreadableModel(path, 'it is no file');
    if (stat.size > LARGEST_MODEL) throw tooLarge(path, stat.size);
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    if (systemCodeOf(cause) !== 'ENOENT') throw unreadableModel(path, messageOf(cause), cause);
    throw new ModelError(`the model ${path} does not exist`, {
      code: 'ERR_MODEL_MISSING',
      fix: 'Give the path of a readable ONNX file, or none for the built-in model.',
      cause,
    });
  }
}

function tooLarge(path: string, size: number): ModelError {
  return new ModelError(
    `the model ${path} has ${size} bytes, but a threat model has at most ${LARGEST_MODEL}`,
    { code: 'ERR_MODEL_SIZE', fix: 'Give a smaller model: it answers at every beat.' },
  );
}

function headerOf({ source, bytes }: Bytes): OnnxHeader {
  try {
    return readOnnxHeader(bytes);
  } catch (cause) {
    throw brokenModel(source, messageOf(cause), cause);
  }
}

function signatures(values: readonly HeaderValue[]): Record<string, string> {
  return Object.fromEntries(values.map((value) => [value.name, signatureOf(value)]));
}

function listed(kind: 'input' | 'output', values: readonly HeaderValue[]): string {
  const list = values.map((value) => `${value.name} ${signatureOf(value)}`).join(', ');
  return `it has ${values.length} ${kind}s${list === '' ? '' : ` (${list})`}`;
}

function isWeightInput({ element, dims }: HeaderValue): boolean {
  return element === ELEMENT.float && dims?.length === 2 && dims.every((dim) => dim === 1);
}

/** A file need not state the shape of its output; then the first run shows it. */
function isOutput({ element, dims }: HeaderValue): boolean {
  if (element !== ELEMENT.float) return false;
  if (dims === null) return true;
  const [rows, columns] = dims;
  return (
    typeof rows === 'string' &&
    (dims.length === 1 || (dims.length === 2 && columns !== 0 && !(Number(columns) > 1)))
  );
}

function featuresOf(file: Bytes, input: HeaderValue): number {
  const { element, dims } = input;
  const [rows, columns] = dims ?? [];
  const fits = element === ELEMENT.float && dims?.length === 2 && typeof rows === 'string';
  if (!fits || typeof columns !== 'number' || columns < 1)
    throw badShape(file.source, `its input ${input.name} is ${signatureOf(input)}`);
  return columns;
}

function defaultWeightOf({ source }: Bytes, { metadata }: OnnxHeader): number | null {
  const text = metadata.get(ML_WEIGHT_DEFAULT);
  if (text === undefined) return null;
  const weight = text.trim() === '' ? Number.NaN : Number(text);
  if (isWeight(weight)) return weight;
  throw new ModelError(`the model ${source} says ${ML_WEIGHT_DEFAULT} is ${JSON.stringify(text)}`, {
    code: 'ERR_MODEL_WEIGHT',
    fix: `Write a number, 0 or above, into its metadata, or leave ${ML_WEIGHT_DEFAULT} out.`,
  });
}

function featureNamesOf({ source }: Bytes, { metadata }: OnnxHeader): readonly string[] | null {
  const text = metadata.get(FEATURE_NAMES);
  if (text === undefined) return null;
  try {
    const names: unknown = JSON.parse(text);
    if (Array.isArray(names) && names.every((name) => typeof name === 'string')) return names;
  } catch (cause) {
    throw brokenModel(source, `its ${FEATURE_NAMES} are no JSON`, cause);
  }
  throw brokenModel(source, `its ${FEATURE_NAMES} are no array of texts`, undefined);
}
