/**
 * A fleet: the genomes of many entities, beaten in one call (DESIGN §3.6). What an entity keeps has bit for bit what a
 * single organism would keep on the same inputs; its inputs and outputs are typed arrays on the memory of the kernels.
 *
 * Where a single organism would refuse an input, or has none, the fleet says *not known*: an entity whose anomalies are
 * below 0 (BLIND) or whose threat is no number in [0, 1] is at ALERT, as is one whose workload is none, which
 * counts as on its threshold. A load that is missing (NaN) is held, as for one organism.
 *
 * pidStable is judged every ten beats of the fleet: there it is what a single organism says, in between it stays.
 */
import { budgetOf, ParameterError, requireFinite, requireNonNegative } from '../numeric/index.ts';
import { badFleet } from './fleet-errors.ts';
import { SLOT, TASK, type Task } from './job.ts';
import { instantiateKernels, newMemory, sharedMemoryHere } from './kernels.ts';
import {
  AGE_MAX,
  AGE_SHIFT,
  bytesPerEntity,
  CHUNK,
  layoutOf,
  PARAMETER_FIELDS,
  SHARED_PARAMETERS,
  THREATENED,
  UNSTABLE,
} from './layout.ts';
import {
  checkParameters,
  DEFAULT_PARAMETERS,
  divisorOf,
  type FleetParameters,
  kernelParameters,
} from './parameters.ts';
import { FleetPool } from './pool.ts';
import { decodeSnapshot, encodeSnapshot, SAVED_FIELDS, type Snapshot } from './snapshot.ts';
import { type FleetInput, FleetState, type FleetViews, PARAMETER_NAMES } from './state.ts';
import { checkSnapshot } from './state-check.ts';

/** Kernels by what the input is: parameters shared, parameters of their own. */
const BEATS: Readonly<Record<FleetInput, readonly [Task, Task]>> = {
  workload: [TASK.beatWorkloadShared, TASK.beatWorkloadOwn],
  lnWorkload: [TASK.beatLnWorkloadShared, TASK.beatLnWorkloadOwn],
  load: [TASK.beatLoadShared, TASK.beatLoadOwn],
};

/** In place of an entity's anomalies: it cannot be seen. */
export const BLIND = -1;

/** Injected anomalies that are told apart, as for one organism. */
const MOST_INJECTED = 1e6;
/** Beats of half a stability window. */
const HALF_WINDOW = 10;
/** A step below this would let the slope overflow; seconds. */
const LEAST_STEP = 1e-9;

export interface FleetOptions {
  /** Entities to begin with. */
  readonly size?: number;
  /** Entities to reserve room for. */
  readonly capacity?: number;
  /** What `views.input` holds; `workload` by default. */
  readonly input?: FleetInput;
  /** Of all entities; where `ownParameters` is set, of those that are given no others. */
  readonly parameters?: Partial<FleetParameters>;
  /** Every entity has parameters of its own, 64 bytes more. */
  readonly ownParameters?: boolean;
  /** Longest step that counts, seconds; none by default. */
  readonly dtMax?: number;
  /** False: a memory of this thread's own, so no workers. By default shared where there is shared memory. */
  readonly shared?: boolean;
}

/** Answers all entities in one call; an EntropyModel of one feature does. */
export interface FleetModel {
  threatBatch(totals: Float32Array): Promise<Float32Array>;
}

/** One entity's state, as plain values. */
export interface FleetGenome {
  readonly weights: { readonly R: number; readonly B: number; readonly E: number; readonly O: number };
  readonly risk: { readonly anoms: number };
  readonly pid: {
    readonly integral: number;
    readonly error: number | null;
    readonly timestamp: number | null;
  };
  readonly threatAge: number;
  readonly threatened: boolean;
  readonly load: number | null;
  /** As of the last whole half of the stability window. */
  readonly pidStable: boolean;
  /** What the entity may spend on optional work, 0 to 1. */
  readonly budget: number;
}

/**
 * @example
 * const fleet = new Fleet({ size: 100_000, input: 'load', parameters: { setpoint: 0.7 } });
 * await fleet.startThreads(2);
 * fleet.views.input.set(loads);
 * fleet.views.anoms.set(surprises);
 * await fleet.beatWith(await new EntropyModel().load(), Date.now() / 1000);
 * fleet.views.actions; // index into ACTIONS
 */
