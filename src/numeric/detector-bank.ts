/**
 * Detectors of many series (assembly/detector.ts) in one instance of the numeric core, whose memory grows with them:
 * `DetectorBank.stateBytes` a series. Not to be shared between threads.
 */
import { constant } from './functions.ts';
import { instantiateCore } from './wasm.ts';

const PAGE = 1 << 16;
/** Series that room is made for at a time. */
const GROWTH = 64;

/** What a series surprises by, in the order of the kernel. */
export const SURPRISING = ['value', 'fast average', 'slow average', 'step', 'calm', 'day', 'week'] as const;
export type Surprising = (typeof SURPRISING)[number];

/** What is found of one sample. */
export interface Finding {
  /** −log10(p)/6 of how unlikely the sample is, in [0, 1]: 1/3 is once in a hundred samples, 1 once in a million. */
  readonly score: number;
  /** The same for an alarm that was not told before; below the alarm level otherwise. */
  readonly told: number;
  /** What surprises most. */
  readonly by: Surprising;
  /** Self-information of that, bits. */
  readonly bits: number;
  /** −log10(p) of leaving the range of all values so far; 0 inside it. */
  readonly breakout: number;
  /** The range of values before it, in the unit of the series. */
  readonly low: number;
  readonly high: number;
  /** Samples before it. */
  readonly samples: number;
  /** What surprises, and what is usual for it, in the unit of the series: for `day` and `week` the value. */
  readonly found: number;
  readonly usual: number;
  /** Between these all but a half percent of it on each side lay; for `day` and `week` of the difference to the usual. */
  readonly usualLow: number;
  readonly usualHigh: number;
}

/** Share of the samples on each side that is not usual. */
const TAIL = 0.005;

export class DetectorBank {
  readonly #core = instantiateCore();
  readonly #base: number;
  #io: Float64Array;
  #room = 0;
  #length = 0;
  readonly #free: number[] = [];

  static readonly stateBytes: number = constant('DETECTOR_STATE_BYTES');
  /** Samples before a series is judged. */
  static readonly warmUp: number = constant('DETECTOR_WARM_UP');
  /** Score from which a sample is an alarm, where nothing else is asked for. */
  static readonly alarm: number = constant('DETECTOR_ALARM');

  constructor() {
    this.#base = this.#core.fn.heapBase();
    this.#io = this.#core.io;
  }

  /** Bytes of all states. */
  get bytes(): number {
    return this.#length * DetectorBank.stateBytes;
  }

  /** A new series; its number. Numbers of removed ones are used again. */
  add(): number {
    const series = this.#free.pop() ?? this.#length++;
    if (series >= this.#room) this.#grow(Math.max(GROWTH, this.#room));
    new Uint8Array(this.#core.memory.buffer, this.#addressOf(series), DetectorBank.stateBytes).fill(0);
    return series;
  }

  remove(series: number): void {
    this.#free.push(series);
  }

  /** A copy of the state of a series: `stateBytes`. */
  read(series: number): Uint8Array {
    return new Uint8Array(this.#core.memory.buffer, this.#addressOf(series), DetectorBank.stateBytes).slice();
  }

  /** Puts a state that was read in the place of that of a series. @throws RangeError for one of another length */
  write(series: number, state: Uint8Array): void {
    if (state.length !== DetectorBank.stateBytes) {
      throw new RangeError(`state has ${state.length} bytes, but must have ${DetectorBank.stateBytes}`);
    }
    new Uint8Array(this.#core.memory.buffer, this.#addressOf(series), DetectorBank.stateBytes).set(state);
  }

  /**
   * @param timestamp seconds since the epoch
   * @param value not finite, or beyond ±1e150: unknown; nothing changes
   * @returns its score
   */
  detect(series: number, timestamp: number, value: number): number {
    return this.#core.fn.detect(this.#addressOf(series), timestamp, value);
  }

  /**
   * One sample of every series at once, in the order of their numbers.
   *
   * @param values NaN where a series has none
   * @returns their scores as told; valid until the next call
   */
  detectAll(timestamp: number, values: Float64Array): Float64Array {
    if (values.length !== this.#length) {
      throw new RangeError(`values has ${values.length} numbers, but there are ${this.#length} series`);
    }
    const address = this.#addressOf(this.#room);
    const block = new Float64Array(this.#core.memory.buffer, address, this.#length);
    block.set(values);
    this.#core.fn.detectAll(this.#base, this.#length, timestamp, address, address);
    return block;
  }

  /** What the last `detect`, which was of this series, found. */
  finding(series: number): Finding {
    const [score, told, feature = 0, bits, breakout, low, high, samples, usual, found] = this.#io;
    const by = SURPRISING[feature] ?? 'value';
    const [usualLow, usualHigh] =
      feature === 0 ? this.usualRange(series) : this.#range(series, feature, TAIL);
    const [middle] = this.#range(series, feature, 0.5);
    // The kernel tells logarithms of steps: its scale of them.
    const inUnit = by === 'calm' ? this.#core.fn.exp : (x: number): number => x;
    return {
      score: score ?? Number.NaN,
      told: told ?? Number.NaN,
      by,
      bits: bits ?? Number.NaN,
      breakout: breakout ?? Number.NaN,
      low: low ?? Number.NaN,
      high: high ?? Number.NaN,
      samples: samples ?? Number.NaN,
      found: inUnit(found ?? Number.NaN),
      usual: by === 'day' || by === 'week' ? (usual ?? Number.NaN) : inUnit(middle),
      usualLow: inUnit(usualLow),
      usualHigh: inUnit(usualHigh),
    };
  }

  /** Samples before the one of the last `detect`. */
  get samples(): number {
    return this.#io[7] ?? Number.NaN;
  }

  /** Score as told of the last `detect`. */
  get told(): number {
    return this.#io[1] ?? Number.NaN;
  }

  /** Values between which all but a half percent of a series on each side lay, and none beyond the extremes. */
  usualRange(series: number): [low: number, high: number] {
    const [low, high] = [this.#io[5] ?? Number.NaN, this.#io[6] ?? Number.NaN];
    const [usualLow, usualHigh] = this.#range(series, 0, TAIL);
    return [Math.max(low, usualLow), Math.min(high, usualHigh)];
  }

  #range(series: number, feature: number, share: number): [low: number, high: number] {
    this.#core.fn.usualRange(this.#addressOf(series), feature, share);
    return [this.#io[16] ?? Number.NaN, this.#io[17] ?? Number.NaN];
  }

  #addressOf(series: number): number {
    return this.#base + series * DetectorBank.stateBytes;
  }

  #grow(series: number): void {
    const { memory, fn } = this.#core;
    const room = this.#room + series;
    // Behind the states, a number each for the values of detectAll.
    const end = this.#addressOf(room) + room * Float64Array.BYTES_PER_ELEMENT;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    this.#room = room;
    // Growing took the old view its memory, and its length.
    this.#io = new Float64Array(memory.buffer, fn.ioAddress(), constant('IO_SLOTS'));
  }
}
