/** One supervised entity (DESIGN §2): what is its own in a run of many. */
import { GenomicPID } from '../control/index.ts';
import type { Detector } from '../inference/detector.ts';
import type { EntryData } from '../ledger/index.ts';
import { decayRisk, requirePositive } from '../numeric/index.ts';
import type { Labels } from '../sources/source.ts';
import { TLambdaPulse } from '../sync/index.ts';
import { type BeatParameters, beatParameters, withInjected } from './beat.ts';
import type { Action, BeatRecord } from './beat-record.ts';
import type { Genome } from './genome.ts';
import { type GuardOptions, guardSettings } from './guard.ts';

/** What can be an entity's own. */
export interface EntityOptions {
  readonly pulse?: TLambdaPulse | undefined;
  /** Gains and threshold; the state of the PID is the genome's. */
  readonly pid?: GenomicPID | undefined;
  /** Closes its loop (DESIGN §3.1); null: it is open. */
  readonly load?: { readonly metric: string; readonly setpoint: number } | null | undefined;
  /** Stands between deciding and enacting (guard.ts); without it, what is decided is enacted and acted on. */
  readonly guard?: GuardOptions | undefined;
  /** Turns its samples into anomalies; without one there are none. Not to be shared by entities. */
  readonly detector?: Detector | undefined;
}

/** How an entity stands. */
export interface EntityStatus {
  /** Empty for the run's own. */
  readonly name: string;
  readonly labels: Labels | null;
  readonly beat: number;
  readonly genome: Genome;
  readonly pidStable: boolean;
  readonly lastAction: Action | null;
  /** Raw threat of its last beat, and when that was, seconds since the epoch; null before the first. */
  readonly threat: number | null;
  readonly lastBeat: number | null;
  readonly budget: number | null;
  readonly blind: boolean;
}

interface Injection {
  readonly anoms: number;
  readonly entry: EntryData;
  readonly since: number | undefined;
}

export class Entity {
  readonly name: string;
  readonly labels: Labels | undefined;
  readonly parameters: BeatParameters;
  readonly detector: Detector | undefined;
  genome: Genome;
  /** Beats done. */
  beats = 0;
  last: BeatRecord | undefined;
  /** When its next beat may come (DESIGN §3.4: never sooner than T_Λ after the last), on the clock of the loop. */
  readyAt = Number.NEGATIVE_INFINITY;
  #injections: Injection[] = [];

  /**
   * @param period of the source, seconds; null without one
   * @throws RangeError that names the option
   */
  constructor(
    name: string,
    labels: Labels | undefined,
    options: EntityOptions,
    genome: Genome,
    period: number | null,
  ) {
    const { pulse = new TLambdaPulse(), pid = new GenomicPID(), load = null, guard } = options;
    if (load) requirePositive('load.setpoint', load.setpoint);
    this.name = name;
    this.labels = labels;
    this.parameters = beatParameters(
      { pulse, pid: pid.options, load, guard: guard && guardSettings(guard) },
      period,
    );
    this.detector = options.detector;
    this.genome = genome;
  }

  /**
   * Anomalies that count at the next beat.
   *
   * @param since when they began to fade, on the clock of the loop; left out: they count in full
   */
  inject(anoms: number, entry: EntryData, since?: number): void {
    this.#injections.push({ anoms, entry, since });
  }

  setMlWeight(mlWeight: number, entry: EntryData): void {
    this.genome = { ...this.genome, ml: { mlWeight } };
    this.#injections.push({ anoms: 0, entry, since: undefined });
  }

  /** What was injected since the last beat, once. @param now on the clock of the loop */
  takeInjections(now: number): { readonly injected: number; readonly entries: readonly EntryData[] } {
    let injected = 0;
    const entries = this.#injections.splice(0).map(({ anoms, entry, since }) => {
      const left = since === undefined ? anoms : decayRisk(anoms, now - since);
      injected = withInjected(injected, left);
      return since === undefined ? entry : { ...entry, anoms: left };
    });
    return { injected, entries };
  }

  /** Entries as the ledger holds them: those of an entity with labels say whose they are. */
  own(entries: readonly EntryData[]): readonly EntryData[] {
    return this.name === '' ? entries : entries.map((entry) => ({ ...entry, entity: this.name }));
  }

  get loop(): string {
    const { load } = this.parameters;
    return load ? `closed on ${load.metric} at ${load.setpoint}` : 'open loop';
  }

  get status(): EntityStatus {
    const { name, labels, genome, last } = this;
    return {
      name,
      labels: labels ?? null,
      beat: this.beats,
      genome,
      pidStable: last?.pidStable ?? true,
      lastAction: last?.enacted ?? null,
      threat: last?.decvec.rawThreat ?? null,
      lastBeat: last?.timestamp ?? null,
      budget: last?.budget ?? null,
      blind: last?.features.blind ?? false,
    };
  }
}
