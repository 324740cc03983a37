/**
 * The supervisor on recorded data, as fast as it can: every beat it would have made, every score, and what of it lay
 * in labelled windows. Nothing acts and nothing is written.
 */
import type { Action, BeatRecord } from '../core/beat-record.ts';
import { ACTIONS } from '../core/beat-record.ts';
import { DryRun, type DryRunOptions } from '../core/dry-run.ts';
import { SurpriseDetector, type SurpriseDetectorOptions } from '../inference/surprise-detector.ts';
import { entityName, type Source } from '../sources/source.ts';
import { probation } from './corpus-score.ts';
import { rowWindows, type TimeWindow } from './labels.ts';

export interface BacktestOptions extends Pick<DryRunOptions, 'model' | 'pulse' | 'pid' | 'load' | 'guard'> {
  readonly detector?: Omit<SurpriseDetectorOptions, 'onScore'>;
  /** Labelled windows of the file; none by default. */
  readonly windows?: readonly TimeWindow[];
}

/** A row of the file: one sample of one entity. */
export interface Row {
  /** Seconds since the epoch. */
  readonly timestamp: number;
  /** The metric with the highest score, and its value; null where none is known. */
  readonly metric: string | null;
  readonly value: number | null;
  /** Highest score of the sample, and of what was not told before. */
  readonly score: number;
  readonly told: number;
  /** Why, for an alarm. */
  readonly reason: string | null;
  /** Independent surprises at its beat. */
  readonly anoms: number;
}

/** What the supervisor did from one beat on, until it did something else. */
export interface Spell {
  readonly from: number;
  readonly action: Action;
  beats: number;
}

/** One entity of one file. */
export interface Course {
  readonly entity: string;
  readonly rows: readonly Row[];
  /** Readings of all metrics, by name, in the order of the rows. */
  readonly series: ReadonlyMap<string, readonly (number | null)[]>;
  readonly spells: readonly Spell[];
  readonly beats: number;
  /** Beats by enacted action, and by decided action. */
  readonly actions: Readonly<Record<Action, number>>;
  readonly decided: Readonly<Record<Action, number>>;
  /** Times the enacted action changed, and the decided one. */
  readonly transitions: number;
  readonly decidedTransitions: number;
  /** Most changes of the enacted action, and of the decided one, that an hour had: what a flap budget is set by. */
  readonly flapsAnHour: number;
  readonly decidedFlapsAnHour: number;
  /** Acts that an armed run would have begun, each handler once. */
  readonly acts: number;
  /** Beats at which the guard held something back, by its reason. */
  readonly held: Readonly<Record<string, number>>;
  /** Beats at which the PID was not stable. */
  readonly unstable: number;
  readonly blind: number;
  /** Highest count of independent surprises. */
  readonly mostAnoms: number;
  /** Seconds from the first row to the last. */
  readonly span: number;
}

/** Samples are taken as fast as the source gives them. */
export async function backtest(
  source: Source,
  options: BacktestOptions,
  signal: AbortSignal,
): Promise<Course[]> {
  const courses = new Map<string, CourseTally>();
  for await (const { timestamp, labels, metrics } of source.samples(signal)) {
    const entity = entityName(labels);
    const course = courses.get(entity) ?? new CourseTally(entity, source.period, options);
    courses.set(entity, course);
    await course.take(timestamp, metrics);
  }
  return [...courses.values()].map((course) => course.end());
}

class CourseTally {
  readonly #entity: string;
  readonly #run: DryRun;
  readonly #rows: Row[] = [];
  readonly #series = new Map<string, (number | null)[]>();
  readonly #spells: Spell[] = [];
  readonly #enacted = new ActionTally();
  readonly #decided = new ActionTally();
  readonly #held: Record<string, number> = {};
  #acts = 0;
  #worst: Scored = NOTHING;
  #anoms = 0;
  #beats = 0;
  #unstable = 0;
  #blind = 0;
  #mostAnoms = 0;

  constructor(entity: string, period: number, { detector, ...options }: BacktestOptions) {
    this.#entity = entity;
    const watched = new SurpriseDetector({
      ...detector,
      onScore: ({ metric, value, score, told, reason }) => {
        const { metric: before, score: highest, told: most } = this.#worst;
        if (before !== null && told <= most && !(told === most && score > highest)) return;
        this.#worst = { metric, value, score, told, reason: told >= ALARM ? reason() : null };
      },
    });
    this.#run = new DryRun({ ...options, period, detector: watched });
  }

