/** The dashboard: a page, its style and its scripts, embedded by the build. */
import type { Route } from './exchange.ts';

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

export function pageRoutes(): Route[] {
  return PAGES.map(([path, type, name]) => ({
    method: 'GET',
    path,
    async answer() {
      const pages = await import('#dashboard');
      return {
        status: 200,
        type,
        body: pages[name],
        headers: { 'cache-control': 'no-cache', 'content-security-policy': PAGE_POLICY },
      };
    },
  }));
}
