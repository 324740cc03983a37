/**
 * A receiver of OTLP over HTTP in its JSON encoding, as a source of metrics: what an OpenTelemetry collector's
 * otlphttp exporter sends with `encoding: json`. Names and rates: docs/sources/otlp.md.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { InputError, messageOf, StorageError, UsageError } from '../core/errors.ts';
import { requirePositive } from '../numeric/parameter-error.ts';
import { systemClock } from './host/edge.ts';
import { PushReader, type PushResult } from './otlp/push.ts';
import { Queue } from './otlp/queue.ts';
import { Refusal, readRequest } from './otlp/request.ts';
import type { Frame } from './otlp/schema.ts';
import type { Discovered, Sample, Source } from './source.ts';

export interface OtlpSourceOptions {
  /** Address to listen on. Default 127.0.0.1; one that others can reach needs a token. */
  readonly host?: string;
  /** Default 4318; 0 takes a free one. */
  readonly port?: number;
  /** What those who push have to bring: `Authorization: Bearer TOKEN`. */
  readonly token?: string | undefined;
  /** PEM of its certificate and key: it speaks HTTPS then, and nothing else. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  /** Attributes of the resource, or of the point, that name the entity. */
  readonly entityBy?: readonly string[];
  /** Seconds between two pushes. Default 60, as exporters have it. */
  readonly period?: number;
  /** Bytes of a body, compressed and inflated. Default 16 MiB. */
  readonly maxBytes?: number;
  /** Samples that wait at most; a push that comes then is told to come again. Default 1000. */
  readonly maxQueue?: number;
  /** Told the address when it listens. */
  readonly onListening?: (url: string) => void;
  /** Seconds since the epoch. */
  readonly clock?: () => number;
}

/** Seconds after which a push that found the queue full may come again. */
const RETRY_AFTER = 1;

/**
 * Each push gives one sample for each entity in it, with the metrics that it holds: samples of one entity hold
 * different metrics where several push.
 *
 * @example
 * const source = new OtlpSource({ entityBy: ['service.name'] });
 * for await (const { labels, metrics } of source.samples(signal)) console.log(labels, metrics);
 */
export class OtlpSource implements Source {
  readonly name = 'otlp';
  readonly period: number;
  readonly #options: OtlpSourceOptions;
  readonly #host: string;
  readonly #port: number;

  /** @throws UsageError for an address that others can reach, without a token; ParameterError for a wrong number */
  constructor(options: OtlpSourceOptions = {}) {
    this.period = options.period ?? 60;
    requirePositive('period', this.period);
    requirePositive('maxBytes', options.maxBytes ?? 1);
    requirePositive('maxQueue', options.maxQueue ?? 1);
    this.#options = options;
    this.#host = options.host ?? '127.0.0.1';
    this.#port = options.port ?? 4318;
    if (isLoopback(this.#host) || (options.token ?? '') !== '') return;
    throw new UsageError(
      `host is ${this.#host}, where whoever reaches it could push metrics, and so set off actions`,
      {
        code: 'ERR_OTLP_OPEN',
        fix: 'Set a token, or listen on 127.0.0.1.',
      },
    );
  }

  /**
   * Listens from the first sample that is asked for until the signal aborts or the iteration ends.
   *
   * @throws StorageError when it cannot listen; InputError for a certificate and key that do not work
   */
  async *samples(signal: AbortSignal): AsyncGenerator<Sample, void, void> {
    for await (const result of this.#pushes(signal)) {
      for (const sample of result.samples) {
        if (signal.aborted) return;
        yield sample;
      }
    }
  }

  /** What the first push brings. */
  async discover(signal: AbortSignal): Promise<readonly Discovered[]> {
    for await (const { series } of this.#pushes(signal)) {
      if (series.length > 0) return series;
    }
    return [];
  }

  async *#pushes(signal: AbortSignal): AsyncGenerator<PushResult, void, void> {
    if (signal.aborted) return;
    const queue = new Queue<PushResult>();
    const receiver = new Receiver(queue, this.#options);
    const answer = (request: IncomingMessage, response: ServerResponse): void => {
      receiver.answer(request, response).catch((error: unknown) => queue.fail(error));
    };
    const { tls } = this.#options;
    const server = tls ? secureServer(tls, answer) : createServer(answer);
    try {
      await listening(server, this.#host, this.#port);
      server.on('error', (error) => queue.fail(error));
      this.#options.onListening?.(urlOf(server, tls ? 'https' : 'http'));
      for await (const result of queue.take(signal)) {
        receiver.taken(result);
        yield result;
      }
    } finally {
      await closed(server);
    }
  }
}

/** Answers requests, and puts what they bring into the queue. */
class Receiver {
  readonly #queue: Queue<PushResult>;
  readonly #reader: PushReader;
  readonly #maxBytes: number;
  readonly #maxQueue: number;
  readonly #token: string | undefined;
  #waiting = 0;

  constructor(queue: Queue<PushResult>, options: OtlpSourceOptions) {
    this.#queue = queue;
    this.#reader = new PushReader(options.entityBy ?? [], options.clock ?? systemClock);
    this.#maxBytes = options.maxBytes ?? 2 ** 24;
    this.#maxQueue = options.maxQueue ?? 1000;
    this.#token = options.token;
  }

  taken({ samples }: PushResult): void {
    this.#waiting -= samples.length;
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const limits = { maxBytes: this.#maxBytes, token: this.#token };
      const frame = await readRequest(request, limits);
      reply(response, 200, JSON.stringify({ partialSuccess: this.#accept(frame) }));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reply(response, error.status, error.body, error.headers);
    }
  }

  #accept(frame: Frame): object {
    // Looked at before the push is: one that is to come again must leave no trace in the counters.
    if (this.#waiting >= this.#maxQueue) {
      throw new Refusal(503, 'samples are waiting to be taken; come again', {
        'retry-after': String(RETRY_AFTER),
      });
    }
    const result = this.#reader.read(frame);
    this.#waiting += result.samples.length;
    this.#queue.push([result]);
    return partialSuccess(result);
  }
}

function partialSuccess({ rejected, message }: PushResult): object {
  return rejected === 0 ? {} : { rejectedDataPoints: String(rejected), errorMessage: message };
}

function reply(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: Error): void => {
      reject(
        new StorageError(`cannot listen on ${host} port ${port}: ${messageOf(cause)}`, {
          code: 'ERR_OTLP_LISTEN',
          fix: 'Give a port that is free and that this user may listen on.',
          cause,
        }),
      );
    };
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
}

type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

function secureServer(tls: { readonly cert: string; readonly key: string }, answer: Answerer): Server {
  try {
    return createTlsServer({ ...tls, minVersion: 'TLSv1.2' }, answer);
  } catch (cause) {
    throw new InputError(`the certificate and key of OTLP do not work: ${messageOf(cause)}`, {
      code: 'ERR_OTLP_TLS',
      fix: 'Give a certificate and the key that belongs to it, both as PEM.',
      cause,
    });
  }
}

function urlOf(server: Server, scheme: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return String(address);
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `${scheme}://${host}:${address.port}/v1/metrics`;
}

function closed(server: Server): Promise<void> {
  if (!server.listening) return Promise.resolve();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
