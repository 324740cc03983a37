/** Seeded courses of fleets: parameters and the inputs of every beat, the same on every runtime. */
import { BLIND, Fleet, type FleetInput, type FleetParameters } from '../../src/fleet/index.ts';
import { coreExp } from '../../src/numeric/index.ts';
import { beatOrganism, newOrganism, type Organism } from './fleet-organisms.ts';
import { Random } from './random.ts';

const KINDS: readonly FleetInput[] = ['workload', 'lnWorkload', 'load'];
/** Threats on and beside the thresholds, and some that are none. */
const THREATS = [
  0,
  0.5,
  0.6,
  0.85,
  1,
  Math.fround(0.6) - 1e-7,
  Math.fround(0.85) - 1e-7,
  0.5000001,
  Number.NaN,
  1.5,
  -0.5,
];

export class FleetCourse {
  readonly random: Random;
  readonly kind: FleetInput;
  readonly own: boolean;
  readonly dtMax: number;
  readonly fleet: Fleet;
  readonly organisms: Organism[] = [];
  readonly parameters: FleetParameters[] = [];
  readonly #base: FleetParameters;
  #timestamp = 1_700_000_000;
  #liveNodes: number;
  /** Whether organisms are beaten beside. */
  readonly #beside: boolean;

  constructor(seed: number, size: number, options: { shared?: boolean; beside?: boolean } = {}) {
    this.random = new Random(seed);
    const { random } = this;
    this.kind = KINDS[random.integer(0, 2)] ?? 'workload';
    this.own = random.next() < 0.4;
    this.dtMax = random.next() < 0.5 ? Number.POSITIVE_INFINITY : random.between(0.5, 3);
    this.#base = this.#drawParameters();
    this.#liveNodes = this.#base.p;
    this.#beside = options.beside ?? true;
    this.fleet = new Fleet({
      input: this.kind,
      parameters: this.#base,
      ownParameters: this.own,
      dtMax: this.dtMax,
      ...(options.shared === undefined ? {} : { shared: options.shared }),
    });
    this.add(size);
  }

  get liveNodes(): number {
    return this.#liveNodes;
  }

  add(count: number): void {
    const first = this.fleet.add(count);
    for (let i = first; i < first + count; i++) {
      const parameters = this.own ? this.#drawParameters() : this.#base;
      if (this.own) this.fleet.setParameters(i, parameters);
      this.parameters.push(parameters);
      this.organisms.push(newOrganism());
    }
  }

  remove(index: number): void {
    this.fleet.remove(index);
    for (const list of [this.parameters, this.organisms]) {
      const last = list.pop();
      if (index < list.length) list[index] = last as never;
    }
  }

  beat(): void {
    const { random, fleet } = this;
    const dice = random.next();
    this.#timestamp += dice < 0.05 ? -1 : dice < 0.1 ? 0 : dice < 0.4 ? 1 : random.between(0.2, 2.5);
    if (random.next() < 0.1) {
      this.#liveNodes = random.integer(0, 12);
      fleet.setLiveNodes(this.#liveNodes);
    }
    const injected = new Map<number, number>();
    for (let n = random.next() < 0.3 ? 3 : 0; n > 0; n--) {
      const i = random.integer(0, fleet.size - 1);
      const anoms = random.between(0, 6);
      fleet.inject(i, anoms);
      injected.set(i, (injected.get(i) ?? 0) + anoms);
    }
    const { input, anoms, threats } = fleet.views;
    for (let i = 0; i < fleet.size; i++) {
      input[i] = this.#drawInput(i);
      anoms[i] = random.next() < 0.02 ? BLIND : random.next() < 0.6 ? 0 : random.integer(0, 12);
      threats[i] = random.next() < 0.2 ? (THREATS[random.integer(0, 10)] ?? 0) : random.next() ** 2;
    }
    if (this.#beside) this.#beatOrganisms(injected);
    fleet.beat(this.#timestamp);
  }

  #beatOrganisms(injected: ReadonlyMap<number, number>): void {
    const { input, anoms, threats } = this.fleet.views;
    for (let i = 0; i < this.fleet.size; i++) {
      const organism = this.organisms[i];
      const parameters = this.parameters[i];
      if (!organism || !parameters) throw new Error(`no organism ${i}`);
      beatOrganism(organism, this.kind, parameters, this.dtMax, {
        timestamp: this.#timestamp,
        liveNodes: this.#liveNodes,
        input: input[i] ?? 0,
        anoms: anoms[i] ?? 0,
        injected: injected.get(i) ?? 0,
        threat: threats[i] ?? 0,
      });
    }
  }

  #drawInput(i: number): number {
    const { random } = this;
    const { setpoint } = this.parameters[i] ?? this.#base;
    const dice = random.next();
    switch (this.kind) {
      case 'workload':
        // also such that T_Λ is on its threshold (ln U = 19), subnormal, huge, or so small that T_Λ is at its least
        if (dice < 0.05) return [178482300.96318725, 5e-324, 1.7e308, 1, 0.5][random.integer(0, 4)] ?? 1;
        return coreExp(random.between(2, 40));
      case 'lnWorkload':
        return dice < 0.05 ? ([19, 0, -3, 1e6][random.integer(0, 3)] ?? 0) : random.between(2, 40);
      case 'load':
        if (dice < 0.15) return [Number.NaN, setpoint, 0, 1e9, -1][random.integer(0, 4)] ?? 0;
        return random.between(0, 2.5) * setpoint;
    }
  }

  #drawParameters(): FleetParameters {
    const { random } = this;
    const usual = random.next() < 0.4;
    return {
      k: usual ? 4 : random.integer(1, 8),
      p: usual ? 5 : random.integer(2, 9),
      t1: usual ? 0.001 : random.between(0.0005, 0.002),
      tThreshold: usual ? 0.02 : random.between(0.005, 0.05),
      kp: usual ? 0.6 : random.between(0, 2),
      ki: usual ? 0.1 : random.between(0, 1),
      kd: usual ? 0.05 : random.between(0, 0.5),
      setpoint: usual ? 0.7 : random.between(0.1, 80),
    };
  }
}
