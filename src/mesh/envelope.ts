/**
 * What travels: statements signed by their origin, whoever carries them.
 *
 *   wire = signature (64 bytes, Ed25519) ‖ canonical JSON of the statement (RFC 8785, UTF-8)
 *
 * The signature is over `venom-mesh/1 <kind>\n` and the JSON, so that a statement of one kind never passes for one of
 * another. A statement has one text: JSON that is not canonical is refused, signed or not.
 */
import * as v from 'valibot';
import { canonicalJson, type JsonValue } from '../ledger/index.ts';
import type { PeerKey, Verify } from './peer-key.ts';

export const SIGNATURE_SIZE = 64;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(count, v.minValue(1));
export const peerIdPattern = /^12D3KooW[1-9A-HJ-NP-Za-km-z]{44}$/;
const peerId = v.pipe(v.string(), v.regex(peerIdPattern));
/** Seconds since the epoch, by the origin's clock. */
const time = v.pipe(v.number(), v.finite(), v.minValue(0));
export const topicSchema = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._/-]{0,63}$/));

/** Whatever JSON.parse gave. */
const body = v.custom<JsonValue>((value) => value !== undefined);

const common = {
  at: time,
  /** One life of a node: higher at every start. */
  epoch: positive,
  origin: peerId,
};

const messageSchema = v.strictObject({
  ...common,
  body,
  /** Lowest sequence number that its origin still holds: nobody need wait for one below. */
  floor: positive,
  /** From 1, without gaps. */
  seq: positive,
  topic: topicSchema,
});

const directSchema = v.strictObject({
  ...common,
  body,
  seq: positive,
  to: peerId,
  topic: topicSchema,
});

const heartbeatSchema = v.strictObject({
  ...common,
  /** Counts up within an epoch. */
  beat: positive,
  /** Seconds after which the next one is due. */
  every: v.pipe(v.number(), v.finite(), v.minValue(0.05), v.maxValue(3600)),
  floor: positive,
  /** Highest sequence number sent; 0 before the first. */
  head: count,
  /** The node leaves: no further one follows. */
  left: v.boolean(),
});

interface Statements {
  readonly message: Readonly<v.InferOutput<typeof messageSchema>>;
  readonly direct: Readonly<v.InferOutput<typeof directSchema>>;
  readonly heartbeat: Readonly<v.InferOutput<typeof heartbeatSchema>>;
}

export type Kind = keyof Statements;
export type Statement<K extends Kind> = Statements[K];
export type Message = Statement<'message'>;
export type Heartbeat = Statement<'heartbeat'>;

const SCHEMAS: { readonly [K in Kind]: v.GenericSchema<Statement<K>> } = {
  message: messageSchema,
  direct: directSchema,
  heartbeat: heartbeatSchema,
};

/** A statement with the bytes that its origin signed. */
export interface Sealed<S> {
  readonly statement: S;
  readonly wire: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function seal<K extends Kind>(kind: K, statement: Statement<K>, key: PeerKey): Sealed<Statement<K>> {
  const text = encoder.encode(canonicalJson(statement));
  const wire = new Uint8Array(SIGNATURE_SIZE + text.length);
  wire.set(key.sign(signedBytes(kind, text)));
  wire.set(text, SIGNATURE_SIZE);
  return { statement, wire };
}

/**
 * Reads a statement without looking at its signature.
 *
 * @returns undefined where it is none: not UTF-8, not JSON, not canonical, not of this kind
 */
export function unseal<K extends Kind>(kind: K, wire: Uint8Array): Statement<K> | undefined {
  if (wire.length <= SIGNATURE_SIZE) return undefined;
  try {
    const text = decoder.decode(wire.subarray(SIGNATURE_SIZE));
    const value: unknown = JSON.parse(text);
    const result = v.safeParse(SCHEMAS[kind], value);
    return result.success && canonicalJson(value) === text ? result.output : undefined;
  } catch {
    // Neither decoder says more than that it is none; canonicalJson refuses what nests too deep.
    return undefined;
  }
}

export function holds(kind: Kind, origin: string, wire: Uint8Array, verify: Verify): boolean {
  const signed = signedBytes(kind, wire.subarray(SIGNATURE_SIZE));
  return verify(origin, signed, wire.subarray(0, SIGNATURE_SIZE));
}

function signedBytes(kind: Kind, text: Uint8Array): Uint8Array {
  const domain = encoder.encode(`venom-mesh/1 ${kind}\n`);
  const bytes = new Uint8Array(domain.length + text.length);
  bytes.set(domain);
  bytes.set(text, domain.length);
  return bytes;
}