  async take(timestamp: number, metrics: Readonly<Record<string, number | null>>): Promise<void> {
    this.#worst = NOTHING;
    for await (const beat of this.#run.beats({ timestamp, metrics })) this.#count(beat);
    for (const [name, value] of Object.entries(metrics)) this.#seriesOf(name).push(value);
    this.#rows.push({ timestamp, ...this.#worst, anoms: this.#anoms });
    for (const values of this.#series.values()) if (values.length < this.#rows.length) values.push(null);
  }

  #seriesOf(name: string): (number | null)[] {
    const known = this.#series.get(name);
    if (known) return known;
    const values = new Array<number | null>(this.#rows.length).fill(null);
    this.#series.set(name, values);
    return values;
  }

  #count({ timestamp, enacted, decided, guard, pidStable, features }: BeatRecord): void {
    this.#beats++;
    this.#enacted.count(enacted, timestamp);
    this.#decided.count(decided, timestamp);
    if (guard ? guard.acts : enacted !== 'NOOP') this.#acts++;
    if (guard?.limit) this.#held[guard.limit] = (this.#held[guard.limit] ?? 0) + 1;
    if (!pidStable) this.#unstable++;
    if (features.blind) this.#blind++;
    this.#anoms = features.anoms;
    this.#mostAnoms = Math.max(this.#mostAnoms, features.anoms);
    const spell = this.#spells.at(-1);
    if (spell?.action === enacted) spell.beats++;
    else this.#spells.push({ from: timestamp, action: enacted, beats: 1 });
  }

  end(): Course {
    const rows = this.#rows;
    return {
      entity: this.#entity,
      rows,
      series: this.#series,
      spells: this.#spells,
      beats: this.#beats,
      actions: this.#enacted.beats,
      decided: this.#decided.beats,
      transitions: this.#enacted.transitions,
      decidedTransitions: this.#decided.transitions,
      flapsAnHour: this.#enacted.mostAnHour,
      decidedFlapsAnHour: this.#decided.mostAnHour,
      acts: this.#acts,
      held: this.#held,
      unstable: this.#unstable,
      blind: this.#blind,
      mostAnoms: this.#mostAnoms,
      span: (rows.at(-1)?.timestamp ?? 0) - (rows[0]?.timestamp ?? 0),
    };
  }
}

const HOUR = 3600;

/** Beats by action, and its changes. */
class ActionTally {
  readonly beats = Object.fromEntries(ACTIONS.map((action) => [action, 0])) as Record<Action, number>;
  transitions = 0;
  /** Most transitions in any hour. */
  mostAnHour = 0;
  #last: Action | undefined;
  readonly #times: number[] = [];

  count(action: Action, timestamp: number): void {
    this.beats[action]++;
    if (this.#last !== undefined && this.#last !== action) this.#changed(timestamp);
    this.#last = action;
  }

  #changed(timestamp: number): void {
    this.transitions++;
    this.#times.push(timestamp);
    while (timestamp - (this.#times[0] ?? timestamp) >= HOUR) this.#times.shift();
    this.mostAnHour = Math.max(this.mostAnHour, this.#times.length);
  }
}

/** Score from which a row is an alarm where no threshold is given: reasons are kept from here on. */
const ALARM = 0.3;
type Scored = Omit<Row, 'timestamp' | 'anoms'>;
const NOTHING: Scored = { metric: null, value: null, score: 0, told: 0, reason: null };

/** How alarms at a threshold compare with the windows. */
export interface DetectionReport {
  readonly threshold: number;
  readonly alarms: readonly Alarm[];
  readonly windows: readonly WindowReport[];
  /** Share of the alarms that lie in a window; null without alarms. */
  readonly precision: number | null;
  /** Share of the windows with an alarm; null without windows. */
  readonly recall: number | null;
  readonly falseAlarms: number;
  readonly falseAlarmsADay: number | null;
}

export interface Alarm extends Row {
  /** Number of the window it lies in, from 0; null outside. */
  readonly window: number | null;
}

export interface WindowReport {
  readonly from: number;
  readonly to: number;
  /** Seconds from its beginning to its first alarm; null where there is none. */
  readonly delay: number | null;
}

/** Rows of the probation (corpus-score.ts) are not counted, for or against. */
export function detections(
  { rows, span }: Course,
  windows: readonly TimeWindow[],
  threshold: number,
): DetectionReport {
  const judged = rows.slice(probation(rows.length));
  const alarms = judged
    .filter(({ told }) => told >= threshold)
    .map((row): Alarm => {
      const window = windows.findIndex(([from, to]) => row.timestamp >= from && row.timestamp <= to);
      return { ...row, window: window === -1 ? null : window };
    });
  const reports = windows.map(([from, to], number): WindowReport => {
    const first = alarms.find(({ window }) => window === number);
    return { from, to, delay: first ? first.timestamp - from : null };
  });
  const falseAlarms = alarms.filter(({ window }) => window === null).length;
  const days = (span * judged.length) / Math.max(1, rows.length) / 86_400;
  return {
    threshold,
    alarms,
    windows: reports,
    precision: alarms.length === 0 ? null : 1 - falseAlarms / alarms.length,
    recall:
      windows.length === 0 ? null : reports.filter(({ delay }) => delay !== null).length / windows.length,
    falseAlarms,
    falseAlarmsADay: days > 0 ? falseAlarms / days : null,
  };
}

/** The rows of a course as the corpus score takes them. */
export function scoredFile({ rows }: Course, windows: readonly TimeWindow[]) {
  return {
    scores: Float64Array.from(rows, ({ told }) => told),
    windows: rowWindows(
      windows,
      rows.map(({ timestamp }) => timestamp),
    ),
  };
}
