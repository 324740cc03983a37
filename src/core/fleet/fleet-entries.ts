/**
 * What a fleet writes into the ledger:
 *
 *   fleet_config   opens a run: parameters, guard, levels, source, detector
 *   model          the threat model
 *   fleet          a beat: root over the leaves of all entities, counts, where the leaves lie
 *   fleet_entity   an entity that acted or changed its action, in full
 *   outcome        what became of an act
 *   fleet_dropped  files of leaves that were older than is kept
 */
import * as v from 'valibot';
import type { FleetParameters } from '../../fleet/index.ts';
import type { BlockPlace } from '../../fleet/leaves/leaf-log.ts';
import type { EntryData } from '../../ledger/index.ts';
import { labelsSchema } from '../../sources/labels-schema.ts';
import { ACTIONS, type Action, type Stopped } from '../beat-record.ts';
import { VerificationError } from '../errors.ts';
import { type GuardSettings, guardSettings } from '../guard.ts';
import type { FleetUnderWay } from './act-pool.ts';
import type { CourseSettings } from './course.ts';

export type ActionCounts = Readonly<Record<Action, number>>;

/** A beat of a fleet, as its entry has it. */
export interface FleetBeatData {
  readonly type: 'fleet';
  readonly beat: number;
  /** Members of each level. */
  readonly entities: readonly number[];
  /** Enacted, and decided, by entities of level 0. */
  readonly actions: ActionCounts;
  readonly decided: ActionCounts;
  readonly blind: number;
  readonly fresh: number;
  readonly unstable: number;
  readonly joined: number;
  readonly retired: number;
  /** Entities of all levels whose full entry follows. */
  readonly told: number;
  /** Root of the Merkle tree over all leaves, hex. */
  readonly root: string;
  /** Digest of what all entities keep after the beat (state-digest.ts), hex. */
  readonly state: string;
  /** null: kept nowhere. */
  readonly leaves: BlockPlace | null;
  /** Where the leaves of this beat begin a file, the snapshot that is first in it. */
  readonly snapshot: BlockPlace | null;
  readonly stopped: Stopped | null;
  /** What the model failed with. */
  readonly failure: string | null;
}

/** What the head of a beat's block has besides its columns: all that a replay is given. */
export interface BeatHead {
  /** Names, in the order in which they went. */
  readonly gone: readonly string[];
  readonly come: readonly Readonly<Record<string, string>>[];
  readonly stopped: Stopped | null;
  /** Acts that were begun and have not ended, by entity; absent where there are none. */
  readonly underWay?: readonly FleetUnderWay[] | undefined;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const stopped = v.nullable(v.strictObject({ by: v.picklist(['halt', 'ownership']), reason: v.string() }));
const place = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^\d{16}-\d{12}\.leaves$/)),
  offset: count,
  bytes: v.pipe(count, v.maxValue(2 ** 31)),
  sha3: hex,
});
const counts = v.strictObject({
  QUARANTINE: count,
  ALERT: count,
  APPLY_BALANCE: count,
  APPLY_OPTIMIZE: count,
  NOOP: count,
});

const beatSchema = v.strictObject({
  type: v.literal('fleet'),
  beat: v.pipe(count, v.minValue(1)),
  entities: v.array(count),
  actions: counts,
  decided: counts,
  blind: count,
  fresh: count,
  unstable: count,
  joined: count,
  retired: count,
  told: count,
  root: hex,
  state: hex,
  leaves: v.nullable(place),
  snapshot: v.nullable(place),
  stopped,
  failure: v.nullable(v.string()),
});

const headSchema = v.strictObject({
  gone: v.array(v.string()),
  come: v.array(labelsSchema),
  stopped,
  underWay: v.optional(
    v.array(v.strictObject({ level: count, entity: v.string(), kinds: v.array(v.picklist(ACTIONS)) })),
  ),
});

const perAction = v.strictObject({
  QUARANTINE: v.number(),
  ALERT: v.number(),
  APPLY_BALANCE: v.number(),
  APPLY_OPTIMIZE: v.number(),
  NOOP: v.number(),
});

const configSchema = v.object({
  type: v.literal('fleet_config'),
  parameters: v.strictObject({
    k: v.number(),
    p: v.number(),
    t1: v.number(),
    tThreshold: v.number(),
    kp: v.number(),
    ki: v.number(),
    kd: v.number(),
    setpoint: v.number(),
  }),
  u: v.number(),
  load: v.nullable(v.string()),
  guard: v.strictObject({
    armed: v.boolean(),
    hold: perAction,
    release: v.number(),
    cooldown: perAction,
    flapBudget: v.nullable(v.number()),
  }),
  dtMax: v.number(),
  rollup: v.array(v.string()),
});

export interface FleetConfig {
  readonly settings: CourseSettings;
  readonly entityBy: readonly string[];
  readonly program: { readonly name: string; readonly version: string };
  readonly coreSha256: string;
  readonly source: { readonly name: string; readonly period: number };
  readonly detector: { readonly name: string; readonly version: string; readonly options: object | null };
  readonly retireAfter: number;
  readonly leavesFor: { readonly seconds: number | null; readonly beats: number | null };
  readonly snapshotEvery: number;
}

export function configEntry({ settings, ...rest }: FleetConfig): EntryData {
  return { ...settings, ...rest, type: 'fleet_config' };
}

/** @throws VerificationError where the entry is none that this program reads */
export function readConfig(data: EntryData, index: number): CourseSettings {
  const { parameters, u, load, guard, dtMax, rollup } = parsed(configSchema, data, index);
  return { parameters: parameters satisfies FleetParameters, u, load, guard: guardOf(guard), dtMax, rollup };
}

/** What the children of each level are called, e.g. `pod`: of entities, nothing. */
export function nounsOf(entityBy: unknown, rollup: readonly string[]): readonly string[] {
  const labels = Array.isArray(entityBy) ? entityBy.map(String) : [];
  return ['', labels.findLast((label) => !rollup.includes(label)) ?? 'entity', ...rollup.slice(0, -1)];
}

function guardOf(settings: GuardSettings): GuardSettings {
  return guardSettings(settings);
}

/** @throws VerificationError as readConfig */
export function readBeat(data: EntryData, index: number): FleetBeatData {
  return parsed(beatSchema, data, index);
}

/** @param index of the beat's entry */
export function readHead(head: unknown, index: number): BeatHead {
  return parsed(headSchema, head, index);
}

const droppedSchema = v.object({
  type: v.literal('fleet_dropped'),
  files: v.array(v.object({ name: v.string() })),
});

/** @returns names of the files that went @throws VerificationError as readConfig */
export function readDropped(data: EntryData, index: number): readonly string[] {
  return parsed(droppedSchema, data, index).files.map(({ name }) => name);
}

function parsed<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  index: number,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new VerificationError(
    `entry ${index} is no beat of a fleet that can be read: ${v.getDotPath(issue) ?? 'entry'}: ${issue.message}`,
    {
      code: 'ERR_FLEET_ENTRY',
      fix: 'Read it with the version that wrote it; if that is this one, compare the ledger with a copy.',
    },
  );
}

export function countActions(actions: Iterable<number>): ActionCounts {
  const counted = { QUARANTINE: 0, ALERT: 0, APPLY_BALANCE: 0, APPLY_OPTIMIZE: 0, NOOP: 0 };
  for (const index of actions) {
    const action = ACTIONS[index];
    if (action !== undefined) counted[action]++;
  }
  return counted;
}
