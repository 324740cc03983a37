/** What is served, as OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1); a test holds it against the running service. */
import { ACTIONS } from '../core/beat-record.ts';
import { LARGEST_BODY } from './body.ts';
import { RECENT_BEATS } from './history.ts';
import { MOST_ENTRIES } from './ledger-view.ts';
import { LARGEST_PAGE, ORDERS, PAGE } from './status.ts';

const number = { type: 'number' } as const;
const count = { type: 'integer', minimum: 0 } as const;
const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const action = { enum: ACTIONS } as const;
const orNull = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] });
const list = (items: object): object => ({ type: 'array', items });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });

/** An object whose listed fields are all there. */
function record(properties: Readonly<Record<string, object>>): object {
  return { type: 'object', required: Object.keys(properties), properties };
}

const weights = record({ R: number, B: number, E: number, O: number });

const beatFields = {
  beat: { type: 'integer', minimum: 1 },
  timestamp: number,
  tLambda: number,
  tThreshold: number,
  p: count,
  lnU: number,
  load: orNull(record({ metric: text, value: orNull(number), setpoint: number, held: flag })),
  features: record({
    anoms: number,
    surprises: list(record({ metric: text, family: text, value: number, score: number, reason: text })),
    missing: list(text),
    fresh: flag,
    warmingUp: flag,
    blind: flag,
  }),
  metrics: orNull({ type: 'object', additionalProperties: orNull(number) }),
  injected: number,
  riskAnoms: number,
  totalAnoms: number,
  decvec: record({
    threat: number,
    rawThreat: number,
    rawUrgency: number,
    rawConserve: number,
    rawGain: number,
  }),
  decided: action,
  enacted: action,
  reason: text,
  pid: record({
    pidOut: number,
    deltaT: number,
    integral: number,
    lyapunov: number,
    deltaV: number,
    state: text,
  }),
  pidStable: flag,
  weights,
  budget: { type: 'number', minimum: 0, maximum: 1 },
  ledgerLength: count,
} as const;

const entryHead = { index: count, type: text, hash: text };

const schemas = {
  Problem: record({
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: text,
    fix: text,
  }),
  Health: record({ status: { enum: ['ok', 'failing'] }, reasons: list(text) }),
  Status: record({
    type: { const: 'status' },
    program: record({ name: text, version: text }),
    beat: count,
    running: flag,
    genome: record({ weights, risk: record({ anoms: number }), ml: record({ mlWeight: number }) }),
    pidStable: flag,
    ledgerLength: count,
    ledgerVerified: flag,
    ledgerVerifiedLength: count,
    ledgerLocation: text,
    loop: text,
    source: text,
    executor: { enum: ['inline', 'workers'] },
    lastAction: orNull(action),
    budget: orNull(number),
    blind: flag,
    lastBeat: orNull(number),
    entityCount: count,
    entitiesFrom: count,
    entities: list(ref('Entity')),
    firstEntry: orNull(count),
    peers: orNull(list(record({ id: text, age: orNull(number) }))),
    evidence: orNull(list(record({ peer: text, type: text }))),
    witnessed: orNull(record({ size: count, witnesses: list(record({ peer: text, time: number })) })),
    accepts: record({ inject: flag, halt: flag }),
  }),
  Entity: record({
    name: { type: 'string', description: 'Its labels, sorted; empty for the run’s own.' },
    labels: orNull({ type: 'object', additionalProperties: text }),
    beat: count,
    lastBeat: orNull(number),
    lastAction: orNull(action),
    threat: orNull(number),
    budget: orNull(number),
    blind: flag,
    pidStable: flag,
    weights,
  }),
  Beat: record({ type: { const: 'beat' }, ...beatFields }),
  Explanation: record({ type: { const: 'explanation' }, ...beatFields, entries: list(record(entryHead)) }),
  Entry: record({
    index: count,
    timestamp: number,
    data: { type: 'object', required: ['type'], properties: { type: text } },
    previous_hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    hash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
  }),
  Entries: record({ from: count, entries: list(ref('Entry')) }),
  Proof: record({ format: text, type: { enum: ['inclusion', 'consistency'] }, hash: text, path: list(text) }),
  Injection: {
    type: 'object',
    required: ['anoms'],
    additionalProperties: false,
    properties: {
      anoms: { type: 'number', minimum: 0, maximum: 1000 },
      origin: {
        type: 'string',
        pattern: '^[\\x20-\\x7e]{1,120}$',
        description: 'Who injects, for the ledger.',
      },
      entity: { ...text, description: 'Whom it is for; all entities where none is named.' },
    },
  },
  Accepted: record({ accepted: flag, anoms: number, beat: count }),
  Halt: {
    type: 'object',
    required: ['reason'],
    additionalProperties: false,
    properties: { reason: { type: 'string', minLength: 1, maxLength: 500 }, origin: text },
  },
} as const;