export class Fleet {
  readonly state: FleetState;
  readonly #pool: FleetPool;
  readonly #shared: boolean;
  readonly #dtMax: number;
  readonly #defaults: FleetParameters;
  /** k of entities with parameters of their own: with the live nodes it makes the divisor. */
  #flows = new Float64Array(0);
  #liveNodes: number;
  readonly #injected = new Map<number, number>();
  #hasRisk = false;
  #timestamp: number | null = null;
  #beats = 0;
  /** The model has been asked for threats and has not answered. */
  #asking = false;
  #views: FleetViews;

  /** @throws ParameterError, UsageError ERR_FLEET */
  constructor({
    size = 0,
    capacity = size,
    input = 'workload',
    parameters = {},
    ownParameters = false,
    dtMax = Number.POSITIVE_INFINITY,
    shared = sharedMemoryHere(),
  }: FleetOptions = {}) {
    requireCount('size', size);
    requireCount('capacity', capacity);
    if (!(dtMax > 0)) throw new ParameterError('dtMax', dtMax, 'a number of seconds above 0');
    this.#defaults = checkParameters({ ...DEFAULT_PARAMETERS, ...parameters });
    this.#liveNodes = this.#defaults.p;
    this.#dtMax = dtMax;
    this.#shared = shared;
    const layout = layoutOf(Math.max(size, capacity), ownParameters);
    const memory = newMemory(layout.bytes, shared);
    this.state = new FleetState(memory, layout, ownParameters, input);
    this.#pool = new FleetPool(instantiateKernels(memory, shared), memory);
    this.#views = this.state.views();
    this.#shareParameters();
    this.add(size);
  }

  get size(): number {
    return this.state.size;
  }

  /** Beats so far. */
  get beats(): number {
    return this.#beats;
  }

  /** Time of the last beat, seconds; null before the first. */
  get timestamp(): number | null {
    return this.#timestamp;
  }

  /**
   * Live arrays of inputs (`input`, `anoms`, `threats`) and state; other ones after add() and remove(). What is written
   * into the state is not checked: restore() is the door for what comes from outside.
   */
  get views(): FleetViews {
    return this.#views;
  }

  /** Bytes an entity takes. */
  get bytesPerEntity(): number {
    return bytesPerEntity(this.state.ownParameters);
  }

