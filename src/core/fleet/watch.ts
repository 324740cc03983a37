/**
 * What is seen of each entity: its detector, its latest reading of the load, and for how long it has been silent. Gives
 * a beat its inputs in the order of the fleet's rows.
 *
 * An entity without a sample in a round keeps its anomalies until twice the period has passed since the round of its last
 * one; from then on it contributes none, after six periods it is blind (DESIGN §3.4), and after `retireAfter` it is given
 * up. What its samples say of their time does not count: a clock that is wrong makes nobody silent.
 */

import { BLIND } from '../../fleet/index.ts';
import type { Detection, Detector, Surprise } from '../../inference/detector.ts';
import type { Labels, Sample } from '../../sources/source.ts';
import { LONGEST_WAIT, WAITS_TO_BLINDNESS } from '../vigil.ts';
import type { Roster } from './roster.ts';
import type { NamedSample, Round } from './rounds.ts';

/** Loads that are told apart, in setpoints, as for one organism (beat.ts). */
const MOST_LOAD = 1000;

export interface WatchOptions {
  /** Seconds between two samples of an entity. */
  readonly period: number;
  /** Seconds of silence after which an entity is given up. */
  readonly retireAfter: number;
  /** null: open loop. */
  readonly load: { readonly metric: string; readonly setpoint: number } | null;
  /** A detector for a new entity. */
  readonly detector: () => Detector;
}

/** What an entity last said. */
export interface Seen {
  readonly labels: Labels;
  readonly detector: Detector;
  /** Time of its last sample, seconds. */
  last: number;
  /** Clock of the round in which that came, seconds. */
  heard: number;
  metrics: Sample['metrics'];
  anoms: number;
  surprises: readonly Surprise[];
  missing: readonly string[];
  warmingUp: boolean;
  load: number;
  fresh: boolean;
}

export interface Changes {
  readonly gone: readonly string[];
  readonly come: readonly Labels[];
}

export interface WatchedInputs {
  readonly load: Float64Array;
  readonly anoms: Float32Array;
  readonly fresh: Uint8Array;
}

export class FleetWatch {
  readonly #options: WatchOptions;
  readonly #seen = new Map<string, Seen>();
  /** Of the last round. */
  #clock = Number.NEGATIVE_INFINITY;

  constructor(options: WatchOptions) {
    // Nobody is given up sooner than it would be blind, as in a run (vigil.ts).
    const blind = WAITS_TO_BLINDNESS * LONGEST_WAIT * options.period;
    this.#options = { ...options, retireAfter: Math.max(options.retireAfter, blind) };
  }

  seen(name: string): Seen | undefined {
    return this.#seen.get(name);
  }

  /** Entities whose detectors have seen too little to judge. */
  get warmingUp(): number {
    let count = 0;
    for (const { warmingUp } of this.#seen.values()) if (warmingUp) count++;
    return count;
  }

  /** Takes the samples of a round, and tells who came and who is given up. */
  take({ clock, samples }: Round): Changes {
    this.#clock = Math.max(clock, this.#clock);
    for (const seen of this.#seen.values()) seen.fresh = false;
    const gone = new Set<string>();
    const come: Labels[] = [];
    for (const sample of samples) {
      const known = this.#seen.get(sample.name);
      const back = known !== undefined && this.#clock - known.heard >= this.#options.retireAfter;
      if (back) this.#giveUp(sample.name, known, gone);
      if (known === undefined || back) come.push(sample.labels);
      this.#observe(sample);
    }
    for (const [name, seen] of this.#seen) {
      if (this.#clock - seen.heard >= this.#options.retireAfter) this.#giveUp(name, seen, gone);
    }
    return { gone: [...gone], come };
  }

  #giveUp(name: string, { detector }: Seen, gone: Set<string>): void {
    detector.close?.();
    this.#seen.delete(name);
    gone.add(name);
  }

  #observe({ name, labels, timestamp, metrics }: NamedSample): void {
    const detector = this.#seen.get(name)?.detector ?? this.#options.detector();
    const { anoms, surprises, missing, warmingUp }: Detection = detector.observe({ timestamp, metrics });
    const load = this.#loadIn(metrics);
    const seen = this.#seen.get(name);
    if (seen) {
      Object.assign(seen, {
        last: timestamp,
        heard: this.#clock,
        metrics,
        anoms,
        surprises,
        missing,
        warmingUp,
        load,
        fresh: true,
      });
      return;
    }
    this.#seen.set(name, {
      labels,
      detector,
      last: timestamp,
      heard: this.#clock,
      metrics,
      anoms,
      surprises,
      missing,
      warmingUp,
      load,
      fresh: true,
    });
  }

  #loadIn(metrics: Sample['metrics']): number {
    const { load } = this.#options;
    const value = load && metrics[load.metric];
    if (load === null || typeof value !== 'number' || value < 0) return Number.NaN;
    return Math.min(value, MOST_LOAD * load.setpoint);
  }

  /** Of the last round. */
  inputs({ levels }: Roster): WatchedInputs {
    const members = levels[0] ?? [];
    const load = new Float64Array(members.length).fill(Number.NaN);
    const anoms = new Float32Array(members.length);
    const fresh = new Uint8Array(members.length);
    const wait = LONGEST_WAIT * this.#options.period;
    for (const { name, row } of members) {
      const seen = this.#seen.get(name);
      if (!seen) throw new Error(`${name} is supervised, but was never seen`);
      const silence = this.#clock - seen.heard;
      const blind = silence >= WAITS_TO_BLINDNESS * wait;
      if (seen.fresh) load[row] = seen.load;
      fresh[row] = seen.fresh ? 1 : 0;
      anoms[row] = blind ? BLIND : silence < wait ? seen.anoms : 0;
    }
    return { load, anoms, fresh };
  }
}
