/** Beats as server-sent events (WHATWG HTML §9.2): each client bounded in what waits for it, a slow one dropped. */
import type { ServerResponse } from 'node:http';
import type { BeatRecord } from '../core/beat-record.ts';
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
  readonly #clients = new Set<ServerResponse>();
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
   * @param past records that the client is told first
   * @throws Refusal 503 when there are too many
   */
  join(response: ServerResponse, past: readonly BeatRecord[]): void {
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
    this.#clients.add(response);
    response.write(`retry: 2000\n\n${past.map(eventOf).join('')}`);
  }

  tell(record: BeatRecord): void {
    if (this.#clients.size > 0) this.#send(eventOf(record));
  }

  #send(text: string): void {
    for (const response of this.#clients) {
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
    for (const response of this.#clients) response.end('event: end\ndata: {}\n\n');
    this.#clients.clear();
  }
}

function eventOf(record: BeatRecord): string {
  return `id: ${record.beat}\nevent: beat\ndata: ${JSON.stringify(record)}\n\n`;
}
