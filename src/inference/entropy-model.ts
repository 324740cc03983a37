/**
 * The Entropy threat model (DESIGN §4): total anomalies in, threat in [0,1] out, by an ONNX model on
 * onnxruntime-web. Importing this file loads nothing of it; load() does, and takes 0.25 to 0.4 s in a fresh
 * process, so start it early.
 *
 * Inputs and results are float32. The same inputs give the same bits on every runtime.
 */
import { ModelError, messageOf, VenomError } from '../core/errors.ts';
import type { ThreatModel } from '../flows/flow.ts';
import { badInput, badOutput, badShape, brokenModel, requireWeight } from './model-errors.ts';
import { type ModelFile, openModel } from './model-file.ts';
import { DEFAULT_ML_WEIGHT, ML_WEIGHT_INPUT } from './onnx-file.ts';
import { createSession, type Feeds, loadRuntime, type OnnxRuntime, type Session } from './onnx-runtime.ts';

/** Plain data: can cross a thread. */
export interface EntropyModelOptions {
  /** Weight to start with; else the one the model carries, else 0.12. A model without `ml_weight` ignores it. */
  readonly mlWeight?: number;
  /** Path of an ONNX file, or its bytes; the built-in model where it is left out. */
  readonly model?: string | Uint8Array;
  /** What messages call a model that is given as bytes; `bytes` where it is left out. */
  readonly source?: string;
}

/** What a ledger records of a model. */
export interface ModelInfo {
  /** SHA-256 of the ONNX file, lower-case hex. */
  readonly sha256: string;
  /** The path, `built-in`, or `bytes`. */
  readonly source: string;
  readonly input: string;
  /** F: numbers in a row of the input. */
  readonly features: number;
  readonly hasMlWeight: boolean;
  /** null when the model takes no weight. */
  readonly mlWeight: number | null;
  readonly opset: number;
  readonly irVersion: number;
}

/** How many answers are remembered, the longest unused forgotten first: some 50 kB. */
export const MEMO_LIMIT = 256;

interface Loaded {
  readonly runtime: OnnxRuntime;
  readonly session: Session;
}

/**
 * @example
 * const model = await new EntropyModel({ mlWeight: 0.12 }).load();
 * await model.threat(4); // 0.6177478432655334
 * model.setMlWeight(0.2); // a feed: nothing is loaded again
 * await model.close();
 */
export class EntropyModel implements ThreatModel {
  readonly #model: string | Uint8Array | undefined;
  readonly #source: string | undefined;
  #mlWeight: number | undefined;
  #last: { readonly row: number; readonly mlWeight: number; readonly threat: number } | undefined;
  #file: ModelFile | undefined;
  #loading: Promise<Loaded> | undefined;
  #closed = false;
  #sessionRuns = 0;
  readonly #memo = new Map<string, Promise<number>>();
  /** Runs of the model under way. */
  readonly #runs = new Set<Promise<Float32Array>>();

  /** @throws ModelError ERR_MODEL_WEIGHT when `mlWeight` is below 0 or no finite float32 */
  constructor({ mlWeight, model, source }: EntropyModelOptions = {}) {
    if (mlWeight !== undefined) requireWeight(mlWeight);
    this.#mlWeight = mlWeight;
    this.#model = model;
    this.#source = source;
  }

  /** The weight that threat() uses when none is given. @throws ModelError as info() does */
  get mlWeight(): number {
    return this.#mlWeight ?? this.#open().mlWeight ?? DEFAULT_ML_WEIGHT;
  }

  /** Times the model ran in this object, the trial at load included. */
  get sessionRuns(): number {
    return this.#sessionRuns;
  }

  /**
   * What the model is; reads the file if that has not been done, and loads nothing else.
   *
   * @throws ModelError ERR_MODEL_MISSING, ERR_MODEL_UNREADABLE, ERR_MODEL_BROKEN, ERR_MODEL_SHAPE, ERR_MODEL_WEIGHT,
   *   ERR_MODEL_SIZE, ERR_MODEL_EXTERNAL
   */
  info(): ModelInfo {
    const { sha256, source, input, features, hasMlWeight, opset, irVersion } = this.#open();
    const mlWeight = hasMlWeight ? this.mlWeight : null;
    return { sha256, source, input, features, hasMlWeight, mlWeight, opset, irVersion };
  }

