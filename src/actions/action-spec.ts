/** A list of actions as it is written down: JSON, checked once, each mistake named by its place and field. */
import * as v from 'valibot';
import { InputError } from '../core/errors.ts';
import { labelMatcher, labelMatchSchema } from '../sources/label-match.ts';
import { WEBHOOK_FORMATS } from './webhook-body.ts';

/** Actions that something can be done about. */
const ACTING = ['QUARANTINE', 'ALERT', 'APPLY_BALANCE', 'APPLY_OPTIMIZE'] as const;

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const seconds = v.pipe(v.number(), v.finite(), v.gtValue(0), v.maxValue(3600));
const bounded = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(10_000));
/** RFC 1123 subdomains, as names of objects are. */
const objectName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, 'must be the name of an object'),
);
const texts = v.record(text, v.string());

const common = {
  name: v.optional(v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/, 'must be letters, digits, dots and dashes'))),
  on: v.optional(v.pipe(v.array(v.picklist(ACTING)), v.nonEmpty('must name an action')), [
    'QUARANTINE',
    'ALERT',
  ]),
  /** Entities that it is for; all where it is left out. */
  match: v.optional(labelMatchSchema),
};
/** Secrets are named, never written: the list may be kept with the configuration. */
const webhook = {
  kind: v.literal('webhook'),
  url: v.optional(text),
  urlFile: v.optional(text),
  urlEnv: v.optional(text),
  secretFile: v.optional(text),
  secretEnv: v.optional(text),
  bearerTokenFile: v.optional(text),
  caFile: v.optional(text),
  format: v.optional(v.picklist(WEBHOOK_FORMATS), 'json'),
  timeout: v.optional(seconds, 5),
  attempts: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10)), 4),
};
const kubernetes = {
  kind: v.literal('kubernetes'),
  kubeconfig: v.optional(text),
  context: v.optional(text),
  namespace: v.optional(objectName),
  timeout: v.optional(seconds, 10),
};
const workload = v.picklist(['deployment', 'statefulset', 'replicaset']);

const specSchema = v.variant('kind', [
  v.strictObject({ ...common, kind: v.literal('log') }),
  v.strictObject({ ...common, kind: v.literal('file'), path: text }),
  v.strictObject({
    ...common,
    kind: v.literal('exec'),
    argv: v.pipe(v.array(v.string()), v.nonEmpty('must name a program')),
    timeout: v.optional(seconds, 10),
  }),
  v.strictObject({ ...common, ...webhook }),
  v.variant('do', [
    v.strictObject({ ...common, ...kubernetes, do: v.literal('label'), pod: objectName, labels: texts }),
    v.strictObject({
      ...common,
      ...kubernetes,
      do: v.literal('annotate'),
      pod: objectName,
      annotations: texts,
    }),
    v.strictObject({
      ...common,
      ...kubernetes,
      do: v.literal('scale'),
      workload,
      target: objectName,
      by: v.pipe(v.number(), v.safeInteger()),
      min: bounded,
      max: bounded,
    }),
    v.strictObject({ ...common, ...kubernetes, do: v.literal('event'), pod: objectName }),
  ]),
]);

export type ActionSpec = v.InferOutput<typeof specSchema> & { readonly name: string };
export type WebhookSpec = Extract<ActionSpec, { kind: 'webhook' }>;
export type KubernetesSpec = Extract<ActionSpec, { kind: 'kubernetes' }>;

/**
 * @param value parsed JSON
 * @param place what a mistake is named by: the file, or the flag
 * @throws InputError that names the place, the field and the way out
 */
export function parseActions(value: unknown, place: string): ActionSpec[] {
  if (!Array.isArray(value)) throw refuse(place, 'must be a list of actions');
  const specs = value.map((item, index) => named(parseOne(item, `${place}: action ${index + 1}`)));
  const seen = new Set<string>();
  for (const { name } of specs) {
    if (seen.has(name))
      throw refuse(place, `two actions are named ${JSON.stringify(name)}: give each a "name"`);
    seen.add(name);
  }
  return specs;
}

function parseOne(item: unknown, place: string): v.InferOutput<typeof specSchema> {
  const result = v.safeParse(specSchema, item);
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue);
    throw refuse(place, `${field === null ? '' : `${field}: `}${issue.message}`);
  }
  const spec = result.output;
  if (spec.match !== undefined) labelMatcher(spec.match, `${place} match`, 'ERR_ACTIONS');
  if (spec.kind === 'webhook' && one(spec.url, spec.urlFile, spec.urlEnv) !== 1) {
    throw refuse(place, 'takes one of url, urlFile and urlEnv');
  }
  if (spec.kind === 'webhook' && one(spec.secretFile, spec.secretEnv) > 1) {
    throw refuse(place, 'takes one of secretFile and secretEnv');
  }
  if (spec.kind === 'kubernetes' && spec.do === 'scale' && spec.min > spec.max) {
    throw refuse(place, `min ${spec.min} is above max ${spec.max}`);
  }
  return spec;
}

const one = (...given: (string | undefined)[]): number => given.filter((value) => value !== undefined).length;

function named(spec: v.InferOutput<typeof specSchema>): ActionSpec {
  return { ...spec, name: spec.name ?? (spec.kind === 'kubernetes' ? `kubernetes-${spec.do}` : spec.kind) };
}

function refuse(place: string, why: string): InputError {
  return new InputError(`${place} ${why}`, {
    code: 'ERR_ACTIONS',
    fix: 'See docs/actions.md for what each kind of action takes.',
  });
}
