/**
 * The sources of a run as they are written down: a list, each with what its kind takes. Secrets are named, by file or
 * by variable, and never written: the list may be kept with the configuration, or stand on a command line.
 */
import { closest } from 'fastest-levenshtein';
import * as v from 'valibot';
import { InputError } from '../core/errors.ts';

const number = v.pipe(v.number('must be a number'), v.finite('must be finite'));
const positive = v.pipe(number, v.gtValue(0, 'must be above 0'));
/** Seconds; a day at most. */
const duration = v.pipe(positive, v.maxValue(86_400, 'must be at most 86400 seconds'));
const count = v.pipe(number, v.safeInteger('must be a whole number'), v.minValue(1, 'must be 1 or above'));
const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));
const texts = v.pipe(v.array(text, 'must be a list of texts'), v.nonEmpty('must not be empty'));
const flag = v.boolean('must be true or false');
const secret = v.union(
  [text, v.strictObject({ env: text }), v.strictObject({ file: text })],
  'must be a text, {"env": VARIABLE} or {"file": PATH}',
);
const share = v.pipe(number, v.minValue(0, 'must be from 0 to 1'), v.maxValue(1, 'must be from 0 to 1'));

const table = {
  period: v.optional(duration),
  timestamp: v.optional(text),
  columns: v.optional(texts),
  mapping: v.optional(v.record(text, text, 'must be an object of texts')),
  metric: v.optional(text),
  value: v.optional(text),
  header: v.optional(texts),
  delimiter: v.optional(text),
  on_disorder: v.optional(
    v.picklist(['error', 'skip', 'tolerate'], 'must be one of error, skip, tolerate'),
    'error',
  ),
};

const SCHEMAS = {
  host: v.strictObject({ kind: v.literal('host'), period: v.optional(duration) }),
  prometheus: v.strictObject({
    kind: v.literal('prometheus'),
    url: text,
    period: v.optional(duration),
    timeout: v.optional(duration),
    match: v.optional(texts),
    headers: v.optional(v.record(text, secret, 'must be an object of headers')),
    bearer_token_file: v.optional(text),
    bearer_token_env: v.optional(text),
    ca: v.optional(text),
    cert: v.optional(text),
    key: v.optional(text),
    insecure: v.optional(flag),
    server_name: v.optional(text),
    max_bytes: v.optional(count),
    max_series: v.optional(count),
    quantiles: v.optional(v.array(share, 'must be a list of numbers')),
  }),
  otlp: v.strictObject({
    kind: v.literal('otlp'),
    host: v.optional(text),
    port: v.optional(
      v.pipe(
        number,
        v.safeInteger('must be a whole number'),
        v.minValue(0, 'must be from 0 to 65535'),
        v.maxValue(65_535, 'must be from 0 to 65535'),
      ),
    ),
    period: v.optional(duration),
    token_file: v.optional(text),
    token_env: v.optional(text),
    cert: v.optional(text),
    key: v.optional(text),
    max_bytes: v.optional(count),
    max_queue: v.optional(count),
  }),
  file: v.strictObject({
    kind: v.literal('file'),
    path: text,
    realtime: v.optional(flag),
    speed: v.optional(positive),
    ...table,
  }),
  stdin: v.strictObject({ kind: v.literal('stdin'), ...table }),
} as const;

type Kind = keyof typeof SCHEMAS;
export type SourceConfig = { [K in Kind]: v.InferOutput<(typeof SCHEMAS)[K]> }[Kind];
export type PrometheusConfig = Extract<SourceConfig, { kind: 'prometheus' }>;
export type OtlpConfig = Extract<SourceConfig, { kind: 'otlp' }>;
export type TableConfig = Extract<SourceConfig, { kind: 'file' | 'stdin' }>;
/** A header's value, or where it is to be had. */
export type Secret = v.InferOutput<typeof secret>;

const KINDS = Object.keys(SCHEMAS).filter((kind): kind is Kind => Object.hasOwn(SCHEMAS, kind));

/** A source with what a mistake in it is named by: `venom.json: sources[1]`. */
export interface PlacedSource {
  readonly config: SourceConfig;
  readonly place: string;
}

