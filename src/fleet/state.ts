/** The memory of a fleet: its arrays as live views, room for more entities, and what one entity is born with. */
import { INITIAL_WEIGHTS, U_BASE } from '../core/constants.ts';
import { badFleet } from './fleet-errors.ts';
import { MOST_PAGES, PAGE } from './kernels.ts';
import {
  FIELDS,
  type Field,
  HALVES_SHIFT,
  type Layout,
  layoutOf,
  PARAMETER_COUNT,
  PARAMETER_FIELDS,
} from './layout.ts';

/** In the order of the kernels. */
export const PARAMETER_NAMES = Object.keys(PARAMETER_FIELDS) as (keyof typeof PARAMETER_FIELDS)[];

/** Live arrays on the memory, one number an entity. A fleet that grows has new ones. */
export interface FleetViews extends Readonly<Record<Field, Float64Array>> {
  /** Threatened, t, halves of the stability window, unstable: assembly/fleet-layout.ts. */
  readonly words: Uint32Array;
  readonly anoms: Float32Array;
  readonly threats: Float32Array;
  readonly actions: Uint8Array;
}

/** What the input of an entity is: a workload U, its logarithm, or a reading of the load. */
export type FleetInput = 'workload' | 'lnWorkload' | 'load';

/** The input of an entity that was given none yet; 0 is a ln U, NaN a reading that is missing. */
const NO_INPUT: Readonly<Record<FleetInput, number>> = { workload: U_BASE, lnWorkload: 0, load: Number.NaN };

export class FleetState {
  readonly memory: WebAssembly.Memory;
  readonly ownParameters: boolean;
  readonly input: FleetInput;
  layout: Layout;
  /** Of all there is room for. */
  all: FleetViews;
  size = 0;

  constructor(memory: WebAssembly.Memory, layout: Layout, ownParameters: boolean, input: FleetInput) {
    this.memory = memory;
    this.layout = layout;
    this.ownParameters = ownParameters;
    this.input = input;
    this.all = this.#views(layout.capacity);
    this.#clear(0, layout.capacity);
  }

  /** Of the entities there are. */
  views(): FleetViews {
    return this.#views(this.size);
  }

  /** The array of a parameter, where every entity has its own. */
  parameters(name: keyof typeof PARAMETER_FIELDS): Float64Array {
    const { parameters, pitch, capacity } = this.layout;
    return new Float64Array(this.memory.buffer, parameters + PARAMETER_FIELDS[name] * pitch, capacity);
  }

  /** Parameters of entities `from` to `to` as the kernels take them, where each has its own. */
  setParameters(from: number, to: number, numbers: Float64Array): void {
    for (const name of PARAMETER_NAMES) {
      this.parameters(name).fill(numbers[PARAMETER_FIELDS[name]] ?? Number.NaN, from, to);
    }
  }

  /** Makes room for `capacity` entities; what there was keeps its bits. */
  grow(capacity: number): void {
    const old = this.layout;
    if (capacity <= old.capacity) return;
    const next = layoutOf(capacity, this.ownParameters);
    const pages = Math.ceil(next.bytes / PAGE);
    if (pages > MOST_PAGES)
      throw badFleet(`${capacity} entities take more than 4 GiB`, 'Use several fleets.');
    const missing = pages - this.memory.buffer.byteLength / PAGE;
    if (missing > 0) this.memory.grow(missing);
    // From the last array to the first, since each moves up and none may run over one that has yet to move.
    const bytes = new Uint8Array(this.memory.buffer);
    const move = (from: number, to: number, length: number): unknown =>
      bytes.copyWithin(to, from, from + length);
    move(old.actions, next.actions, old.capacity);
    move(old.threats, next.threats, old.capacity * 4);
    move(old.anoms, next.anoms, old.capacity * 4);
    move(old.words, next.words, old.capacity * 4);
    const arrays = Object.keys(FIELDS).length + (this.ownParameters ? PARAMETER_COUNT : 0);
    for (let k = arrays - 1; k > 0; k--) {
      move(old.states + k * old.pitch, next.states + k * next.pitch, old.capacity * 8);
    }
    this.layout = next;
    this.all = this.#views(next.capacity);
    this.#clear(old.capacity, next.capacity);
  }

  /** Entities `from` to `to` as they are born. @param wholeHalf the first half of their window begins now */
  bear(from: number, to: number, wholeHalf: boolean): void {
    this.#clear(from, to);
    this.all.words.fill(wholeHalf ? 1 << HALVES_SHIFT : 0, from, to);
  }

  /** Entity `to` becomes what `from` is. */
  move(from: number, to: number): void {
    for (const view of Object.values(this.all)) view.copyWithin(to, from, from + 1);
    if (!this.ownParameters) return;
    for (const name of PARAMETER_NAMES) {
      const array = this.parameters(name);
      array[to] = array[from] ?? Number.NaN;
    }
  }

  #clear(from: number, to: number): void {
    const { R, B, E, O } = INITIAL_WEIGHTS;
    const born = { R, B, E, O, error: Number.NaN, load: Number.NaN, input: NO_INPUT[this.input] };
    const zeros = { integral: 0, vSum: 0, vOlder: 0, risk: 0, words: 0, anoms: 0, threats: 0, actions: 0 };
    for (const [name, value] of Object.entries({ ...born, ...zeros })) {
      this.all[name as keyof FleetViews].fill(value, from, to);
    }
    // Of entities that are not there yet: anything the kernels can divide by.
    if (this.ownParameters) this.setParameters(from, to, new Float64Array(PARAMETER_COUNT).fill(1));
  }

  #views(length: number): FleetViews {
    const { buffer } = this.memory;
    const { states, pitch, words, anoms, threats, actions } = this.layout;
    const field = (name: Field): Float64Array =>
      new Float64Array(buffer, states + FIELDS[name] * pitch, length);
    return {
      R: field('R'),
      B: field('B'),
      E: field('E'),
      O: field('O'),
      integral: field('integral'),
      error: field('error'),
      vSum: field('vSum'),
      vOlder: field('vOlder'),
      risk: field('risk'),
      load: field('load'),
      input: field('input'),
      words: new Uint32Array(buffer, words, length),
      anoms: new Float32Array(buffer, anoms, length),
      threats: new Float32Array(buffer, threats, length),
      actions: new Uint8Array(buffer, actions, length),
    };
  }
}
