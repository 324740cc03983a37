/**
 * A threat model before it runs: its bytes, their SHA-256, and whether it keeps the contract of DESIGN §4: one
 * float input `[N,F]`, optionally `ml_weight [1,1]`, one float output `[N,1]` or `[N]`; N dynamic, F fixed.
 * Everything here is synchronous and takes well under a millisecond for the built-in model.
 */
import { readFileSync } from 'node:fs';
import { threatOnnxBase64, threatOnnxSha256 } from '#artefacts';
import { ModelError, messageOf, systemCodeOf } from '../core/errors.ts';
import { badShape, brokenModel } from './model-errors.ts';
import { ELEMENT, ML_WEIGHT_DEFAULT, ML_WEIGHT_INPUT } from './onnx-file.ts';
import { type HeaderValue, type OnnxHeader, readOnnxHeader, signatureOf } from './onnx-header.ts';

/** A model that keeps the contract as far as can be seen without running it. */
export interface ModelFile {
  /** The path it was read from, `built-in`, or `bytes` where the caller gave them. */
  readonly source: string;
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, lower-case hex: what `sha256sum` prints for the file. */
  readonly sha256: string;
  readonly input: string;
  readonly output: string;
  /** F: numbers in a row of the input. */
  readonly features: number;
  readonly hasMlWeight: boolean;
  /** What the file says the ml weight is to start with. */
  readonly mlWeight: number | null;
  readonly opset: number;
  readonly irVersion: number;
}

/**
 * @param model path of an ONNX file, or its bytes; the built-in model where it is left out
 * @throws ModelError ERR_MODEL_MISSING, ERR_MODEL_UNREADABLE, ERR_MODEL_BROKEN, ERR_MODEL_SHAPE, ERR_MODEL_WEIGHT
 */
export function openModel(model: string | Uint8Array | undefined): ModelFile {
  const file = fileOf(model);
  const header = headerOf(file);
  const weight = header.inputs.find(({ name }) => name === ML_WEIGHT_INPUT);
  const rows = header.inputs.filter((input) => input !== weight);
  const [input] = rows;
  const [output] = header.outputs;
  if (input === undefined || rows.length > 1) throw badShape(file.source, listed('input', rows));
  if (output === undefined || header.outputs.length > 1)
    throw badShape(file.source, listed('output', header.outputs));
  if (weight && !isWeight(weight)) throw badShape(file.source, `its ml_weight is ${signatureOf(weight)}`);
  if (!isOutput(output)) throw badShape(file.source, `its output ${output.name} is ${signatureOf(output)}`);
  return {
    ...file,
    input: input.name,
    output: output.name,
    features: featuresOf(file, input),
    hasMlWeight: weight !== undefined,
    mlWeight: weight ? defaultWeightOf(file, header) : null,
    opset: header.opset,
    irVersion: header.irVersion,
  };
}

type Bytes = Pick<ModelFile, 'source' | 'bytes' | 'sha256'>;

function fileOf(model: string | Uint8Array | undefined): Bytes {
  if (model === undefined) {
    const bytes = Uint8Array.from(atob(threatOnnxBase64), (character) => character.charCodeAt(0));
    return { source: 'built-in', bytes, sha256: threatOnnxSha256 };
  }
  // A copy: what was hashed is what runs, whatever becomes of the caller's array.
  const bytes = typeof model === 'string' ? read(model) : Uint8Array.from(model);
  const sha256 = sha256Of(bytes);
  return { source: typeof model === 'string' ? model : 'bytes', bytes, sha256 };
}

function sha256Of(bytes: Uint8Array): string {
  // Fetched when needed: the built-in model does not need it, and a start without it takes some 7 ms less.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(bytes).digest('hex');
}

function read(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    const missing = systemCodeOf(cause) === 'ENOENT';
    throw new ModelError(
      missing ? `the model ${path} does not exist` : `the model ${path} cannot be read: ${messageOf(cause)}`,
      {
        code: missing ? 'ERR_MODEL_MISSING' : 'ERR_MODEL_UNREADABLE',
        fix: 'Give the path of a readable ONNX file, or none for the built-in model.',
        cause,
      },
    );
  }
}

function headerOf({ source, bytes }: Bytes): OnnxHeader {
  try {
    return readOnnxHeader(bytes);
  } catch (cause) {
    throw brokenModel(source, messageOf(cause), cause);
  }
}

function listed(kind: 'input' | 'output', values: readonly HeaderValue[]): string {
  const list = values.map((value) => `${value.name} ${signatureOf(value)}`).join(', ');
  return `it has ${values.length} ${kind}s${list === '' ? '' : ` (${list})`}`;
}

function isWeight({ element, dims }: HeaderValue): boolean {
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
  if (Number.isFinite(Math.fround(weight))) return weight;
  throw new ModelError(`the model ${source} says ${ML_WEIGHT_DEFAULT} is ${JSON.stringify(text)}`, {
    code: 'ERR_MODEL_WEIGHT',
    fix: `Write a finite number into its metadata, or leave ${ML_WEIGHT_DEFAULT} out.`,
  });
}