/**
 * @param given parsed JSON
 * @param name what it was given by
 * @throws InputError ERR_SOURCES that names the field (`sources[1].timeout`), and the nearest one there is
 */
export function parseSources(given: unknown, name: string): PlacedSource[] {
  if (!Array.isArray(given)) throw refuse(name, given, 'must be a list of sources', KIND_FIX);
  if (given.length === 0)
    throw refuse(name, given, 'names no source', 'Leave it out, or set source to none.');
  return given.map((one: unknown, at) => {
    const place = `${name}[${at}]`;
    return { config: parseSource(one, place), place };
  });
}

const KIND_FIX =
  'Write e.g. [{"kind": "host"}, {"kind": "prometheus", "url": "http://localhost:9100/metrics"}].';

function parseSource(given: unknown, place: string): SourceConfig {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuse(place, given, 'must be an object', KIND_FIX);
  }
  const wanted = 'kind' in given ? given.kind : undefined;
  const kind = KINDS.find((known) => known === wanted);
  if (kind === undefined) {
    const nearest = typeof wanted === 'string' ? ` Did you mean ${closest(wanted, KINDS)}?` : '';
    throw refuse(`${place}.kind`, wanted, `must be one of ${KINDS.join(', ')}`, `Give the kind.${nearest}`);
  }
  const schema = SCHEMAS[kind];
  const fields = Object.keys(schema.entries);
  const unknown = Object.keys(given).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw new InputError(`${place}.${unknown} is no field of a source of kind ${kind}`, {
      code: 'ERR_SOURCES',
      fix: `Did you mean ${closest(unknown, fields)}? The fields are ${fields.join(', ')}.`,
    });
  }
  const parsed = v.safeParse(schema, given);
  if (!parsed.success) {
    const [{ path = [], message, input }] = parsed.issues;
    const field = `${place}.${path.map(({ key }) => String(key)).join('.')}`;
    throw refuse(
      field,
      input,
      input === undefined ? 'must be given' : message,
      `See docs/sources/${pageOf(kind)}.`,
    );
  }
  refuseTogether(parsed.output, place);
  return parsed.output;
}

const pageOf = (kind: Kind): string => `${kind === 'stdin' ? 'file' : kind}.md`;

/** Headers by which one proves who one is. */
const SECRET_HEADERS = /^(proxy-)?authorization$|^cookie$|token|secret|api-?key/i;

function refuseTogether(config: SourceConfig, place: string): void {
  if (config.kind === 'otlp') {
    onlyOne(place, 'token_file', config.token_file, 'token_env', config.token_env);
    bothOrNone(place, config.cert, config.key);
  }
  if (config.kind !== 'prometheus') return;
  onlyOne(place, 'bearer_token_file', config.bearer_token_file, 'bearer_token_env', config.bearer_token_env);
  bothOrNone(place, config.cert, config.key);
  const url = URL.parse(config.url);
  if (url?.username || url?.password) {
    throw fault(
      `${place}.url holds a user or password`,
      'Give bearer_token_file, or headers with {"file": PATH}.',
    );
  }
  for (const [name, value] of Object.entries(config.headers ?? {})) {
    if (typeof value !== 'string' || !SECRET_HEADERS.test(name)) continue;
    throw fault(
      `${place}.headers.${name} holds a secret`,
      'Give {"env": VARIABLE} or {"file": PATH} in its place.',
    );
  }
}

function onlyOne(place: string, a: string, x: string | undefined, b: string, y: string | undefined): void {
  if (x === undefined || y === undefined) return;
  throw fault(`${place}.${b} is given beside ${a}`, 'Give one of them.');
}

function bothOrNone(place: string, cert: string | undefined, key: string | undefined): void {
  if ((cert === undefined) === (key === undefined)) return;
  const [given, lacks] = cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
  throw fault(`${place}.${given} is given without ${lacks}`, 'Give both, or neither.');
}

function fault(message: string, fix: string): InputError {
  return new InputError(message, { code: 'ERR_SOURCES', fix });
}

function refuse(field: string, value: unknown, wanted: string, fix: string): InputError {
  if (value === undefined) return fault(`${field} ${wanted}`, fix);
  return fault(`${field} is ${JSON.stringify(value)?.slice(0, 80)}: ${wanted}`, fix);
}
