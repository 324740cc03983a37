/** Beats as server-sent events (WHATWG HTML §9.2): each client bounded in what waits for it, a slow one dropped. */
import type { ServerResponse } from 'node:http';
import type { Told } from './history.ts';
import { Refusal } from './refusal.ts';

export interface StreamLimits {
  /** Clients at a time. */
  readonly clients: number;
  /** Bytes that may wait for one client. */
  readonly bytes: number;
  /** Milliseconds after which a silent stream says that it is alive. */
  readonly heartbeat: number;
}

export const STREAM_LIMITS: StreamLimits = { clients: 256, bytes: 1 << 20, heartbeat: 15_000 };

export class BeatStream {
  readonly #limits: StreamLimits;
  /** With the entity that each listens to; undefined: all. */
  readonly #clients = new Map<ServerResponse, string | undefined>();
  readonly #heartbeat: ReturnType<typeof setInterval>;
  #dropped = 0;

  constructor(limits: StreamLimits = STREAM_LIMITS) {
    this.#limits = limits;
    this.#heartbeat = setInterval(() => this.#send(': alive\n\n'), limits.heartbeat);
    this.#heartbeat.unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Clients that were let go because they did not read. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * @param past beats that the client is told first
   * @param entity whose beats it listens to; all where none is named
   * @throws Refusal 503 when there are too many
   */
  join(response: ServerResponse, past: readonly Told[], entity?: string): void {
    if (this.#clients.size >= this.#limits.clients) {
      throw new Refusal(503, `${this.#clients.size} clients listen already`, {
        code: 'ERR_HTTP_CLIENTS',
        fix: 'Come again later, or scrape /metrics.',
        headers: { 'retry-after': '10' },
      });
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      // Ends with the stream: kept alive, it would hold up the closing of the service.
      connection: 'close',
    });
    const leave = (): void => {
      this.#clients.delete(response);
    };
    response.on('close', leave);
    response.on('error', leave);
    this.#clients.set(response, entity);
    response.write(`retry: 2000\n\n${past.map(eventOf).join('')}`);
  }

  tell(told: Told): void {
    if (this.#clients.size > 0) this.#send(eventOf(told), told.record.entity ?? '');
  }

  /** @param entity whose beat it is; undefined: for all */
  #send(text: string, entity?: string): void {
    for (const [response, heard] of this.#clients) {
      if (entity !== undefined && heard !== undefined && heard !== entity) continue;
      if (response.writableLength > this.#limits.bytes) {
        this.#dropped++;
        this.#clients.delete(response);
        response.destroy();
      } else response.write(text);
    }
  }

  /** Ends every stream; a client that comes again finds nobody, and says so. */
  close(): void {
    clearInterval(this.#heartbeat);
    for (const response of this.#clients.keys()) response.end('event: end\ndata: {}\n\n');
    this.#clients.clear();
  }
}

function eventOf({ id, record }: Told): string {
  return `id: ${id}\nevent: beat\ndata: ${JSON.stringify(record)}\n\n`;
}
