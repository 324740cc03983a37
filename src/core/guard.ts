/**
 * The guard (DESIGN §3.4): what was decided, and what was done before, to what is enacted. Pure, so that a replay
 * computes it again.
 *
 *   stance    the action that the guard has settled on
 *   hold      an action becomes the stance once it was decided n beats in a row
 *   release   beats that it takes to step down from QUARANTINE or ALERT
 *   budget    transitions of the stance that any hour may have
 *   cooldown  seconds between two acts of a kind
 *
 * **Escalations** (to ALERT, to QUARANTINE) are held back by neither budget nor cooldown, and by `hold` only where it
 * is set for them. So that the budget holds all the same, every other transition leaves room for the escalations that
 * may follow it: two from a calm stance, one from ALERT, none from QUARANTINE.
 *
 * What is under way is not begun a second time, escalation or not: it does not count as an act, and is tried again.
 *
 * A halt lies over the stance without changing it: NOOP is enacted for as long as it lasts.
 */
import { ParameterError, requireNonNegative } from '../numeric/parameter-error.ts';
import { ACTIONS, type Action, type GuardVerdict, type Stopped, type UnderWay } from './beat-record.ts';

export interface GuardSettings {
  /** false: a dry run, in which everything is decided and nothing is done. */
  readonly armed: boolean;
  /** Beats in a row, from 1, after which an action is enacted. */
  readonly hold: Readonly<Record<Action, number>>;
  /** Beats in a row, from 1, that it takes to step down from QUARANTINE or ALERT. */
  readonly release: number;
  /** Seconds between two acts of a kind; 0: every beat acts. */
  readonly cooldown: Readonly<Record<Action, number>>;
  /** Transitions in an hour, 3 or more; null: no limit. */
  readonly flapBudget: number | null;
}

/** What the guard remembers from beat to beat. */
export interface GuardState {
  readonly stance: Action;
  /** What was decided last, and for how many beats in a row. */
  readonly decided: Action;
  readonly streak: number;
  /** Beats in a row at which ALERT or QUARANTINE was decided, and at which they were not. */
  readonly alarmed: number;
  readonly calm: number;
  /** Times of the transitions of the last hour, oldest first, seconds; empty where there is no budget. */
  readonly transitions: readonly number[];
  /** When each kind last acted, seconds. */
  readonly acted: Readonly<Partial<Record<Action, number>>>;
  /** Time of the last beat: a clock that runs backwards stands still here. */
  readonly time: number;
}

export const INITIAL_GUARD: GuardState = {
  stance: 'NOOP',
  decided: 'NOOP',
  streak: 0,
  alarmed: 0,
  calm: 0,
  transitions: [],
  acted: {},
  time: 0,
};

/** The window of the flap budget, seconds. */
const HOUR = 3600;
/** Below this, no transition but an escalation would ever find room. */
const LEAST_BUDGET = 3;

/** One value for what is no escalation. */
export function calm(value: number): { APPLY_BALANCE: number; APPLY_OPTIMIZE: number; NOOP: number } {
  return { APPLY_BALANCE: value, APPLY_OPTIMIZE: value, NOOP: value };
}

export function everyAction(value: number): Record<Action, number> {
  return { QUARANTINE: value, ALERT: value, ...calm(value) };
}

/** Everything that is left out takes what stands for no limit at all, and `armed` is false. */
export interface GuardOptions {
  readonly armed?: boolean;
  readonly hold?: Readonly<Partial<Record<Action, number>>>;
  readonly release?: number;
  readonly cooldown?: Readonly<Partial<Record<Action, number>>>;
  readonly flapBudget?: number | null;
}

/** @throws ParameterError that names the setting */
export function guardSettings(options: GuardOptions = {}): GuardSettings {
  const { armed = false, release = 1, flapBudget = null } = options;
  const hold = { ...everyAction(1), ...options.hold };
  const cooldown = { ...everyAction(0), ...options.cooldown };
  for (const action of ACTIONS) {
    requireBeats(`hold.${action}`, hold[action]);
    requireNonNegative(`cooldown.${action}`, cooldown[action]);
  }
  requireBeats('release', release);
  if (flapBudget !== null && !(Number.isSafeInteger(flapBudget) && flapBudget >= LEAST_BUDGET)) {
    throw new ParameterError('flapBudget', flapBudget, `a whole number, ${LEAST_BUDGET} or above`);
  }
  return { armed, hold, release, cooldown, flapBudget };
}

function requireBeats(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new ParameterError(name, value, 'a whole number of beats, 1 or above');
}

export interface Guarded {
  readonly enacted: Action;
  readonly verdict: GuardVerdict;
  readonly next: GuardState;
}

/**
 * @param timestamp of the beat, seconds
 * @param stopped why nothing may be done from outside; null where nothing stands against it
 * @param underWay acts that have not ended; null where none is and more may be begun
 */
