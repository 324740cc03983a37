/**
 * What if: the recorded inputs under other parameters, side by side with what was decided.
 *
 * The world does not answer: loads and anomalies stay as they were recorded, whatever the other decisions would have
 * done to them.
 */
import { GenomicPID } from '../control/index.ts';
import { TLambdaPulse } from '../sync/index.ts';
import { type BeatParameters, longestStep } from './beat.ts';
import type { Action, BeatRecord } from './beat-record.ts';
import { InputError } from './errors.ts';
import type { Genome } from './genome.ts';
import { calm, everyAction, type GuardSettings, guardSettings } from './guard.ts';
import type { RunConfig } from './recorded-run.ts';
import type { Replayed } from './replay.ts';
import { replayBeat, type Threat } from './replay-beat.ts';

/** Parameters that can be other than recorded, by their names in the configuration. */
export const WHAT_IF_KEYS = [
  'k_flows',
  'p_nodes',
  't1',
  'u_base',
  't_threshold',
  'pid_kp',
  'pid_ki',
  'pid_kd',
  'setpoint',
  'ml_weight',
  'hold_beats',
  'release_beats',
  'cooldown',
  'flap_budget',
] as const;
export type WhatIfKey = (typeof WHAT_IF_KEYS)[number];
export type Alternative = Readonly<Partial<Record<WhatIfKey, number>>>;

/** How a run went, in figures. */
export interface RunFigures {
  readonly beats: number;
  readonly actions: Readonly<Record<Action, number>>;
  /** Transitions of the enacted action. */
  readonly flaps: number;
  /** Share of beats at which the loop was stable (DESIGN §3.2), [0,1]. */
  readonly stable: number;
  /** V in s². */
  readonly meanLyapunov: number;
  readonly maxLyapunov: number;
  readonly meanBudget: number;
  readonly weights: BeatRecord['weights'] | null;
}

export interface WhatIfReport {
  readonly recorded: RunFigures;
  readonly alternative: RunFigures;
  /** Beats at which another action is taken. */
  readonly different: number;
  readonly firstDifferent: {
    /** Name of the entity; empty for the run's own. */
    readonly entity: string;
    readonly run: number;
    readonly beat: number;
    readonly recorded: Action;
    readonly alternative: Action;
  } | null;
}

/**
 * @param threat needed where `ml_weight` is another
 * @throws ParameterError (a RangeError) for a value that no run takes, InputError where the recorded run has no such
 *   parameter
 */
export class WhatIf {
  readonly #alternative: Alternative;
  readonly #threat: Threat | undefined;
  readonly #recorded = new Figures();
  readonly #other = new Figures();
  /** Of each entity, the run that is being followed. */
  readonly #runs = new Map<string, OtherRun>();
  #different = 0;
  #first: WhatIfReport['firstDifferent'] = null;

  constructor(alternative: Alternative, threat: Threat | undefined) {
    this.#alternative = alternative;
    this.#threat = threat;
  }

  /** Takes the next beat of the replay. */
  async add({ entity, run, config, recorded }: Replayed): Promise<void> {
    const other = this.#runOf(entity, run, config);
    const { parameters } = other;
    const genome = this.#withWeight(other.genome);
    const changed = this.#alternative.ml_weight !== undefined;
    // Live nodes that were the nominal ones follow these; those that a mesh counted stay.
    const liveNodes = recorded.p === config.parameters.pulse.p ? parameters.pulse.p : recorded.p;
    const { record, genome: next } = await replayBeat(genome, parameters, recorded, {
      threat: changed ? this.#threat : undefined,
      liveNodes,
    });
    other.genome = next;
    this.#recorded.count(recorded);
    this.#other.count(record);
    if (record.enacted === recorded.enacted) return;
    this.#different++;
    const { beat, enacted } = recorded;
    this.#first ??= { entity, run, beat, recorded: enacted, alternative: record.enacted };
  }

  #runOf(entity: string, run: number, config: RunConfig): OtherRun {
    const known = this.#runs.get(entity);
    if (known?.run === run) return known;
    const begun = { run, genome: config.genome, parameters: alternativeOf(config, this.#alternative) };
    this.#runs.set(entity, begun);
    return begun;
  }

  #withWeight(genome: Genome): Genome {
    const mlWeight = this.#alternative.ml_weight;
    return mlWeight === undefined ? genome : { ...genome, ml: { mlWeight } };
  }

