/**
 * One scrape over HTTP: from the request to the text of the page, or a typed error that says why not.
 *
 * A connection is opened and closed for each, so that nothing is left between scrapes. Redirects are followed, five
 * at most; headers, tokens and client certificates go to the origin of the URL alone, and once a redirect has left
 * it, to none.
 */
import type { VenomError } from '../../core/errors.ts';
import { answerError, connectionError, excerpt } from './errors.ts';
import type { Answer } from './exchange.ts';
import type { Format } from './exposition.ts';
import { decodePage, formatOf } from './page-text.ts';
import { readBearerToken, type TlsSettings, tlsOptions } from './tls.ts';

export interface Target {
  /** Without user and password. */
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly bearerTokenFile: string | undefined;
  readonly tls: TlsSettings;
  /** Seconds. */
  readonly timeout: number;
  readonly maxBytes: number;
}

export interface Page {
  readonly text: string;
  readonly format: Format;
}

const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const ACCEPT = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

/** The URL as it may be shown: without its query, which may hold a token. */
export function shownUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

/**
 * @param signal its abort ends the scrape at once, with an error that nobody needs to see
 * @throws VenomError for anything that keeps the page from being had
 */
export async function scrape(target: Target, signal: AbortSignal): Promise<Page> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), target.timeout * 1000);
  try {
    return await follow(target, AbortSignal.any([signal, deadline.signal]));
  } catch (error) {
    if (deadline.signal.aborted && !signal.aborted) throw timeoutError(target);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError({ url, timeout }: Target): VenomError {
  const fix = 'Give a longer timeout, or look why the server is slow.';
  return connectionError(`${shownUrl(url)} did not send its page within ${timeout} s`, fix);
}

async function follow(target: Target, signal: AbortSignal): Promise<Page> {
  // Loaded when needed: node:https takes some 20 ms to import, which a run without this source is spared.
  const { exchange } = await import('./exchange.ts');
  let url = target.url;
  let ownOrigin = true;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    ownOrigin &&= url.origin === target.url.origin;
    const answer = await exchange(url, requestOptions(target, url, ownOrigin), target.maxBytes, signal);
    if (!REDIRECTS.includes(answer.status)) return pageOf(url, answer);
    url = redirected(url, answer);
  }
  const what = `${shownUrl(target.url)} redirects more than ${MAX_REDIRECTS} times`;
  throw answerError(what, 'Give the URL at which the page is.');
}

function requestOptions({ headers, bearerTokenFile, tls }: Target, url: URL, ownOrigin: boolean) {
  const token = ownOrigin && bearerTokenFile !== undefined ? readBearerToken(bearerTokenFile) : undefined;
  return {
    headers: {
      accept: ACCEPT,
      'accept-encoding': 'gzip',
      'user-agent': 'venom-genesis',
      ...(ownOrigin && headers),
      ...(token && { authorization: `Bearer ${token}` }),
    },
    ...(url.protocol === 'https:' && tlsOptions(tls, ownOrigin)),
  };
}

function redirected(url: URL, { location, status }: Answer): URL {
  const next = location === undefined ? null : URL.parse(location, url);
  if (next !== null && (next.protocol === 'http:' || next.protocol === 'https:')) {
    next.username = '';
    next.password = '';
    return next;
  }
  const what = `${shownUrl(url)} answered ${status} without a place to go to`;
  throw answerError(what, 'Give the URL at which the page is.');
}

function pageOf(url: URL, { status, reason, contentType, body }: Answer): Page {
  const where = shownUrl(url);
  if (status !== 200) {
    const words = firstWords(body);
    const says = words === '' ? '' : `: ${words}`;
    const fix =
      status === 401 || status === 403
        ? 'Give bearerToken, bearerTokenFile, or a user and password in the URL.'
        : 'Look whether the URL is right, and at the log of the server.';
    throw answerError(`${where} answered ${status} ${excerpt(reason)}`.trimEnd() + says, fix);
  }
  const text = decodePage(body);
  if (/^\s*</.test(text) || contentType?.includes('html')) {
    const what = `${where} answered with an HTML page, not with metrics: ${firstWords(body)}`;
    throw answerError(what, 'Give the path of the metrics in the URL, often /metrics.');
  }
  return { text, format: formatOf(contentType, text) };
}

/** What a page for people begins with, without its tags. */
function firstWords(body: Uint8Array): string {
  const start = new TextDecoder().decode(body.subarray(0, 2000));
  return excerpt(start.replace(/<(?:style|script)[^>]*>[^<]*|<[^>]*>/gi, ' '));
}
