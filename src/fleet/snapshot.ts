/**
 * A fleet as bytes, little-endian:
 *
 *   0    8 bytes   VENOMFLT
 *   8    u32       version, 1
 *   12   u32       input: 0 workload, 1 ln workload, 2 load; +256 where every entity has parameters of its own
 *   16   u32       entities N; then u32 pending injections M
 *   24   f64 × 4   time of the last beat (NaN before the first), beats, longest step, live nodes
 *   56   f64 × 8   parameters k, p, t1, tThreshold, kp, ki, kd, setpoint
 *   120  f64 × N   R, B, E, O, integral, error, vSum, vOlder, risk, load, one array after the other
 *        f64 × N   where every entity has its own: k, then the kernels' eight parameters
 *        f64 × 2M   entity and anomalies of each pending injection
 *        u32 × N   words (layout.ts)
 *        u8 × N    actions
 *        32 bytes  SHA-256 of all before
 *
 * Inputs are not kept: a beat brings its own.
 */
import { createSha256 } from '../ledger/hash.ts';
import { badSnapshot } from './fleet-errors.ts';

export const INPUTS = ['workload', 'lnWorkload', 'load'] as const;
export const SAVED_FIELDS = [
  'R',
  'B',
  'E',
  'O',
  'integral',
  'error',
  'vSum',
  'vOlder',
  'risk',
  'load',
] as const;

const MAGIC = new TextEncoder().encode('VENOMFLT');
const VERSION = 1;
const OWN = 256;
const HEAD = 120;
const DIGEST = 32;

export interface Snapshot {
  readonly input: (typeof INPUTS)[number];
  readonly own: boolean;
  readonly size: number;
  readonly timestamp: number | null;
  readonly beats: number;
  readonly dtMax: number;
  readonly liveNodes: number;
  /** k, p, t1, tThreshold, kp, ki, kd, setpoint */
  readonly parameters: readonly number[];
  /** In the order of SAVED_FIELDS; then k and the kernels' parameters where every entity has its own. */
  readonly arrays: readonly Float64Array[];
  readonly injections: readonly (readonly [entity: number, anoms: number])[];
  readonly words: Uint32Array;
  readonly actions: Uint8Array;
}

/** Arrays of f64 in a snapshot. */
export function arraysOf(own: boolean): number {
  return SAVED_FIELDS.length + (own ? 9 : 0);
}

export async function encodeSnapshot(snapshot: Snapshot): Promise<Uint8Array> {
  const { size, own, injections, arrays } = snapshot;
  const bytes = new Uint8Array(lengthOf(size, own, injections.length));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, INPUTS.indexOf(snapshot.input) + (own ? OWN : 0), true);
  view.setUint32(16, size, true);
  view.setUint32(20, injections.length, true);
  const numbers = [
    snapshot.timestamp ?? Number.NaN,
    snapshot.beats,
    snapshot.dtMax,
    snapshot.liveNodes,
    ...snapshot.parameters,
  ];
  let at = 24;
  const put = (value: number): void => {
    view.setFloat64(at, value, true);
    at += 8;
  };
  for (const value of numbers) put(value);
  for (const array of arrays) for (let i = 0; i < size; i++) put(array[i] ?? Number.NaN);
  for (const pair of injections) for (const value of pair) put(value);
  for (let i = 0; i < size; i++, at += 4) view.setUint32(at, snapshot.words[i] ?? 0, true);
  bytes.set(snapshot.actions.subarray(0, size), at);
  const sha256 = await createSha256();
  bytes.set(sha256.bytes(bytes.subarray(0, bytes.length - DIGEST)), bytes.length - DIGEST);
  return bytes;
}

/** @throws InputError ERR_FLEET_SNAPSHOT */
export async function decodeSnapshot(bytes: Uint8Array): Promise<Snapshot> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEAD + DIGEST || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw badSnapshot(`its ${bytes.length} bytes do not begin as one does`);
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw badSnapshot(`its version is ${version}, and this program reads ${VERSION}`);
  const kind = view.getUint32(12, true);
  const input = INPUTS[kind & ~OWN];
  if (input === undefined) throw badSnapshot(`its input is of kind ${kind}`);
  const own = (kind & OWN) !== 0;
  const size = view.getUint32(16, true);
  const pending = view.getUint32(20, true);
  const length = lengthOf(size, own, pending);
  if (bytes.length !== length)
    throw badSnapshot(`${size} entities take ${length} bytes, and there are ${bytes.length}`);
  const sha256 = await createSha256();
  const digest = sha256.bytes(bytes.subarray(0, length - DIGEST));
  if (digest.some((byte, i) => bytes[length - DIGEST + i] !== byte))
    throw badSnapshot('its checksum is not that of its bytes');
  let at = 24;
  const take = (): number => {
    const value = view.getFloat64(at, true);
    at += 8;
    return value;
  };
  const many = (count: number): number[] => Array.from({ length: count }, take);
  const [timestamp = Number.NaN, beats = 0, dtMax = 0, liveNodes = 0] = many(4);
  const parameters = many(8);
  const arrays = Array.from({ length: arraysOf(own) }, () => {
    const array = new Float64Array(size);
    for (let i = 0; i < size; i++) array[i] = take();
    return array;
  });
  const injections = Array.from({ length: pending }, () => [take(), take()] as const);
  const words = new Uint32Array(size);
  for (let i = 0; i < size; i++, at += 4) words[i] = view.getUint32(at, true);
  const actions = bytes.slice(at, at + size);
  return {
    input,
    own,
    size,
    timestamp: Number.isNaN(timestamp) ? null : timestamp,
    beats,
    dtMax,
    liveNodes,
    parameters,
    arrays,
    injections,
    words,
    actions,
  };
}

function lengthOf(size: number, own: boolean, injections: number): number {
  return HEAD + size * (8 * arraysOf(own) + 5) + 16 * injections + DIGEST;
}
