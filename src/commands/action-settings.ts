/** Settings of what is done about a decision: the guard, the actions, the halt, the budget. */
import { type ActionSpec, parseActions } from '../actions/action-spec.ts';
import { ACTIONS, type Action } from '../core/beat-record.ts';
import { InputError, messageOf, StorageError, UsageError } from '../core/errors.ts';
import { calm, everyAction, type GuardOptions } from '../core/guard.ts';

/** Seconds between two acts of a kind. */
const COOLDOWN = 60;
/** Transitions an hour: one a minute, all hour long, is nobody's intention. */
const FLAP_BUDGET = 60;

/** Seconds: shorter than what a container has to stop. */
const STOP_TIMEOUT = 10;

/** Seconds: what the leader elections of Kubernetes itself have. */
const OWNER_LEASE = 15;
const SHORTEST_LEASE = 3;

export const ACTION_SETTINGS = {
  arm: { kind: 'flag', help: 'let the actions act; without it everything is decided and nothing is done' },
  actions: {
    kind: 'text',
    help: 'what is done about decisions: a JSON file, or the JSON itself, e.g. [{"kind": "log"}]',
  },
  hold: {
    kind: 'text',
    help: 'beats in a row until an action is enacted: a number for all but ALERT and QUARANTINE, or ACTION=N,…',
    default: 1,
  },
  release_beats: {
    kind: 'count',
    help: 'beats in a row until ALERT or QUARANTINE is stepped down from',
    default: 1,
  },
  cooldown: {
    kind: 'text',
    help: 'seconds between two acts of a kind: a number for all, or ACTION=SECONDS,…',
    default: COOLDOWN,
  },
  flap_budget: {
    kind: 'count',
    help: 'transitions of the enacted action in an hour, 3 or more; escalations always pass',
    default: FLAP_BUDGET,
  },
  stop_timeout: {
    kind: 'unsigned',
    help: 'seconds that acts under way have once the run is told to stop',
    default: STOP_TIMEOUT,
  },
  halt_file: {
    kind: 'text',
    help: 'nothing is done while this file is there (halt in the directory of the ledger)',
  },
  owner: {
    kind: 'text',
    help: 'which replica acts: none (each), lock:FILE (on one machine), kubernetes[:GROUP] (Leases)',
    default: 'none',
  },
  owner_entity: {
    kind: 'text',
    help: 'what the replicas share, as their Leases name it',
    default: 'default',
  },
  owner_lease: {
    kind: 'count',
    help: 'seconds that a Lease lasts, 3 or more: how long nobody acts after its holder died',
    default: OWNER_LEASE,
  },
  budget_file: {
    kind: 'text',
    help: 'file that has the share of optional work allowed, written at every beat',
  },
} as const;

export interface ActingSettings {
  readonly guard: GuardOptions;
  readonly specs: readonly ActionSpec[];
  /** Seconds. */
  readonly stopTimeout: number;
  readonly haltFile: string | undefined;
  readonly budgetFile: string | undefined;
  readonly owner: string;
  readonly ownerEntity: string;
  /** Seconds, whole. */
  readonly ownerLease: number;
}

type Key = keyof typeof ACTION_SETTINGS;

/** How the settings are read. */
export interface SettingReader {
  text(key: Key): string | undefined;
  number(key: Key): number | undefined;
  flag(key: Key): boolean;
  /** As it was given, and what a mistake is named by. */
  raw(key: Key): { readonly value: unknown; readonly name: string } | undefined;
}

/** The guard of a run, its limits as they are given. */
export function readGuard(read: Pick<SettingReader, 'number' | 'raw'>, armed: boolean): GuardOptions {
  const cooldown = perAction(read.raw('cooldown'), (value) => value >= 0, 'seconds, 0 or above', everyAction);
  const hold = perAction(read.raw('hold'), beats, 'a whole number of beats, 1 or above', calm);
  return {
    armed,
    hold: hold ?? {},
    release: read.number('release_beats') ?? ACTION_SETTINGS.release_beats.default,
    cooldown: cooldown ?? everyAction(COOLDOWN),
    flapBudget: read.number('flap_budget') ?? FLAP_BUDGET,
  };
}

export async function readActing(read: SettingReader): Promise<ActingSettings> {
  return {
    guard: readGuard(read, read.flag('arm')),
    specs: await readSpecs(read.raw('actions')),
    stopTimeout: read.number('stop_timeout') ?? STOP_TIMEOUT,
    haltFile: read.text('halt_file'),
    budgetFile: read.text('budget_file'),
    owner: read.text('owner') ?? ACTION_SETTINGS.owner.default,
    ownerEntity: read.text('owner_entity') ?? ACTION_SETTINGS.owner_entity.default,
    ownerLease: leaseOf(read.number('owner_lease')),
  };
}

function leaseOf(seconds: number = OWNER_LEASE): number {
  if (seconds >= SHORTEST_LEASE) return seconds;
  throw new UsageError(`--owner-lease is ${seconds}, but must be ${SHORTEST_LEASE} or above`, {
    code: 'ERR_SETTING',
    fix: 'Leave a holder time to renew it.',
  });
}

const beats = (value: number): boolean => Number.isSafeInteger(value) && value >= 1;

/** One number, or `ACTION=number,…`. */
function perAction(
  given: { readonly value: unknown; readonly name: string } | undefined,
  fits: (value: number) => boolean,
  wanted: string,
  spread: (value: number) => Partial<Record<Action, number>>,
): Partial<Record<Action, number>> | undefined {
  if (given === undefined) return undefined;
  const { name } = given;
  const written = String(given.value);
  const refuse = (): UsageError =>
    new UsageError(
      `${name} is ${JSON.stringify(written.slice(0, 80))}, but must be ${wanted}, or ACTION=N,…`,
      {
        code: 'ERR_SETTING',
        fix: `The actions are ${ACTIONS.join(', ')}.`,
      },
    );
  const number = (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || !fits(value)) throw refuse();
    return value;
  };
  if (!written.includes('=')) return spread(number(written));
  const found: Partial<Record<Action, number>> = {};
  for (const part of written.split(',')) {
    const [key = '', value = ''] = part.split('=');
    const action = ACTIONS.find((known) => known === key.trim());
    if (action === undefined || found[action] !== undefined) throw refuse();
    found[action] = number(value);
  }
  return found;
}

async function readSpecs(
  given: { readonly value: unknown; readonly name: string } | undefined,
): Promise<readonly ActionSpec[]> {
  if (given === undefined) return [];
  const { value, name } = given;
  if (typeof value !== 'string') return parseActions(value, name);
  if (value.trimStart().startsWith('[')) return parseActions(parsed(value, name), name);
  const { readFile } = await import('node:fs/promises');
  let text: string;
  try {
    text = await readFile(value, 'utf8');
  } catch (cause) {
    throw new StorageError(`cannot read the actions ${value}: ${messageOf(cause)}`, {
      code: 'ERR_ACTIONS_READ',
      fix: `Give ${name} the path of a JSON file that this user may read, or the JSON itself.`,
      cause,
    });
  }
  return parseActions(parsed(text, value), value);
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(`${name} is no JSON: ${messageOf(cause)}`, {
      code: 'ERR_ACTIONS',
      fix: 'Write a list of actions, e.g. [{"kind": "log"}].',
      cause,
    });
  }
}
