/** What is served, in one table. */
import * as v from 'valibot';
import type { BeatRecord } from '../core/beat-record.ts';
import { recordOf } from '../core/recorded-beat.ts';
import type { Entry } from '../ledger/index.ts';
import { requireToken } from './access.ts';
import type { BeatStream } from './beat-stream.ts';
import { readBody } from './body.ts';
import { type Answer, entityName, json, parseWhole, type Route, wholeNumber, wordOf } from './exchange.ts';
import { type Health, liveness, type Observed, readiness } from './health.ts';
import { type History, RECENT_BEATS } from './history.ts';
import { ledgerRoutes } from './ledger-routes.ts';
import type { LedgerView } from './ledger-view.ts';
import type { Metrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import { pageRoutes } from './pages.ts';
import { Refusal } from './refusal.ts';
import { entitiesPage, entityIn, ORDERS, PAGE, statusOfEntity } from './status.ts';
import type { Halt, MeshView, Supervised } from './supervised.ts';

export interface Served {
  readonly supervised: Supervised;
  readonly program: { readonly name: string; readonly version: string };
  readonly ledger: LedgerView | undefined;
  readonly history: History;
  readonly stream: BeatStream;
  readonly metrics: Metrics;
  readonly token: string | undefined;
  readonly halt: Halt | undefined;
  readonly mesh: (() => MeshView) | undefined;
  /** Milliseconds that a body has to come. */
  readonly bodyTimeout: number;
  /** First entry of this run; null where the ledger is kept in memory. */
  readonly firstEntry: number | null;
  observe(): Observed;
}

export function routesOf(served: Served): readonly Route[] {
  const { halt, metrics, stream, history } = served;
  return [
    ...pageRoutes(),
    {
      method: 'GET',
      path: '/metrics',
      async answer({ request }) {
        const { type, text } = await metrics.scrape(request.headers.accept);
        return { status: 200, type, body: text, headers: { 'cache-control': 'no-store' } };
      },
    },
    { method: 'GET', path: '/healthz', answer: () => healthAnswer(liveness(served.observe())) },
    { method: 'GET', path: '/readyz', answer: () => healthAnswer(readiness(served.observe())) },
    { method: 'GET', path: '/api/status', answer: ({ query }) => json(statusOf(served, query)) },
    {
      method: 'GET',
      path: '/api/beats',
      answer({ request, response, query }) {
        // There is no head alone of what has no end.
        if (request.method === 'HEAD') return { status: 200, type: 'text/event-stream', body: '' };
        const last = Math.min(wholeNumber(query, 'last') ?? 0, RECENT_BEATS);
        const entity = entityName(query);
        if (entity !== undefined) entityIn(served.supervised.getStatus(), entity);
        const heard = request.headers['last-event-id'];
        const past =
          typeof heard === 'string' && /^\d{1,15}$/.test(heard)
            ? history.recent(RECENT_BEATS, Number(heard), entity)
            : history.recent(last, 0, entity);
        stream.join(response, past, entity);
        return null;
      },
    },
    {
      method: 'GET',
      path: '/api/explain/{beat}',
      pattern: /^\/api\/explain\/(\d{1,16})$/,
      answer: async ({ parts: [beat = ''], query }) =>
        json(await explanation(served, parseWhole('beat', beat), entityName(query) ?? '')),
    },
    ...ledgerRoutes(served.ledger),
    {
      method: 'GET',
      path: '/api/openapi.json',
      answer: () => json(openApiDocument(served.program.version, halt !== undefined)),
    },
    { method: 'POST', path: '/api/inject', answer: (exchange) => inject(served, exchange.request) },
    ...(halt ? [haltRoute(halt, served)] : []),
  ];
}

function healthAnswer({ ok, reasons }: Health): Answer {
  return json({ status: ok ? 'ok' : 'failing', reasons }, ok ? 200 : 503);
}

function statusOf(
  { supervised, program, history, firstEntry, mesh, token, halt }: Served,
  query: URLSearchParams,
): object {
  const view = mesh?.();
  const name = entityName(query);
  const status = supervised.getStatus();
  const page = {
    from: wholeNumber(query, 'from') ?? 0,
    limit: wholeNumber(query, 'limit') ?? PAGE,
    order: wordOf(query, 'order', ORDERS),
  };
  return {
    type: 'status',
    program,
    lastBeat: history.last?.timestamp ?? null,
    ...(name === undefined ? { ...status, ...entitiesPage(status, page) } : statusOfEntity(status, name)),
    firstEntry: firstEntry === null ? null : Math.max(firstEntry, (name && history.opened(name)) || 0),
    peers: view?.peers ?? null,
    evidence: view?.evidence ?? null,
    witnessed: view?.cosignatures?.witnessed ?? null,
    accepts: { inject: token !== undefined, halt: token !== undefined && halt !== undefined },
  };
}

const BEAT_ENTRIES = ['pulse', 'flow_result', 'action', 'recalibration'];

async function explanation({ history, ledger }: Served, beat: number, entity: string): Promise<object> {
  const record = history.record(beat, entity);
  const place = history.place(beat, entity);
  const entries = ledger && place ? ofBeat(await ledger.entries(place.from, place.to), beat, entity) : [];
  const whole = entries.at(-1)?.data.type === 'recalibration';
  const found: BeatRecord | undefined = record ?? (whole ? recordOf(entries) : undefined);
  if (!found) {
    const whose = entity === '' ? '' : ` of ${entity}`;
    throw new Refusal(404, `beat ${beat}${whose} is none of this run, or too old to be kept in memory`, {
      code: 'ERR_NO_BEAT',
      fix: 'venom explain --ledger-dir reads any beat of any run.',
    });
  }
  return {
    ...found,
    type: 'explanation',
    entries: entries.map(({ index, data, hash }) => ({ index, type: data.type, hash })),
  };
}

function ofBeat(entries: readonly Entry[], beat: number, entity: string): readonly Entry[] {
  return entries.filter(
    ({ data }) => data.beat === beat && (data.entity ?? '') === entity && BEAT_ENTRIES.includes(data.type),
  );
}

/** Who asked, for the ledger: printable, and not long. */
const origin = v.pipe(
  v.string(),
  v.regex(/^[\x20-\x7e]{1,120}$/, 'must be 1 to 120 printable ASCII characters'),
);

/** More would say nothing more: urgency and threat are at their ends long before. */
const MOST_ANOMALIES = 1000;

const injectionSchema = v.strictObject({
  anoms: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(MOST_ANOMALIES)),
  origin: v.optional(origin, 'http'),
  entity: v.optional(v.pipe(v.string(), v.maxLength(4096))),
});

async function inject(
  { supervised, token, bodyTimeout }: Served,
  request: Parameters<typeof readBody>[0],
): Promise<Answer> {
  requireToken(request.headers.authorization, token);
  const given = await readBody(request, injectionSchema, bodyTimeout);
  const { anoms, origin, entity } = given;
  supervised.inject(anoms, origin, entity === undefined ? {} : { entity });
  return json({ accepted: true, anoms, beat: supervised.getStatus().beat + 1 }, 202);
}

const haltSchema = v.strictObject({
  reason: v.pipe(v.string(), v.minLength(1), v.maxLength(500)),
  origin: v.optional(origin, 'http'),
});

function haltRoute(halt: Halt, { token, bodyTimeout }: Served): Route {
  return {
    method: 'POST',
    path: '/api/halt',
    async answer({ request }) {
      requireToken(request.headers.authorization, token);
      const given = await readBody(request, haltSchema, bodyTimeout);
      return json(await halt(given.reason, given.origin));
    },
  };
}