  report(): WhatIfReport {
    return {
      recorded: this.#recorded.report(),
      alternative: this.#other.report(),
      different: this.#different,
      firstDifferent: this.#first,
    };
  }
}

/** The parameters of a run with others in their place, checked as a run checks them. */
function alternativeOf({ parameters, sourcePeriod }: RunConfig, other: Alternative): BeatParameters {
  const { pulse: was, pid, load, guard } = parameters;
  const pulse = new TLambdaPulse({
    k: other.k_flows ?? was.k,
    p: other.p_nodes ?? was.p,
    t1: other.t1 ?? was.t1,
    u: other.u_base ?? was.u,
  });
  const { options } = new GenomicPID({
    kp: other.pid_kp ?? pid.kp,
    ki: other.pid_ki ?? pid.ki,
    kd: other.pid_kd ?? pid.kd,
    tThreshold: other.t_threshold ?? pid.tThreshold,
  });
  const { setpoint } = other;
  if (setpoint !== undefined && load === null) {
    throw new InputError('setpoint is given, but the recorded loop was open', {
      code: 'ERR_WHAT_IF',
      fix: 'Leave setpoint out: there is no load to hold.',
    });
  }
  // The longest step follows the interval (DESIGN §3.2), where it was not set otherwise.
  const dtMax = pid.dtMax === longestStep(sourcePeriod, was) ? longestStep(sourcePeriod, pulse) : pid.dtMax;
  return {
    pulse,
    pid: { ...pid, kp: options.kp, ki: options.ki, kd: options.kd, tThreshold: options.tThreshold, dtMax },
    load: load && { metric: load.metric, setpoint: setpoint ?? load.setpoint },
    ...guardWith(guard, other),
  };
}

/** The guard with other limits: those on beats and on acts are for what is no escalation. */
function guardWith(was: GuardSettings | undefined, other: Alternative): { guard?: GuardSettings } {
  const { hold_beats: hold, release_beats: release, cooldown, flap_budget: flapBudget } = other;
  if ([hold, release, cooldown, flapBudget].every((value) => value === undefined)) {
    return was ? { guard: was } : {};
  }
  const { armed = true } = was ?? {};
  return {
    guard: guardSettings({
      ...was,
      armed,
      ...(hold !== undefined && { hold: { ...was?.hold, ...calm(hold) } }),
      ...(cooldown !== undefined && { cooldown: everyAction(cooldown) }),
      ...(release !== undefined && { release }),
      ...(flapBudget !== undefined && { flapBudget }),
    }),
  };
}

/** A run of an entity under the other parameters. */
interface OtherRun {
  readonly run: number;
  readonly parameters: BeatParameters;
  genome: Genome;
}

class Figures {
  readonly #actions: Record<Action, number> = {
    QUARANTINE: 0,
    ALERT: 0,
    APPLY_BALANCE: 0,
    APPLY_OPTIMIZE: 0,
    NOOP: 0,
  };
  #beats = 0;
  #flaps = 0;
  #stable = 0;
  #sumV = 0;
  #maxV = 0;
  #sumBudget = 0;
  /** The beat before, of each entity. */
  readonly #before = new Map<string, BeatRecord>();
  #last: BeatRecord | undefined;

  count(record: BeatRecord): void {
    const { entity = '' } = record;
    const before = this.#before.get(entity);
    // Between two runs nothing goes over from one action to another.
    if (before && record.beat > before.beat && record.enacted !== before.enacted) this.#flaps++;
    this.#before.set(entity, record);
    this.#actions[record.enacted]++;
    this.#beats++;
    if (record.pidStable) this.#stable++;
    this.#sumV += record.pid.lyapunov;
    this.#maxV = Math.max(this.#maxV, record.pid.lyapunov);
    this.#sumBudget += record.budget;
    this.#last = record;
  }

  report(): RunFigures {
    const beats = this.#beats;
    const share = (sum: number): number => (beats === 0 ? 0 : sum / beats);
    return {
      beats,
      actions: { ...this.#actions },
      flaps: this.#flaps,
      stable: share(this.#stable),
      meanLyapunov: share(this.#sumV),
      maxLyapunov: this.#maxV,
      meanBudget: share(this.#sumBudget),
      weights: this.#last?.weights ?? null,
    };
  }
}