  /** Threads that take part in a beat, and why there is only one where there can be no more. */
  get threads(): { readonly count: number; readonly note: string | null } {
    const note = this.#shared ? null : 'one thread: the memory of this fleet is not shared';
    return { count: this.#pool.threads, note };
  }

  /** Lets `count` threads take part, this one among them. Without shared memory there is one: see `threads`. */
  async startThreads(count: number): Promise<number> {
    requireCount('threads', count);
    if (this.#shared) await this.#pool.start(count);
    return this.#pool.threads;
  }

  /** Ends the workers; the fleet goes on with one thread. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** Adds `count` entities as they are born; returns the index of the first. */
  add(count: number): number {
    requireCount('count', count);
    this.#requireIdle();
    const { state } = this;
    const first = state.size;
    if (first + count > state.layout.capacity) {
      // Half as much again, so that adding one by one costs no more than adding all at once.
      state.grow(Math.max(first + count, Math.ceil(state.layout.capacity * 1.5)));
      this.#pool.remap();
    }
    state.bear(first, first + count, this.#beats % HALF_WINDOW === 0);
    state.size = first + count;
    if (state.ownParameters) this.#beginWithDefaults(first, first + count);
    this.#views = state.views();
    return first;
  }

  /** Takes entity `index` out; the last one takes its place. Returns the index that one had. */
  remove(index: number): number {
    this.#requireEntity(index);
    const { state } = this;
    const last = state.size - 1;
    state.move(last, index);
    state.bear(last, last + 1, true);
    const injected = this.#injected.get(last);
    this.#injected.delete(index);
    this.#injected.delete(last);
    if (injected !== undefined && last !== index) this.#injected.set(index, injected);
    if (state.ownParameters) this.#flows[index] = this.#flows[last] ?? this.#defaults.k;
    state.size = last;
    this.#views = state.views();
    return last;
  }

  /** Parameters of one entity; those not given are the fleet's. @throws ParameterError; UsageError ERR_FLEET where they are shared */
  setParameters(index: number, parameters: Partial<FleetParameters>): void {
    this.#requireEntity(index);
    if (!this.state.ownParameters) {
      throw badFleet('the entities of this fleet share their parameters', 'Create it with ownParameters.');
    }
    this.#setOwn(index, checkParameters({ ...this.#defaults, ...parameters }));
  }

  /** Live nodes of the mesh: shortens or stretches every pulse from the next beat on (DESIGN §3.1). */
  setLiveNodes(nodes: number): void {
    requireNonNegative('nodes', nodes);
    this.#liveNodes = nodes;
    this.#shareParameters();
    if (!this.state.ownParameters) return;
    const divisors = this.state.parameters('divisor');
    for (let i = 0; i < this.size; i++) divisors[i] = divisorOf(this.#flows[i] ?? 0, nodes);
  }

  /** Anomalies from outside: they count in full at the next beat and fade from then on. */
  inject(index: number, anoms: number): void {
    this.#requireEntity(index);
    requireNonNegative('anoms', anoms);
    this.#injected.set(index, Math.min((this.#injected.get(index) ?? 0) + anoms, MOST_INJECTED));
  }

  /** One beat with the threats that `views.threats` holds. @param timestamp seconds */
  beat(timestamp: number): void {
    this.#requireIdle();
    const elapsed = this.#elapsed(timestamp);
    this.#takeRisks(elapsed);
    this.#finish(timestamp, elapsed);
  }

  /**
   * One beat whose threats `model` gives in one call; they are in `views.threats` after it. Where the model fails no
   * threat is known and every entity is at ALERT (DESIGN §3.4).
   *
   * @returns what the model failed with, or null
   */
  async beatWith(model: FleetModel, timestamp: number): Promise<unknown> {
    this.#requireIdle();
    const elapsed = this.#elapsed(timestamp);
    this.#takeRisks(elapsed);
    this.#run(TASK.totalAnomalies, elapsed);
    this.#asking = true;
    let failure: unknown = null;
    try {
      const threats = await model.threatBatch(this.#views.threats);
      this.#views.threats.set(threats);
    } catch (error) {
      failure = error ?? new Error('the model failed');
      this.#views.threats.fill(Number.NaN);
    } finally {
      this.#asking = false;
    }
    this.#finish(timestamp, elapsed);
    return failure;
  }

  /** State of one entity. */
  genome(index: number): FleetGenome {
    this.#requireEntity(index);
    const v = this.#views;
    const at = (view: { readonly [i: number]: number }): number => view[index] ?? Number.NaN;
    const word = at(v.words);
    const error = at(v.error);
    const load = at(v.load);
    return {
      weights: { R: at(v.R), B: at(v.B), E: at(v.E), O: at(v.O) },
      risk: { anoms: at(v.risk) },
      pid: {
        integral: at(v.integral),
        error: Number.isNaN(error) ? null : error,
        timestamp: Number.isNaN(error) ? null : this.#timestamp,
      },
      threatAge: (word >>> AGE_SHIFT) & AGE_MAX,
      threatened: (word & THREATENED) !== 0,
      load: Number.isNaN(load) ? null : load,
      pidStable: (word & UNSTABLE) === 0,
      budget: budgetOf(at(v.O), !Number.isNaN(error) && at(v.actions) === 0),
    };
  }

  /** The whole fleet as bytes (snapshot.ts); inputs are not kept. */
  async snapshot(): Promise<Uint8Array> {
    this.#requireIdle();
    const { size, state } = this;
    const views = this.#views;
    const { k, p, t1, tThreshold, kp, ki, kd, setpoint } = this.#defaults;
    const own = PARAMETER_NAMES.map((name) => state.ownParameters && state.parameters(name)).filter(
      (array) => array !== false,
    );
    return encodeSnapshot({
      input: state.input,
      own: state.ownParameters,
      size,
      timestamp: this.#timestamp,
      beats: this.#beats,
      dtMax: this.#dtMax,
      liveNodes: this.#liveNodes,
      parameters: [k, p, t1, tThreshold, kp, ki, kd, setpoint],
      arrays: [
        ...SAVED_FIELDS.map((name) => views[name]),
        ...(state.ownParameters ? [this.#flows, ...own] : []),
      ],
      injections: [...this.#injected],
      words: views.words,
      actions: views.actions,
    });
  }

  /**
   * The fleet of which `bytes` are the snapshot, with the very bits it had.
   *
   * @throws InputError ERR_FLEET_SNAPSHOT for bytes that are none, ParameterError for impossible parameters
   */
  static async restore(
    bytes: Uint8Array,
    options: Pick<FleetOptions, 'capacity' | 'shared'> = {},
  ): Promise<Fleet> {
    const saved = await decodeSnapshot(bytes);
    checkSnapshot(saved);
    const { size, input, own, dtMax } = saved;
    const [k = 0, p = 0, t1 = 0, tThreshold = 0, kp = 0, ki = 0, kd = 0, setpoint = 0] = saved.parameters;
    const parameters = { k, p, t1, tThreshold, kp, ki, kd, setpoint };
    const fleet = new Fleet({ ...options, size, input, ownParameters: own, dtMax, parameters });
    fleet.#takeOver(saved);
    return fleet;
  }

  #takeOver(saved: Snapshot): void {
    const views = this.#views;
    for (const [i, name] of SAVED_FIELDS.entries()) views[name].set(saved.arrays[i] ?? []);
    views.words.set(saved.words);
    views.actions.set(saved.actions);
    if (saved.own) {
      const [flows, ...own] = saved.arrays.slice(SAVED_FIELDS.length);
      this.#flows.set(flows ?? []);
      for (const [i, name] of PARAMETER_NAMES.entries()) this.state.parameters(name).set(own[i] ?? []);
    }
    this.#liveNodes = saved.liveNodes;
    this.#shareParameters();
    this.#timestamp = saved.timestamp;
    this.#beats = saved.beats;
    for (const [i, anoms] of saved.injections) this.#injected.set(i, anoms);
    this.#hasRisk = views.risk.some((risk) => risk > 0);
  }

  #elapsed(timestamp: number): number {
    requireFinite('timestamp', timestamp);
    const elapsed = this.#timestamp === null ? 0 : timestamp - this.#timestamp;
    if (elapsed > 0 && elapsed < LEAST_STEP) {
      throw new ParameterError(
        'timestamp',
        timestamp,
        `at least ${LEAST_STEP} s after the last one, or not after it`,
      );
    }
    return elapsed;
  }

  #takeRisks(elapsed: number): void {
    if (this.#hasRisk) this.#run(TASK.fadeRisks, elapsed);
    if (this.#injected.size === 0) return;
    const { risk } = this.#views;
    for (const [i, anoms] of this.#injected) risk[i] = (risk[i] ?? 0) + anoms;
    this.#injected.clear();
    this.#hasRisk = true;
  }

  #finish(timestamp: number, elapsed: number): void {
    this.#run(BEATS[this.state.input][this.state.ownParameters ? 1 : 0], this.#step(elapsed));
    this.#timestamp = timestamp;
    this.#beats++;
    if (this.#beats % HALF_WINDOW === 0) this.#run(TASK.endHalf, 0);
  }

  /** Seconds of the PID's step (DESIGN §3.2). */
  #step(elapsed: number): number {
    return Math.min(Math.max(elapsed, 0), this.#dtMax);
  }

  #run(task: Task, seconds: number): void {
    const { slots } = this.#pool;
    const { states, pitch, parameters, words, anoms, threats, actions } = this.state.layout;
    slots[SLOT.states] = states;
    slots[SLOT.pitch] = pitch;
    slots[SLOT.parameters] = parameters;
    slots[SLOT.words] = words;
    slots[SLOT.anoms] = anoms;
    slots[SLOT.threats] = threats;
    slots[SLOT.actions] = actions;
    slots[SLOT.threshold] = parameters + PARAMETER_FIELDS.tThreshold * (this.state.ownParameters ? pitch : 8);
    slots[SLOT.thresholdStep] = this.state.ownParameters ? 8 : 0;
    this.#pool.run(task, Math.ceil(this.size / CHUNK), seconds);
  }

  #shareParameters(): void {
    const numbers = kernelParameters(this.#defaults, this.#liveNodes);
    new Float64Array(this.state.memory.buffer, SHARED_PARAMETERS, numbers.length).set(numbers);
  }

  #setOwn(index: number, parameters: FleetParameters): void {
    this.#flows[index] = parameters.k;
    this.state.setParameters(index, index + 1, kernelParameters(parameters, this.#liveNodes));
  }

  #beginWithDefaults(from: number, to: number): void {
    if (this.#flows.length < this.state.layout.capacity) {
      const flows = new Float64Array(this.state.layout.capacity);
      flows.set(this.#flows);
      this.#flows = flows;
    }
    this.#flows.fill(this.#defaults.k, from, to);
    this.state.setParameters(from, to, kernelParameters(this.#defaults, this.#liveNodes));
  }

  #requireEntity(index: number): void {
    this.#requireIdle();
    if (!Number.isInteger(index) || index < 0 || index >= this.size) {
      throw new ParameterError('index', index, `a whole number from 0 to ${this.size - 1}`);
    }
  }

  #requireIdle(): void {
    if (!this.#asking) return;
    throw badFleet('the fleet is waiting for its model', 'Await beatWith() before the next call.');
  }
}

function requireCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0)
    throw new ParameterError(name, value, 'a whole number, 0 or above');
}
