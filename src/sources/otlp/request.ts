/** One request of OTLP over HTTP (opentelemetry-proto, docs/specification.md, "OTLP/HTTP"): what it holds, or why not. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import { messageOf } from '../../core/errors.ts';
import { gunzipped } from '../tabular/bytes.ts';
import { issueOf } from './points.ts';
import { type Frame, FrameSchema } from './schema.ts';

/** Codes of google.rpc.Code. */
const CODES = { 400: 3, 401: 16, 404: 5, 405: 12, 413: 8, 415: 3, 503: 14 } as const;

/** A request that is answered with an error. */
export class Refusal extends Error {
  readonly status: keyof typeof CODES;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: keyof typeof CODES, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }

  /** google.rpc.Status as JSON. */
  get body(): string {
    return JSON.stringify({ code: CODES[this.status], message: this.message });
  }
}

export interface RequestLimits {
  /** Bytes of a body, compressed and inflated. */
  readonly maxBytes: number;
  readonly token: string | undefined;
}

/** @throws Refusal */
export async function readRequest(
  request: IncomingMessage,
  { maxBytes, token }: RequestLimits,
): Promise<Frame> {
  refuseTarget(request);
  refuseStranger(request, token);
  refuseEncoding(request);
  return frameOf(await bodyOf(request, maxBytes));
}

function refuseTarget({ url = '/', method }: IncomingMessage): void {
  const path = url.split('?', 1)[0];
  if (path !== '/v1/metrics') throw new Refusal(404, `${path} is not served; metrics go to /v1/metrics`);
  if (method !== 'POST')
    throw new Refusal(405, `${method} is not taken; metrics come by POST`, { allow: 'POST' });
}

/** Digests are compared, in a time that says nothing about the token. */
function refuseStranger({ headers }: IncomingMessage, token: string | undefined): void {
  if (token === undefined) return;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const given = /^Bearer +(.*)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new Refusal(401, 'the bearer token is missing or wrong', { 'www-authenticate': 'Bearer' });
}

function refuseEncoding({ headers }: IncomingMessage): void {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new Refusal(
      415,
      `content-type is ${type || 'missing'}; set "encoding: json" in the otlphttp exporter`,
    );
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new Refusal(
      415,
      `content-encoding is ${encoding}; set "compression: gzip" or "none" in the exporter`,
    );
  }
}

async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const raw = limited(undestroyed(request), maxBytes);
  const chunks: Uint8Array[] = [];
  try {
    const inflated = request.headers['content-encoding'] === 'gzip' ? gunzipped(raw, 'the body') : raw;
    for await (const chunk of limited(inflated, maxBytes)) chunks.push(chunk);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    // Broken gzip data, or a connection that went away: then nobody hears the answer.
    throw new Refusal(400, messageOf(error), { connection: 'close' });
  }
  return Buffer.concat(chunks);
}

/** Chunks of a request that is still to be answered when no more of them are wanted. */
async function* undestroyed(request: IncomingMessage): AsyncGenerator<Uint8Array, void, void> {
  const iterator: AsyncIterator<Uint8Array> = request[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new Refusal(413, `the body is more than ${maxBytes} bytes; send smaller batches`, {
        connection: 'close',
      });
    }
    yield chunk;
  }
}

function frameOf(body: Uint8Array): Frame {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${messageOf(error)}`);
  }
  const frame = v.safeParse(FrameSchema, value);
  if (frame.success) return frame.output;
  throw new Refusal(400, `the body is no ExportMetricsServiceRequest: ${issueOf(frame.issues)}`);
}
