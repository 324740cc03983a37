/**
 * The supervisor over HTTP: state to read, a stream of beats, the ledger with its proofs, and, for those with the
 * token, injections. Loopback unless another address is named.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { BeatRecord } from '../core/beat-record.ts';
import type { Clock } from '../core/clock.ts';
import { messageOf, StorageError } from '../core/errors.ts';
import { requireHost } from './access.ts';
import { BeatStream, type StreamLimits } from './beat-stream.ts';
import type { Answer, Exchange, Route } from './exchange.ts';
import type { Observed } from './health.ts';
import { History } from './history.ts';
import { LedgerView } from './ledger-view.ts';
import { Metrics } from './metrics.ts';
import { Refusal, refusalOf } from './refusal.ts';
import { routesOf } from './routes.ts';
import type { Halt, MeshView, Supervised } from './supervised.ts';

export interface ServiceLimits {
  /** Connections at a time. */
  readonly connections: number;
  /** Milliseconds that a client has to send a request, head and body. */
  readonly request: number;
  /** Milliseconds that a connection may wait for its next request. */
  readonly idle: number;
  /** Milliseconds that answers under way have when the service closes. */
  readonly closing: number;
}

export const SERVICE_LIMITS: ServiceLimits = { connections: 512, request: 10_000, idle: 5000, closing: 5000 };

export interface ServiceOptions {
  readonly supervised: Supervised;
  readonly program: { readonly name: string; readonly version: string };
  readonly clock: Pick<Clock, 'monotonic'>;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Names in Host headers that are answered, besides localhost and addresses; `.example.org`: all that end so. */
  readonly hosts?: readonly string[];
  /** What those who change something have to bring; without it nothing is changed. */
  readonly token?: string | undefined;
  /** Directory of the ledger; without it there are no proofs. */
  readonly ledgerDir?: string | undefined;
  /** First entry of this run. */
  readonly firstEntry?: number;
  readonly halt?: Halt;
  readonly mesh?: () => MeshView;
  /** Seconds without a beat after which the loop counts as stuck; 60 by default. */
  readonly stalledAfter?: number;
  readonly limits?: Partial<ServiceLimits>;
  readonly stream?: StreamLimits;
  /** Entities that have metrics of their own; 100 by default. */
  readonly entitySeries?: number | undefined;
  /** Metrics of this process too; true by default. */
  readonly processMetrics?: boolean;
}

/** Bytes of a request's head. */
const LARGEST_HEAD = 8192;

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

/** Of what is no page: a browser that is brought to show it runs nothing. */
const NO_PAGE = "default-src 'none'; frame-ancestors 'none'";

/**
 * @example
 * const service = new Service({ supervised: arbiter, clock: systemClock, port: 8000, program });
 * const url = await service.listen();
 * await arbiter.start();
 * await service.close();
 */
