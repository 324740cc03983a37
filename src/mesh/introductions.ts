/**
 * How a node gets to know more peers than its list names: it asks those it is connected to whom else they know, until it
 * has as many contacts as keep a mesh together. With one name in every list the mesh would be a star, whose middle is
 * asked to tell everything to everybody, and whose end is the end of the mesh.
 *
 * What is answered is a hint and no more: whoever is dialled has to prove the key that it was named by.
 */
import * as v from 'valibot';
import type { JsonValue } from '../ledger/index.ts';

export const QUESTION = 'mesh/whom';
export const ANSWER = 'mesh/known';
/** Connections below which a node looks for more. */
export const CONTACTS = 8;
const MOST_NAMED = 32;
const MOST_ADDRESSES = 4;

/** A peer and where it listens. */
export interface Contact {
  readonly peer: string;
  /** Multiaddrs, with or without the peer id at their end. */
  readonly addresses: readonly string[];
}

/** Of ASCII alone, so that an answer of as many as may be named stays below what a message may take. */
const PLACE = /^\/(?:ip4|ip6|dns|dns4|dns6)\/[\w.:%-]{1,253}\/tcp\/\d{1,5}$/;
const answerSchema = v.pipe(
  v.array(
    v.strictObject({
      peer: v.pipe(v.string(), v.regex(/^[1-9A-HJ-NP-Za-km-z]{1,64}$/)),
      addresses: v.pipe(v.array(v.pipe(v.string(), v.regex(PLACE))), v.maxLength(MOST_ADDRESSES)),
    }),
  ),
  v.maxLength(MOST_NAMED),
);

/** What to answer to one who asks. */
export function introduce(known: readonly Contact[], asker: string, random: () => number): JsonValue {
  return shuffled(
    known.filter(({ peer }) => peer !== asker),
    random,
  )
    .slice(0, MOST_NAMED)
    .map(({ peer, addresses }) => ({
      peer,
      addresses: addresses
        .map((address) => address.replace(/\/p2p\/.*$/, ''))
        .filter((place) => PLACE.test(place))
        .slice(0, MOST_ADDRESSES),
    }));
}

/**
 * Those of an answer to dial; none where the answer is not one.
 *
 * @param known peers that need no dialling: those connected, and the node itself
 */
export function toDial(
  answer: JsonValue,
  known: ReadonlySet<string>,
  random: () => number,
): readonly Contact[] {
  const read = v.safeParse(answerSchema, answer);
  if (!read.success) return [];
  const fresh = read.output.filter(({ peer, addresses }) => !known.has(peer) && addresses.length > 0);
  return shuffled(fresh, random)
    .slice(0, Math.max(0, CONTACTS + 1 - known.size))
    .map(({ peer, addresses }) => ({ peer, addresses: addresses.map((place) => `${place}/p2p/${peer}`) }));
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T];
  }
  return mixed;
}
