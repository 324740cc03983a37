/**
 * One decision as a leaf of its beat's Merkle tree: the bytes of what an entity was given and what was made of it,
 * little-endian, whatever runtime wrote them.
 *
 *   0    4 bytes   VFLF
 *   4    u8        version, 1
 *   5    u8        level: 0 an entity, 1 and up what it rolls up to
 *   6    u8        decided, u8 enacted: indexes into ACTIONS
 *   8    u8        what the guard limited it by, an index into LIMITS
 *   9    u8        flags
 *   10   u16       bytes of the name
 *   12   f64 × 4   beat, timestamp (seconds), input (load, or U where the loop is open; NaN: none), weight of O after
 *   44   f32 × 2   anomalies (−1: blind), threat (NaN: not known)
 *   52   name, UTF-8
 */
import type { Action, GuardVerdict } from '../../core/beat-record.ts';
import { ACTIONS } from '../../core/constants.ts';
import { badLeaf } from '../fleet-errors.ts';

/** What limited an action, in the order of the byte. */
export const LIMITS: readonly GuardVerdict['limit'][] = [
  null,
  'halt',
  'ownership',
  'hold',
  'release',
  'flap budget',
  'dry run',
  'cooldown',
  'under way',
];

export const FLAG = { blind: 1, fresh: 2, unstable: 4, acts: 8, closedLoop: 16 } as const;

const MAGIC = [0x56, 0x46, 0x4c, 0x46] as const;
const VERSION = 1;
const HEAD = 52;
/** Bytes of the longest name that a leaf takes. */
export const LONGEST_NAME = 0xffff;
// NaN has many bit patterns, and runtimes differ in the one they write: this one stands for all.
const NAN_64 = 0x7ff8_0000;
const NAN_32 = 0x7fc0_0000;

/** The columns of a beat: one number each entity, those of level 0 first. */
export interface BeatColumns {
  readonly decided: Uint8Array;
  readonly enacted: Uint8Array;
  readonly limit: Uint8Array;
  readonly flags: Uint8Array;
  readonly anoms: Float32Array;
  readonly threat: Float32Array;
  readonly input: Float64Array;
  readonly weightO: Float64Array;
}

export function newColumns(rows: number): BeatColumns {
  return {
    decided: new Uint8Array(rows),
    enacted: new Uint8Array(rows),
    limit: new Uint8Array(rows),
    flags: new Uint8Array(rows),
    anoms: new Float32Array(rows),
    threat: new Float32Array(rows),
    input: new Float64Array(rows),
    weightO: new Float64Array(rows),
  };
}

/** What all leaves of a beat share. */
export interface LeafBeat {
  readonly beat: number;
  /** Seconds. */
  readonly timestamp: number;
}

/** @param name of the entity, UTF-8 */
export function leafBytes(
  { beat, timestamp }: LeafBeat,
  columns: BeatColumns,
  row: number,
  level: number,
  name: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(HEAD + name.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes[4] = VERSION;
  bytes[5] = level;
  bytes[6] = columns.decided[row] ?? 0;
  bytes[7] = columns.enacted[row] ?? 0;
  bytes[8] = columns.limit[row] ?? 0;
  bytes[9] = columns.flags[row] ?? 0;
  view.setUint16(10, name.length, true);
  putFloat64(view, 12, beat);
  putFloat64(view, 20, timestamp);
  putFloat64(view, 28, columns.input[row] ?? Number.NaN);
  putFloat64(view, 36, columns.weightO[row] ?? Number.NaN);
  putFloat32(view, 44, columns.anoms[row] ?? Number.NaN);
  putFloat32(view, 48, columns.threat[row] ?? Number.NaN);
  bytes.set(name, HEAD);
  return bytes;
}

function putFloat64(view: DataView, at: number, value: number): void {
  if (!Number.isNaN(value)) {
    view.setFloat64(at, value, true);
    return;
  }
  view.setUint32(at, 0, true);
  view.setUint32(at + 4, NAN_64, true);
}

function putFloat32(view: DataView, at: number, value: number): void {
  if (Number.isNaN(value)) view.setUint32(at, NAN_32, true);
  else view.setFloat32(at, value, true);
}

/** A leaf as plain values. */
export interface Leaf extends LeafBeat {
  readonly entity: string;
  readonly level: number;
  readonly decided: Action;
  readonly enacted: Action;
  readonly limit: GuardVerdict['limit'];
  readonly acts: boolean;
  readonly blind: boolean;
  /** A new sample came for this beat. */
  readonly fresh: boolean;
  readonly pidStable: boolean;
  /** The load; null where none is known, or the loop is open. */
  readonly load: number | null;
  readonly anoms: number;
  /** null: not known. */
  readonly threat: number | null;
  /** After the beat. */
  readonly weightO: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** @throws InputError ERR_FLEET_LEAF for bytes that are no leaf */
export function readLeaf(bytes: Uint8Array): Leaf {
  if (bytes.length < HEAD || MAGIC.some((byte, i) => bytes[i] !== byte) || bytes[4] !== VERSION)
    throw badLeaf(`its ${bytes.length} bytes do not begin as one of version ${VERSION} does`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = view.getUint16(10, true);
  if (bytes.length !== HEAD + named) throw badLeaf(`it names ${named} bytes, and has ${bytes.length - HEAD}`);
  const decided = ACTIONS[bytes[6] ?? -1];
  const enacted = ACTIONS[bytes[7] ?? -1];
  const limit = LIMITS[bytes[8] ?? -1];
  if (decided === undefined || enacted === undefined || limit === undefined)
    throw badLeaf('its action or limit is none that there is');
  const flags = bytes[9] ?? 0;
  const input = view.getFloat64(28, true);
  const anoms = view.getFloat32(44, true);
  const threat = view.getFloat32(48, true);
  return {
    entity: nameIn(bytes.subarray(HEAD)),
    level: bytes[5] ?? 0,
    beat: view.getFloat64(12, true),
    timestamp: view.getFloat64(20, true),
    decided,
    enacted,
    limit,
    acts: (flags & FLAG.acts) !== 0,
    blind: (flags & FLAG.blind) !== 0,
    fresh: (flags & FLAG.fresh) !== 0,
    pidStable: (flags & FLAG.unstable) === 0,
    load: Number.isNaN(input) || (flags & FLAG.closedLoop) === 0 ? null : input,
    anoms: Math.max(0, anoms),
    threat: Number.isNaN(threat) ? null : threat,
    weightO: view.getFloat64(36, true),
  };
}

function nameIn(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw badLeaf('its name is not UTF-8');
  }
}
