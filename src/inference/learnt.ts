/**
 * What a surprise detector has learnt, as bytes, little-endian, so that a run can go on from it:
 *
 *   0    8 bytes   VENOMDET
 *   8    u32 × 2   version, 1; bytes of the head
 *   16   head      canonical JSON: the numeric core, the rule, and for each series, by name, what is kept beside its state
 *        body      the states of the series (assembly/detector-layout.ts), in the order of the head
 *
 * The same samples give the same bytes on every runtime, so that their hash can be computed again from a ledger. What
 * surprises at the moment is left out: where it goes on, it surprises again.
 */
import * as v from 'valibot';
import { InputError, messageOf } from '../core/errors.ts';
import { canonicalJson } from '../ledger/canonical.ts';
import { DetectorBank } from '../numeric/detector-bank.ts';
import { coreSha256 } from '../numeric/index.ts';

const MAGIC = new TextEncoder().encode('VENOMDET');
const VERSION = 1;
const HEAD_AT = 16;

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const episode = v.strictObject({
  away: v.boolean(),
  high: number,
  last: count,
  low: number,
  out: count,
  reach: number,
  returns: count,
  score: number,
});
const burst = v.strictObject({ from: number, high: number, low: number, sample: count, until: number });
const schedule = v.strictObject({ bursts: v.array(burst), pattern: v.nullable(burst) });
const means = v.array(v.nullable(number));
const course = v.strictObject({
  aways: means,
  calm: count,
  count,
  hour: v.nullable(v.pipe(v.number(), v.safeInteger())),
  lost: v.nullable(v.strictObject({ high: number, low: number })),
  means,
  sum: number,
  told: count,
});
const headSchema = v.strictObject({
  core: v.string(),
  interval: number,
  judging: v.boolean(),
  latest: v.nullable(number),
  name: v.string(),
  samples: count,
  series: v.array(
    v.strictObject({
      /** From version 3 of the rule on. */
      course: v.optional(course),
      episode: v.nullable(episode),
      metric: v.string(),
      schedule: v.nullable(schedule),
      seen: count,
    }),
  ),
  version: v.string(),
});

export type EpisodeState = v.InferOutput<typeof episode>;
export type ScheduleState = v.InferOutput<typeof schedule>;
export type CourseState = v.InferOutput<typeof course>;
type Head = v.InferOutput<typeof headSchema>;

export interface Learnt extends Omit<Head, 'core' | 'series'> {
  readonly series: readonly (Head['series'][number] & { readonly state: Uint8Array })[];
}

export function encodeLearnt({ series, ...rest }: Learnt): Uint8Array {
  const head = { core: coreSha256, ...rest, series: series.map(({ state: _state, ...one }) => one) };
  const text = new TextEncoder().encode(canonicalJson(head));
  const bytes = new Uint8Array(HEAD_AT + text.length + series.length * DetectorBank.stateBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(8, VERSION, true);
  view.setUint32(12, text.length, true);
  bytes.set(text, HEAD_AT);
  let at = HEAD_AT + text.length;
  for (const { state } of series) {
    bytes.set(state, at);
    at += DetectorBank.stateBytes;
  }
  return bytes;
}

/** @throws InputError ERR_DETECTOR_STATE that says why it cannot be gone on from */
export function decodeLearnt(bytes: Uint8Array, name: string, version: string): Learnt {
  if (bytes.length < HEAD_AT || MAGIC.some((byte, i) => bytes[i] !== byte))
    throw badState(`its ${bytes.length} bytes do not begin as one does`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const format = view.getUint32(8, true);
  if (format !== VERSION) throw badState(`its version is ${format}, and this program reads ${VERSION}`);
  const begin = HEAD_AT + view.getUint32(12, true);
  const { core, series, ...rest } = headOf(bytes.subarray(HEAD_AT, begin));
  if (rest.name !== name || rest.version !== version)
    throw badState(`it is of the rule ${rest.name} ${rest.version}, and this one is ${name} ${version}`);
  if (core !== coreSha256) throw badState('it was made by another build of the numeric core');
  const size = DetectorBank.stateBytes;
  if (bytes.length !== begin + series.length * size)
    throw badState(`${series.length} series take ${series.length * size} bytes behind byte ${begin}`);
  const states = series.map((one, i) => ({
    ...one,
    state: bytes.subarray(begin + i * size, begin + (i + 1) * size),
  }));
  return { ...rest, series: states };
}

function headOf(text: Uint8Array): Head {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(text));
  } catch (error) {
    throw badState(messageOf(error));
  }
  const result = v.safeParse(headSchema, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw badState(`${v.getDotPath(issue) ?? 'head'}: ${issue.message}`);
}

export function badState(what: string): InputError {
  return new InputError(`this is no state that the detector can go on from: ${what}`, {
    code: 'ERR_DETECTOR_STATE',
    fix: 'Give the bytes that save() returned, whole and unchanged, to a detector that has seen nothing yet.',
  });
}