  /**
   * What another thread builds this very model from: its bytes, as the file may be another one by then.
   *
   * @throws ModelError as info() does
   */
  options(): EntropyModelOptions {
    if (this.#model === undefined) return { mlWeight: this.mlWeight };
    const { bytes, source } = this.#open();
    return { mlWeight: this.mlWeight, model: bytes, source };
  }

  /**
   * Sets the weight that threat() uses when none is given; takes effect with the next call.
   *
   * @throws ModelError ERR_MODEL_WEIGHT when the model takes no weight, or `mlWeight` is below 0 or no finite float32;
   *   and as info() does
   */
  setMlWeight(mlWeight: number): void {
    requireWeight(mlWeight);
    const { hasMlWeight, source } = this.#open();
    if (!hasMlWeight)
      throw new ModelError(`the model ${source} takes no ml weight: it has no input ${ML_WEIGHT_INPUT}`, {
        code: 'ERR_MODEL_WEIGHT',
        fix: `Do not set the weight, or give a model with an input ${ML_WEIGHT_INPUT} [1,1].`,
      });
    this.#mlWeight = mlWeight;
  }

  /**
   * Loads onnxruntime-web and the model, and runs it once on rows of zeros and ones. Further calls give the
   * same result; threat() and threatBatch() wait for it by themselves.
   *
   * @throws ModelError as info() does, and ERR_MODEL_OUTPUT, ERR_MODEL_RUNTIME
   */
  async load(): Promise<this> {
    await this.#ready();
    return this;
  }

  /**
   * Threat of one row: a number for a model of one feature, else its F features in order. A row that was asked
   * of late is answered without running the model (MEMO_LIMIT). A model without `ml_weight` ignores `mlWeight`.
   *
   * @throws ModelError ERR_MODEL_INPUT, ERR_MODEL_WEIGHT, ERR_MODEL_OUTPUT; and as load() does
   */
  async threat(row: number | readonly number[], mlWeight = this.mlWeight): Promise<number> {
    // A calm supervisor asks the same at every beat: answered without so much as a key.
    const last = this.#last;
    if (last && row === last.row && mlWeight === last.mlWeight && !this.#closed) return last.threat;
    const threat = await this.#remembered(row, mlWeight);
    if (typeof row === 'number') this.#last = { row, mlWeight, threat };
    return threat;
  }

  async #remembered(row: number | readonly number[], mlWeight: number): Promise<number> {
    const rows = Float32Array.from(typeof row === 'number' ? [row] : row, positiveZero);
    // The model sees float32, so inputs equal as float32 are the same question.
    const key = `${this.#open().hasMlWeight ? Math.fround(mlWeight) : ''} ${rows}`;
    const known = this.#memo.get(key);
    const answer = known ?? this.#threats(rows, 1, mlWeight).then(only);
    this.#memo.delete(key);
    this.#memo.set(key, answer);
    if (known === undefined) this.#forgetOldest();
    try {
      return await answer;
    } catch (error) {
      if (this.#memo.get(key) === answer) this.#memo.delete(key);
      throw error;
    }
  }

  /**
   * Threats of many rows in one run of the model, nothing remembered; equal bit for bit to threat() of each.
   *
   * @param values N·F features, row by row
   * @throws ModelError ERR_MODEL_INPUT, ERR_MODEL_WEIGHT, ERR_MODEL_OUTPUT; and as load() does
   */
  async threatBatch(
    values: Float32Array | readonly number[],
    mlWeight = this.mlWeight,
  ): Promise<Float32Array> {
    const rows = withoutNegativeZeros(new Float32Array(values));
    if (rows.length === 0) return rows;
    return this.#threats(rows, rows.length / this.#open().features, mlWeight);
  }

  /** Frees the session. A closed model answers no more. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#memo.clear();
    this.#last = undefined;
    // A load that failed left nothing to free, and has been told to whoever started it.
    const loaded = await this.#loading?.catch(() => undefined);
    // Released under a run, onnxruntime never returns and takes the thread with it.
    await Promise.allSettled(this.#runs);
    await loaded?.session.release();
  }

  #open(): ModelFile {
    this.#file ??= openModel(this.#model, this.#source);
    return this.#file;
  }

  #ready(): Promise<Loaded> {
    if (this.#closed) return Promise.reject(closedModel());
    this.#loading ??= this.#start();
    return this.#loading;
  }

  async #start(): Promise<Loaded> {
    const file = this.#open();
    const runtime = await loadRuntime();
    const session = await createSession(runtime, file.bytes).catch((error: unknown) => {
      throw error instanceof VenomError ? error : brokenModel(file.source, messageOf(error), error);
    });
    const loaded = { runtime, session };
    try {
      const trial = new Float32Array(2 * file.features).fill(1, file.features);
      await this.#run(loaded, trial, 2, this.mlWeight);
    } catch (error) {
      await session.release();
      throw error;
    }
    return loaded;
  }

  async #threats(rows: Float32Array, count: number, mlWeight: number): Promise<Float32Array> {
    const { features, source } = this.#open();
    if (rows.length !== count * features || !Number.isInteger(count))
      throw badInput(`the model ${source} takes rows of ${features}, ${rows.length} numbers were given`);
    const bad = firstOutside(rows, -MOST_FLOAT32, MOST_FLOAT32);
    if (bad >= 0) throw badInput(`number ${bad} of the threat model's input is ${rows[bad]}`);
    requireWeight(mlWeight);
    const loaded = await this.#ready();
    if (this.#closed) throw closedModel();
    const run = this.#run(loaded, rows, count, mlWeight);
    this.#runs.add(run);
    try {
      return await run;
    } finally {
      this.#runs.delete(run);
    }
  }

  async #run({ runtime, session }: Loaded, rows: Float32Array, count: number, mlWeight: number) {
    const { input, output, features, hasMlWeight, source } = this.#open();
    const { Tensor } = runtime.ort;
    const feeds: Feeds = {
      [input]: new Tensor('float32', rows, [count, features]),
      ...(hasMlWeight ? { [ML_WEIGHT_INPUT]: new Tensor('float32', [mlWeight], [1, 1]) } : {}),
    };
    this.#sessionRuns++;
    const results = await session.run(feeds).catch((error: unknown) => {
      throw brokenModel(source, messageOf(error), error);
    });
    const tensor = results[output];
    const threats = tensor?.data;
    if (!tensor || !(threats instanceof Float32Array) || !isColumn(tensor.dims, count))
      throw badShape(source, `for ${count} rows its output ${output} is [${tensor?.dims}]`);
    const bad = firstOutside(threats, 0, 1);
    if (bad >= 0) throw badOutput(source, threats[bad], rows.subarray(bad * features, (bad + 1) * features));
    return withoutNegativeZeros(threats.slice());
  }

  #forgetOldest(): void {
    for (const key of this.#memo.keys()) {
      if (this.#memo.size <= MEMO_LIMIT) return;
      this.#memo.delete(key);
    }
  }
}

/** −0 is the same number as 0: not another question, not −∞ where a model divides, not a threat (DESIGN §3). */
function positiveZero(value: number): number {
  return value + 0;
}

/** Greatest finite float32. */
const MOST_FLOAT32 = 3.4028234663852886e38;

/** In place. Loops, not callbacks: a fleet asks of a million rows at once, and calls were half of that time. */
function withoutNegativeZeros(numbers: Float32Array): Float32Array {
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i] ?? 0) + 0;
  return numbers;
}

/** Index of the first number not in [least, most], NaN among them; −1 where there is none. */
function firstOutside(numbers: Float32Array, least: number, most: number): number {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i] ?? 0;
    if (!(value >= least && value <= most)) return i;
  }
  return -1;
}

function closedModel(): Error {
  return new Error('the entropy model has been closed');
}

function only([value]: Float32Array): number {
  if (value === undefined) throw new RangeError('one row gave no threat');
  return value;
}

function isColumn(dims: readonly number[], count: number): boolean {
  return dims[0] === count && (dims.length === 1 || (dims.length === 2 && dims[1] === 1));
}
