/** One request and its whole answer, inflated, within limits; on `node:http`, which the three runtimes have. */
import http, { type IncomingMessage } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { messageOf, systemCodeOf, VenomError } from '../../core/errors.ts';
import { answerError, connectionError, excerpt } from './errors.ts';

export interface Answer {
  readonly status: number;
  /** The words beside the status. */
  readonly reason: string;
  readonly contentType: string | undefined;
  readonly location: string | undefined;
  readonly body: Uint8Array;
}

/** @throws VenomError for a connection that fails or breaks off, an encoding that is broken, a body beyond `maxBytes` */
export async function exchange(
  url: URL,
  options: RequestOptions,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Answer> {
  let connection: Connection | undefined;
  try {
    connection = new Connection(url, options, signal);
    const response = await connection.response();
    const body = await connection.body(response, maxBytes);
    return {
      status: response.statusCode ?? 0,
      reason: response.statusMessage ?? '',
      contentType: response.headers['content-type'],
      location: response.headers.location,
      body,
    };
  } catch (error) {
    throw error instanceof VenomError ? error : failure(url, error);
  } finally {
    connection?.close();
  }
}

class Connection {
  readonly #request: http.ClientRequest;
  readonly #signal: AbortSignal;
  readonly #streams: Readable[] = [];
  /** Rejects when the signal aborts or the connection fails, at whatever stage. */
  readonly #failed: Promise<never>;
  #fail: (reason: unknown) => void = () => {};
  readonly #abort = (): void => this.#fail(new Error('the scrape was ended'));

  constructor(url: URL, options: RequestOptions, signal: AbortSignal) {
    this.#signal = signal;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Nobody waits for it between two stages; the next stage sees it all the same.
    this.#failed.catch(() => undefined);
    const { request } = url.protocol === 'https:' ? https : http;
    this.#request = request(url, { ...options, agent: false });
    this.#request.on('error', this.#fail);
    signal.addEventListener('abort', this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  response(): Promise<IncomingMessage> {
    const response = new Promise<IncomingMessage>((resolve) => {
      this.#request.once('response', resolve);
    });
    this.#request.end();
    return Promise.race([response, this.#failed]);
  }

  body(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
    const stream = this.#inflated(response);
    return Promise.race([this.#collect(response, stream, maxBytes), this.#failed]);
  }

  close(): void {
    this.#signal.removeEventListener('abort', this.#abort);
    for (const stream of this.#streams) stream.destroy();
    this.#request.destroy();
  }

  #inflated(response: IncomingMessage): Readable {
    this.#streams.push(response);
    // Also a connection that closes before the whole page came is an error of the response.
    response.on('error', this.#fail);
    const encoding = response.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return response;
    if (encoding !== 'gzip') {
      const what = `the page is encoded as ${excerpt(encoding)}, which was not asked for`;
      throw answerError(what, 'Have the server send the page plain or as gzip.');
    }
    const inflater = createGunzip();
    this.#streams.push(inflater);
    inflater.on('error', (cause) => {
      const what = `the page is not valid gzip (${messageOf(cause)})`;
      this.#fail(answerError(what, 'Look for what cuts or changes the page on its way.', cause));
    });
    return response.pipe(inflater);
  }

  #collect(response: IncomingMessage, stream: Readable, maxBytes: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    return new Promise((resolve) => {
      stream.on('data', (chunk: Uint8Array) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) this.#fail(sizeError(response, maxBytes));
      });
      stream.once('end', () => resolve(Buffer.concat(chunks)));
    });
  }
}

function sizeError({ headers }: IncomingMessage, maxBytes: number): VenomError {
  const length = headers['content-length'];
  const sent = length === undefined ? '' : `, sent as ${excerpt(length)}`;
  const what = `the page has more than ${maxBytes} bytes${sent}: that is the limit maxBytes`;
  return answerError(what, 'Have the server send less, or give a larger maxBytes.');
}

function failure(url: URL, error: unknown): VenomError {
  const code = systemCodeOf(error);
  const why = code === undefined ? excerpt(messageOf(error), 200) : code;
  const fix = 'Look whether the server runs, and whether its address, port and certificate are as expected.';
  return connectionError(`${url.origin} could not be scraped: ${why}`, fix, error);
}
