/** Which entities something is for, by their labels: a selector as Prometheus writes it, or labels and their values. */
import * as v from 'valibot';
import { InputError, messageOf } from '../core/errors.ts';
import { labelsSchema } from './labels-schema.ts';
import { parseSelector } from './prometheus/selector.ts';
import type { Labels } from './source.ts';

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

/** `{tier="db",pod=~"cart-.*"}`, or `{"tier": "db"}`. A label that an entity lacks is the empty text. */
export const labelMatchSchema = v.union([text, labelsSchema], 'must be a selector or an object of labels');

export type LabelMatch = v.InferOutput<typeof labelMatchSchema>;

/**
 * @param where what a mistake is named by
 * @param code of the error
 * @throws InputError for a selector that is none, with the column
 */
export function labelMatcher(match: LabelMatch, where: string, code: string): (labels: Labels) => boolean {
  if (typeof match !== 'string') {
    const wanted = Object.entries(match);
    return (labels) =>
      wanted.every(([name, value]) => (Object.hasOwn(labels, name) ? labels[name] : '') === value);
  }
  try {
    const selector = parseSelector(match);
    return (labels) => selector.matches({ names: [], labels: new Map(Object.entries(labels)) });
  } catch (cause) {
    throw new InputError(`${where}: ${messageOf(cause)}`, {
      code,
      fix: 'Write a selector such as {tier="db",pod=~"cart-.*"}, or an object such as {"tier": "db"}.',
      cause,
    });
  }
}