export class Service {
  readonly #options: ServiceOptions;
  readonly #limits: ServiceLimits;
  readonly #server: Server;
  readonly #stream: BeatStream;
  readonly #history = new History();
  readonly #metrics: Metrics;
  readonly #routes: readonly Route[];
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Set<ServerResponse>();
  readonly #started: number;
  readonly #onBeat: (record: BeatRecord) => void;
  readonly #onRetired: (entity: string) => void;
  #lastBeat: number | undefined;
  #ledgerFailure: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ServiceOptions) {
    const { supervised, clock, program, ledgerDir } = options;
    this.#options = options;
    this.#limits = { ...SERVICE_LIMITS, ...options.limits };
    this.#started = clock.monotonic();
    this.#stream = new BeatStream(options.stream);
    this.#metrics = new Metrics({
      program,
      status: () => supervised.getStatus(),
      clients: () => ({ open: this.#stream.clients, dropped: this.#stream.dropped }),
      monotonic: () => clock.monotonic(),
      mesh: options.mesh,
      process: options.processMetrics ?? true,
      entitySeries: options.entitySeries,
    });
    this.#routes = routesOf({
      supervised,
      program,
      history: this.#history,
      stream: this.#stream,
      metrics: this.#metrics,
      ledger: ledgerDir === undefined ? undefined : new LedgerView(ledgerDir),
      token: options.token,
      halt: options.halt,
      mesh: options.mesh,
      bodyTimeout: this.#limits.request,
      firstEntry: ledgerDir === undefined ? null : (options.firstEntry ?? 0),
      observe: () => this.#observe(),
    });
    this.#onBeat = (record) => this.#beat(record);
    this.#onRetired = (entity) => {
      this.#history.forget(entity);
      this.#metrics.forget(entity);
    };
    this.#server = this.#makeServer();
  }

  #makeServer(): Server {
    const { request, idle, connections } = this.#limits;
    const server = createServer(
      {
        maxHeaderSize: LARGEST_HEAD,
        headersTimeout: request,
        requestTimeout: request,
        keepAliveTimeout: idle,
        connectionsCheckingInterval: Math.min(1000, request),
      },
      (incoming, response) => void this.#serve(incoming, response),
    );
    server.maxConnections = connections;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    return server;
  }

  /**
   * @returns the address that it listens on
   * @throws StorageError when it cannot listen
   */
  async listen(): Promise<string> {
    const { host = '127.0.0.1', port, supervised } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (cause) =>
        reject(
          new StorageError(`cannot listen on ${host} port ${port}: ${messageOf(cause)}`, {
            code: 'ERR_HTTP_LISTEN',
            fix: 'Give --http another port, or an address of this machine.',
            cause,
          }),
        ),
      );
      this.#server.listen(port, host, resolve);
    });
    supervised.on('beat', this.#onBeat);
    supervised.on('retired', this.#onRetired);
    const address = this.#server.address();
    const bound = typeof address === 'object' && address !== null ? address.port : port;
    return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
  }

  /** The ledger takes nothing more: the service is not ready from then on. */
  ledgerFailed(message: string): void {
    this.#ledgerFailure = message;
  }

  /** Ends streams, takes no more connections, and gives what is under way some seconds. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#options.supervised.off('beat', this.#onBeat);
    this.#options.supervised.off('retired', this.#onRetired);
    this.#stream.close();
    if (!this.#server.listening) return;
    const late = setTimeout(() => {
      this.#server.closeAllConnections();
      for (const socket of this.#sockets) socket.destroy();
    }, this.#limits.closing);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
      this.#closeUnused();
    });
    clearTimeout(late);
  }

  #underWay(response: ServerResponse): void {
    this.#answers.add(response);
    const done = (): void => {
      this.#answers.delete(response);
      if (this.#closing) this.#closeUnused();
    };
    response.on('finish', done);
    response.on('close', done);
  }

  /** A connection on which nothing was asked is not idle to every runtime, and would be waited for. */
  #closeUnused(): void {
    if (this.#answers.size > 0) return;
    this.#server.closeAllConnections();
    for (const socket of this.#sockets) socket.destroy();
  }

  #beat(record: BeatRecord): void {
    this.#lastBeat = this.#options.clock.monotonic();
    this.#metrics.beat(record);
    this.#stream.tell(this.#history.add(record));
  }

  #observe(): Observed {
    const now = this.#options.clock.monotonic();
    return {
      status: this.#options.supervised.getStatus(),
      silence: this.#lastBeat === undefined ? undefined : now - this.#lastBeat,
      uptime: now - this.#started,
      stalledAfter: this.#options.stalledAfter ?? 60,
      ledgerFailure: this.#ledgerFailure,
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const started = this.#options.clock.monotonic();
    this.#underWay(response);
    let route: Route | undefined;
    try {
      for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
      requireHost(request.headers.host, this.#options.hosts ?? []);
      const found = this.#find(request, response);
      route = found.route;
      const answer = await route.answer(found.exchange);
      if (answer) send(request, response, answer);
    } catch (error) {
      this.#refuse(request, response, error);
    } finally {
      this.#metrics.request(
        route?.path ?? 'none',
        response.statusCode,
        this.#options.clock.monotonic() - started,
      );
    }
  }

  /** @throws Refusal 404, 405 */
  #find(request: IncomingMessage, response: ServerResponse): { route: Route; exchange: Exchange } {
    const [path = '/', search = ''] = splitTarget(request.url ?? '/');
    const matching = this.#routes.flatMap((route) => {
      const parts = route.pattern ? route.pattern.exec(path)?.slice(1) : route.path === path ? [] : undefined;
      return parts ? [{ route, parts }] : [];
    });
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = matching.find(({ route }) => route.method === method);
    if (found) {
      const exchange = { request, response, query: new URLSearchParams(search), parts: found.parts };
      return { route: found.route, exchange };
    }
    if (matching.length > 0) {
      const allow = matching.map(({ route }) => route.method).join(', ');
      throw new Refusal(405, `${request.method} is not taken here`, {
        code: 'ERR_HTTP_METHOD',
        fix: `Use ${allow}.`,
        headers: { allow },
      });
    }
    throw new Refusal(404, 'there is nothing at this path', {
      code: 'ERR_HTTP_PATH',
      fix: 'See /api/openapi.json for what is served.',
    });
  }

  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const refusal = refusalOf(error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    // What is left of a body would be read for nothing.
    if (request.method === 'POST') response.setHeader('connection', 'close');
    const { status, body, headers } = refusal;
    send(request, response, { status, type: 'application/problem+json', body, headers });
  }
}

/** Path and query, as they came: nothing is decoded, so nothing is hidden. */
function splitTarget(target: string): [string, string] {
  const at = target.indexOf('?');
  return at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at + 1)];
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const { status, type, body, headers } = answer;
  response.writeHead(status, {
    'content-type': type,
    'content-length': typeof body === 'string' ? Buffer.byteLength(body) : body.length,
    'content-security-policy': NO_PAGE,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