function answer(description: string, type: string, schema?: object): object {
  return { description, content: { [type]: schema ? { schema } : {} } };
}

const problem = answer('What was wrong, and what to do.', 'application/problem+json', ref('Problem'));
const JSON_TYPE = 'application/json';

function get(summary: string, ok: object, parameters: readonly object[] = [], more: object = {}): object {
  return {
    get: {
      summary,
      ...(parameters.length > 0 && { parameters }),
      responses: { 200: ok, default: problem, ...more },
    },
  };
}

function asked(name: string, description: string, schema: object = count): object {
  return { name, in: 'query', description, required: false, schema };
}

function inPath(name: string, description: string, schema: object = count): object {
  return { name, in: 'path', description, required: true, schema };
}

function post(summary: string, body: string, status: number, ok: object): object {
  return {
    post: {
      summary,
      description: `At most ${LARGEST_BODY} bytes.`,
      security: [{ bearer: [] }],
      requestBody: { required: true, content: { [JSON_TYPE]: { schema: ref(body) } } },
      responses: { [status]: ok, default: problem },
    },
  };
}

const entity = asked('entity', 'Name of an entity; empty for the run’s own.', text);

/** @param halts whether POST /api/halt is served */
export function openApiDocument(version: string, halts: boolean): object {
  const failing = { 503: answer('It is not.', JSON_TYPE, ref('Health')) };
  return {
    openapi: '3.1.1',
    info: { title: 'VENOM Λ-GENESIS', version, license: { name: 'MIT', identifier: 'MIT' } },
    paths: {
      '/': get('Dashboard', answer('A page.', 'text/html')),
      '/dashboard.css': get('Style of the dashboard', answer('Style.', 'text/css')),
      '/dashboard.js': get('Script of the dashboard', answer('Script.', 'text/javascript')),
      '/verify.js': get('Script that verifies the ledger', answer('Script.', 'text/javascript')),
      '/metrics': get('Metrics for Prometheus; OpenMetrics by Accept', answer('Metrics.', 'text/plain')),
      '/healthz': get('Whether beats are made', answer('It lives.', JSON_TYPE, ref('Health')), [], failing),
      '/readyz': get(
        'Whether it sees, decides and records',
        answer('It is ready.', JSON_TYPE, ref('Health')),
        [],
        failing,
      ),
      '/api/status': get(
        'State of the run and a page of its entities, or of the one that is named',
        answer('State.', JSON_TYPE, ref('Status')),
        [
          entity,
          asked('from', 'First entity of the page; 0 where not given.'),
          asked('limit', `Entities of the page: ${PAGE} where not given, at most ${LARGEST_PAGE}.`),
          asked('order', 'What comes first; the worst where not given.', { enum: ORDERS }),
        ],
      ),
      '/api/beats': get(
        'Every beat, as server-sent events: `beat` with a Beat, `end` when the run ends',
        answer('Events.', 'text/event-stream'),
        [
          asked('last', `Past beats to begin with, at most ${RECENT_BEATS}.`),
          asked('entity', 'Whose beats; those of all where none is named.', text),
        ],
      ),
      '/api/explain/{beat}': get(
        'A beat of this run, whole',
        answer('The beat.', JSON_TYPE, ref('Explanation')),
        [inPath('beat', 'Number of the beat.'), entity],
      ),
      '/api/ledger/checkpoint': get(
        'Signed note (c2sp.org/tlog-checkpoint); its key in Venom-Public-Key',
        answer('The note.', 'text/plain'),
      ),
      '/api/ledger/proof': get(
        'Proof of inclusion, or of consistency',
        answer('The proof.', JSON_TYPE, ref('Proof')),
        [
          asked('entry', 'Index of the entry to prove.'),
          asked('old', 'Old size to prove consistent.'),
          asked('size', 'With old: newer size; that of the checkpoint where not given.'),
        ],
      ),
      '/api/ledger/entries': get(
        `Entries, at most ${MOST_ENTRIES}`,
        answer('Entries.', JSON_TYPE, ref('Entries')),
        [asked('from', 'First index; 0 where not given.'), asked('to', 'Index behind the last.')],
      ),
      '/api/ledger/tile/{level}/{tile}': get(
        'Hash tile (c2sp.org/tlog-tiles)',
        answer('Hashes of 32 bytes.', 'application/octet-stream'),
        [
          inPath('level', 'Level of the tile.'),
          inPath('tile', 'Place, e.g. 067 or x001/x234/067, and .p/W where it is partial.', text),
        ],
      ),
      '/api/openapi.json': get('This document', answer('OpenAPI.', JSON_TYPE)),
      '/api/inject': post(
        'Inject anomalies: they count at the next beat',
        'Injection',
        202,
        answer('Taken.', JSON_TYPE, ref('Accepted')),
      ),
      ...(halts && { '/api/halt': post('Stop acting', 'Halt', 200, answer('Halted.', JSON_TYPE)) }),
    },
    components: { schemas, securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  };
}
