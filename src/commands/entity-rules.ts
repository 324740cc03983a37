/**
 * What entities have of their own, by label selectors: a list of rules, each checked once. Every rule that matches
 * applies, in their order; the later one wins where two set the same.
 */
import * as v from 'valibot';
import { InputError } from '../core/errors.ts';
import { labelMatcher, labelMatchSchema } from '../sources/label-match.ts';
import type { Labels } from '../sources/source.ts';

const finite = v.pipe(v.number(), v.finite());
const positive = v.pipe(finite, v.gtValue(0));
const score = v.pipe(positive, v.maxValue(1));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const ruleSchema = v.strictObject({
  match: labelMatchSchema,
  t_threshold: v.optional(positive),
  pid_kp: v.optional(finite),
  pid_ki: v.optional(finite),
  pid_kd: v.optional(finite),
  /** `none` leaves the loop open. */
  load: v.optional(text),
  setpoint: v.optional(positive),
  surprise_threshold: v.optional(score),
  surprise_thresholds: v.optional(v.record(text, score)),
  hold: v.optional(count),
  release_beats: v.optional(count),
  cooldown: v.optional(v.pipe(finite, v.minValue(0))),
  flap_budget: v.optional(v.pipe(count, v.minValue(3))),
});

type Rule = v.InferOutput<typeof ruleSchema>;
/** What the rules give an entity. */
export type EntityRule = Partial<Omit<Rule, 'match'>>;

export type EntityRules = (labels: Labels) => EntityRule;

/** @throws InputError that names the rule, the field and the value */
export function parseEntityRules(given: unknown, name: string): EntityRules {
  const parsed = v.safeParse(v.array(ruleSchema), given);
  if (!parsed.success) throw refusal(parsed.issues[0], name);
  const rules = parsed.output.map(({ match, ...rule }, place) => ({
    matches: labelMatcher(match, `${name}: rule ${place + 1}`, 'ERR_ENTITIES'),
    rule,
  }));
  return (labels) =>
    Object.assign({}, ...rules.filter(({ matches }) => matches(labels)).map(({ rule }) => rule));
}

interface Issue {
  readonly path?: readonly { readonly key?: unknown }[] | undefined;
  readonly message: string;
  readonly input: unknown;
}

function refusal({ path = [], message, input }: Issue, name: string): InputError {
  const [place, ...fields] = path.map(({ key }) => key);
  const where = typeof place === 'number' ? `${name}: rule ${place + 1}` : name;
  const field = fields.length > 0 ? `${where}, ${fields.join('.')}` : where;
  return new InputError(`${field} is ${JSON.stringify(input)?.slice(0, 80)}: ${message}`, {
    code: 'ERR_ENTITIES',
    fix: `A rule has match and any of ${Object.keys(ruleSchema.entries).slice(1).join(', ')}.`,
  });
}
