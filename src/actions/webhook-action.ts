/**
 * Posts the decision to a hook.
 *
 *   Venom-Signature   t=SECONDS,v1=HEX     HEX = HMAC-SHA256(secret, "SECONDS.BODY"), made anew at each attempt, so
 *                                          that a receiver can refuse what is old (replayed)
 *   Idempotency-Key   the intent's entry hash: the same at each attempt
 *   Venom-Fence       where replicas share what is acted on: counts its owners. Refuse a lower one than was seen. The
 *                     signature covers it in the body of the json format alone
 *
 * Tried again: no connection, no answer in time, 408, 425, 429 and 5xx, after min(CAP, BASE·2ⁿ)·(½ + chance/2) seconds, or
 * what Retry-After asks up to CAP. Everything else, redirects among it, is final: where a hook points is not asked.
 * What was not delivered goes to the ledger whole, without its address, which may be a secret.
 */
import { createHmac } from 'node:crypto';
import type { RequestOptions } from 'node:https';
import type { Action } from '../core/beat-record.ts';
import type { Clock } from '../core/clock.ts';
import { messageOf, systemCodeOf } from '../core/errors.ts';
import { ActError, type ActionHandler, type Intent } from './action.ts';
import { sendRequest } from './http-request.ts';
import { type WebhookFormat, webhookBody } from './webhook-body.ts';

/** Seconds. */
const BASE = 0.5;
const CAP = 8;

export interface WebhookOptions {
  readonly name: string;
  readonly on: readonly Action[];
  readonly url: URL;
  readonly format: WebhookFormat;
  /** What is supervised, as the bodies name it. */
  readonly instance: string;
  /** Signs; without one there is no signature. */
  readonly secret?: string | undefined;
  readonly bearerToken?: string | undefined;
  /** Seconds that one attempt has. */
  readonly timeout: number;
  readonly attempts: number;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  /** In [0, 1). */
  readonly chance: () => number;
  /** Certificate authorities to trust instead of the system's. */
  readonly tls?: RequestOptions | undefined;
}

interface Attempt {
  readonly status?: number;
  readonly error?: string;
  /** What Retry-After asked, seconds. */
  readonly after?: number;
}

export function webhookAction(options: WebhookOptions): ActionHandler {
  const { name, on, timeout, attempts } = options;
  return {
    name,
    on,
    timeout: attempts * (timeout + CAP) + 1,
    act: (intent, signal) => deliver(options, intent, signal),
  };
}

async function deliver(options: WebhookOptions, intent: Intent, signal: AbortSignal): Promise<object> {
  const { attempts: most, format, instance, clock, chance, url } = options;
  const body = webhookBody(format, intent, instance);
  const attempts: Attempt[] = [];
  while (attempts.length < most && !signal.aborted) {
    const attempt = await post(options, intent, body, signal);
    attempts.push(attempt);
    if (attempt.status !== undefined && attempt.status >= 200 && attempt.status < 300) {
      return { status: attempt.status, attempts: attempts.length };
    }
    if (!mayPass(attempt) || attempts.length === most) break;
    await clock.sleep(pause(attempts.length - 1, attempt, chance()), signal);
  }
  const last = attempts.at(-1);
  throw new ActError(`${url.host} did not take it: ${last?.error ?? `status ${last?.status}`}`, {
    attempts,
    deadLetter: { body, idempotencyKey: intent.id },
  });
}

async function post(
  options: WebhookOptions,
  intent: Intent,
  body: string,
  signal: AbortSignal,
): Promise<Attempt> {
  const { url, timeout, tls, clock } = options;
  const done = new AbortController();
  const over = new AbortController();
  const late = clock.sleep(timeout, done.signal).then(() => over.abort());
  try {
    const { status, headers } = await sendRequest(url, {
      method: 'POST',
      headers: headersFor(options, intent, body),
      body,
      signal: AbortSignal.any([over.signal, signal]),
      tls,
    });
    const after = retryAfter(headers['retry-after']);
    return after === undefined ? { status } : { status, after };
  } catch (error) {
    return {
      error: over.signal.aborted && !done.signal.aborted ? `no answer in ${timeout} s` : reasonOf(error, url),
    };
  } finally {
    done.abort();
    await late;
  }
}

function headersFor(
  { secret, bearerToken, clock }: WebhookOptions,
  { id, fence, share }: Intent,
  body: string,
) {
  const seconds = Math.floor(clock.now());
  return {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'idempotency-key': id,
    'user-agent': 'venom-genesis',
    ...(fence !== undefined && { 'venom-fence': String(fence) }),
    ...(share !== undefined && { 'venom-share': share }),
    ...(bearerToken !== undefined && { authorization: `Bearer ${bearerToken}` }),
    ...(secret !== undefined && { 'venom-signature': signatureOf(secret, seconds, body) }),
  };
}

/** @param seconds since the epoch */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

function mayPass({ status, error }: Attempt): boolean {
  if (error !== undefined || status === undefined) return true;
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** @param failures before this one @param chance in [0, 1) */
function pause(failures: number, { after }: Attempt, chance: number): number {
  if (after !== undefined) return Math.min(CAP, after);
  return Math.min(CAP, BASE * 2 ** failures) * (0.5 + chance / 2);
}

function retryAfter(value: string | string[] | undefined): number | undefined {
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined;
}

/** Why there was no answer; the address may be a secret and is left out. */
function reasonOf(error: unknown, url: URL): string {
  const text = systemCodeOf(error) ?? messageOf(error);
  return text.replaceAll(url.href, url.origin);
}
