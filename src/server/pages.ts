/** The dashboard: a page, its style and its scripts, embedded by the build. */
import { gzipSync } from 'node:zlib';
import type { Exchange, Route } from './exchange.ts';

/** Nothing but what this service serves; the numeric core and the hashes are compiled in the page. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGES = [
  ['/', 'text/html; charset=utf-8', 'dashboardHtml'],
  ['/dashboard.css', 'text/css; charset=utf-8', 'dashboardCss'],
  ['/dashboard.js', 'text/javascript; charset=utf-8', 'dashboardJs'],
  ['/verify.js', 'text/javascript; charset=utf-8', 'verifyJs'],
] as const;

/** Compressed when first asked for, and kept: there are four of them. */
const compressed = new Map<string, Uint8Array>();

export function pageRoutes(): Route[] {
  return PAGES.map(([path, type, name]) => ({
    method: 'GET',
    path,
    async answer(exchange) {
      const text = (await import('#dashboard'))[name];
      const headers = {
        'cache-control': 'no-cache',
        'content-security-policy': PAGE_POLICY,
        vary: 'accept-encoding',
      };
      if (!takesGzip(exchange)) return { status: 200, type, body: text, headers };
      const body = compressed.get(path) ?? new Uint8Array(gzipSync(text));
      compressed.set(path, body);
      return { status: 200, type, body, headers: { ...headers, 'content-encoding': 'gzip' } };
    },
  }));
}

function takesGzip({ request }: Exchange): boolean {
  return /(?:^|,)\s*gzip\s*(?:,|;\s*q=(?:1|0\.[1-9])|$)/.test(
    String(request.headers['accept-encoding'] ?? ''),
  );
}
