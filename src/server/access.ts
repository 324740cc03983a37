/**
 * Who is answered. The Host header must name this service, or a page elsewhere could make its own name point here and
 * read as if it were of the same origin (DNS rebinding): addresses are let through, as a name is what such a page needs.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import { Refusal } from './refusal.ts';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The name in a Host header, without port and brackets; undefined where it is none (RFC 9110 §7.2). */
function nameIn(header: string | undefined): string | undefined {
  const [, bracketed, plain] =
    /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header ?? '') ?? [];
  return (bracketed ?? plain)?.toLowerCase().replace(/\.$/, '');
}

/**
 * @param names that this service is known by besides `localhost` and addresses; `.example.org` stands for all that end so
 * @throws Refusal 421
 */
export function requireHost(header: string | undefined, names: readonly string[]): void {
  const name = nameIn(header);
  const known =
    name !== undefined &&
    (name === 'localhost' ||
      isIP(name) !== 0 ||
      names.some((known) => (known.startsWith('.') ? name.endsWith(known) : name === known)));
  if (known) return;
  throw new Refusal(421, `the Host header names no host that this service answers for`, {
    code: 'ERR_HTTP_HOST',
    fix: 'Ask by address or as localhost, or start with --http-hosts and the name.',
  });
}

/**
 * @param token undefined: nothing that changes state is served
 * @throws Refusal 403 without a token configured, 401 for one that is missing or wrong
 */
export function requireToken(authorization: string | undefined, token: string | undefined): void {
  if (token === undefined) {
    throw new Refusal(403, 'no token is configured, so nothing that changes state is taken', {
      code: 'ERR_HTTP_NO_TOKEN',
      fix: 'Start with --http-token-file FILE.',
    });
  }
  const given = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return;
  throw new Refusal(401, 'the bearer token is missing or wrong', {
    code: 'ERR_HTTP_TOKEN',
    fix: 'Send Authorization: Bearer TOKEN.',
    headers: { 'www-authenticate': 'Bearer' },
  });
}

/** Digests have one length: comparing them takes a time that says nothing about the token. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