export function guard(
  before: GuardState,
  settings: GuardSettings,
  decided: Action,
  timestamp: number,
  stopped: Stopped | null = null,
  underWay: UnderWay | null = null,
): Guarded {
  const state = observed(before, decided, timestamp);
  const held = holding(state, settings);
  const stance = held ? state.stance : targetOf(state, settings);
  const moved = stance !== state.stance && settings.flapBudget !== null;
  const transitions = moved ? [...state.transitions, state.time] : state.transitions;
  const escalated = escalates(state.stance, stance);
  const enacted = stopped?.by === 'halt' ? 'NOOP' : stance;
  const limit = stopped ? { limit: stopped.by, reason: stopped.reason } : null;
  const waits =
    limit ??
    dry(enacted, settings) ??
    cooling(state, settings, enacted, escalated) ??
    unended(enacted, underWay);
  const acts = enacted !== 'NOOP' && waits === null;
  const acted = acts ? { ...state.acted, [enacted]: state.time } : state.acted;
  return {
    enacted,
    verdict: { acts, stopped, ...(limit ?? held ?? waits ?? { limit: null, reason: null }) },
    next: { ...state, stance, transitions, acted },
  };
}

/** The state with this beat's decision counted, and what is older than an hour forgotten. */
function observed(state: GuardState, decided: Action, timestamp: number): GuardState {
  const time = Math.max(state.time, timestamp);
  const alarm = severity(decided) > 0;
  return {
    ...state,
    decided,
    time,
    streak: decided === state.decided ? state.streak + 1 : 1,
    alarmed: alarm ? state.alarmed + 1 : 0,
    calm: alarm ? 0 : state.calm + 1,
    transitions: state.transitions.filter((at) => time - at < HOUR),
  };
}

/** QUARANTINE that is not yet held long enough is ALERT where that is. */
function targetOf(state: GuardState, { hold }: GuardSettings): Action {
  const { decided, streak, alarmed, stance } = state;
  const early = decided === 'QUARANTINE' && streak < hold.QUARANTINE;
  return early && alarmed >= hold.ALERT && severity(stance) < 1 ? 'ALERT' : decided;
}

interface Limit {
  readonly limit: NonNullable<GuardVerdict['limit']>;
  readonly reason: string;
}

/** What keeps the stance from becoming the target; null where nothing does. */
function holding(state: GuardState, settings: GuardSettings): Limit | null {
  const { stance, decided, streak, alarmed, calm } = state;
  const target = targetOf(state, settings);
  if (target === stance) return null;
  const beats = target === decided ? streak : alarmed;
  const wanted = settings.hold[target];
  if (beats < wanted) {
    return {
      limit: 'hold',
      reason: `${target} was decided ${beats} of the ${wanted} beats in a row that it takes; ${stance} stays.`,
    };
  }
  const down = severity(target) < severity(stance);
  const quiet = severity(target) === 0 ? calm : streak;
  if (down && quiet < settings.release) {
    return {
      limit: 'release',
      reason: `Stepping down from ${stance} takes ${settings.release} beats in a row, of which ${quiet} are done; it stays.`,
    };
  }
  return escalates(stance, target) ? null : overBudget(state, target, settings);
}

function overBudget(
  { stance, transitions }: GuardState,
  target: Action,
  settings: GuardSettings,
): Limit | null {
  const { flapBudget } = settings;
  const spent = transitions.length;
  const kept = escalationsFrom(target);
  if (flapBudget === null || spent + 1 + kept <= flapBudget) return null;
  return {
    limit: 'flap budget',
    reason: `Of ${flapBudget} transitions an hour ${spent} are spent, and ${kept} are kept for escalations behind ${target}; ${stance} stays.`,
  };
}

function dry(enacted: Action, { armed }: GuardSettings): Limit | null {
  if (armed || enacted === 'NOOP') return null;
  return { limit: 'dry run', reason: `A dry run: ${enacted} would act, and --arm lets it.` };
}

function cooling(
  { acted, time }: GuardState,
  { cooldown }: GuardSettings,
  enacted: Action,
  escalated: boolean,
): Limit | null {
  const last = acted[enacted];
  if (escalated || enacted === 'NOOP' || last === undefined || time - last >= cooldown[enacted]) return null;
  return {
    limit: 'cooldown',
    reason: `${enacted} acted ${Math.floor(time - last)} s ago, less than its cooldown of ${cooldown[enacted]} s.`,
  };
}

function unended(enacted: Action, underWay: UnderWay | null): Limit | null {
  if (enacted === 'NOOP' || underWay === null) return null;
  if (underWay.kinds.includes(enacted)) {
    return { limit: 'under way', reason: `${enacted} is under way already, and not begun a second time.` };
  }
  if (!underWay.full) return null;
  return { limit: 'under way', reason: `As many acts are under way as may be: ${enacted} is not begun.` };
}

function severity(action: Action): number {
  return action === 'QUARANTINE' ? 2 : action === 'ALERT' ? 1 : 0;
}

function escalates(from: Action, to: Action): boolean {
  return severity(to) > severity(from);
}

/** The most escalations that may follow while nothing steps down. */
function escalationsFrom(action: Action): number {
  return 2 - severity(action);
}
