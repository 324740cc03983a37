/** One GET of a page of metrics: with a limit on time and size, redirects followed, gzip inflated. */
import { readFile } from 'node:fs/promises';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { createGunzip } from 'node:zlib';
import { messageOf } from '../../core/errors.ts';
import type { ExpositionFormat } from './parse.ts';

export interface ScrapeOptions {
  readonly url: string;
  /** Seconds for all of it. */
  readonly timeout: number;
  readonly maxBytes: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bearerToken?: string | undefined;
  /** Read anew at every scrape: tokens are changed in place. */
  readonly bearerTokenFile?: string | undefined;
  /** PEM texts. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure?: boolean | undefined;
  readonly serverName?: string | undefined;
}

export interface Page {
  readonly text: string;
  readonly format: ExpositionFormat;
}

/** A scrape that gave no page, with the reason in words. */
export class ScrapeError extends Error {}

const MOST_REDIRECTS = 5;
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.8,*/*;q=0.1';

/** @throws ScrapeError; the signal's abort ends it at once */
export async function scrape(options: ScrapeOptions, signal: AbortSignal): Promise<Page> {
  const ended = new AbortController();
  const abort = (): void => ended.abort();
  const timer = setTimeout(() => {
    timedOut = true;
    abort();
  }, options.timeout * 1000);
  let timedOut = false;
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const token = options.bearerTokenFile
      ? (await readFile(options.bearerTokenFile, 'utf8')).trim()
      : options.bearerToken;
    return await follow(options, token, ended.signal);
  } catch (error) {
    if (timedOut) throw new ScrapeError(`no whole answer within ${options.timeout} s`);
    throw error instanceof ScrapeError ? error : new ScrapeError(reasonOf(error));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = messageOf(error);
  return message === '' || (code !== '' && !message.includes(code)) ? `${message} ${code}`.trim() : message;
}

async function follow(options: ScrapeOptions, token: string | undefined, signal: AbortSignal): Promise<Page> {
  const first = new URL(options.url);
  let url = first;
  for (let redirects = 0; ; redirects++) {
    // What proves who asks is for the origin that was named, and for no other.
    const answer = await get(
      url,
      options,
      url.origin === first.origin ? token : undefined,
      url.origin === first.origin,
      signal,
    );
    const { statusCode = 0, headers } = answer;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined)
      return pageOf(answer, options.maxBytes);
    answer.resume();
    if (redirects === MOST_REDIRECTS)
      throw new ScrapeError(`more than ${MOST_REDIRECTS} redirects, the last to ${headers.location}`);
    url = new URL(headers.location, url);
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      throw new ScrapeError(`a redirect to ${url.protocol}`);
  }
}

function get(
  url: URL,
  options: ScrapeOptions,
  token: string | undefined,
  own: boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { ca, cert, key, insecure, serverName, headers } = options;
  const credentials =
    own && url.username !== ''
      ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
      : {};
  const settings: RequestOptions = {
    agent: false,
    headers: {
      Accept: ACCEPT,
      'Accept-Encoding': 'gzip',
      'User-Agent': 'venom',
      ...(own && headers),
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    signal,
    ...credentials,
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && own && { cert }),
    ...(key !== undefined && own && { key }),
    ...(insecure && { rejectUnauthorized: false }),
    ...(serverName !== undefined && { servername: serverName }),
  };
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent: ClientRequest = send(url, settings, resolve);
    sent.on('error', reject);
    sent.end();
  });
}

async function pageOf(answer: IncomingMessage, maxBytes: number): Promise<Page> {
  const { statusCode = 0, headers } = answer;
  const compressed = headers['content-encoding'] === 'gzip';
  const text = await textOf(answer, compressed, maxBytes);
  const type = headers['content-type'] ?? '';
  if (statusCode !== 200) throw new ScrapeError(`status ${statusCode}${beginning(text)}`);
  if (/^\s*<(?:!doctype|html)/i.test(text))
    throw new ScrapeError(`a page of HTML and not of metrics${beginning(text)}`);
  const openmetrics =
    type.includes('application/openmetrics-text') || /(?:^|\n)# EOF\n?$/.test(text.slice(-8));
  return { text, format: openmetrics ? 'openmetrics' : 'text' };
}

async function textOf(answer: IncomingMessage, compressed: boolean, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body = compressed ? answer.pipe(createGunzip()) : answer;
  // The pipe does not hand on that the answer broke off.
  if (compressed) answer.on('error', (error) => body.destroy(error));
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) {
      answer.destroy();
      throw new ScrapeError(`a page of more than ${maxBytes} bytes${compressed ? ', inflated' : ''}`);
    }
    chunks.push(chunk);
  }
  if (!answer.complete) throw new ScrapeError(`the answer broke off after ${size} bytes`);
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

/** The first words of an answer that is no page of metrics. */
function beginning(text: string): string {
  const words = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return words === '' ? '' : `: ${words.slice(0, 80)}`;
}
