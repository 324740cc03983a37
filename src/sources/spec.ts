/** Sources as they are named on the command line. */
import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../core/errors.ts';

export type SourceSpec =
  | { readonly kind: 'host' }
  | { readonly kind: 'none' }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'prometheus'; readonly url: string }
  | { readonly kind: 'otlp'; readonly host: string; readonly port: number }
  | { readonly kind: 'file'; readonly path: string };

const KEYWORDS = ['host', 'none', 'stdin', 'otlp'] as const;
const FORMS =
  'host, none, stdin (or -), a URL http://… or https://…, otlp:PORT, otlp://HOST:PORT, or the path of a file';

/**
 * `host`, `none`, `stdin` or `-`; `http://…` and `https://…` for Prometheus; `otlp`, `otlp:PORT`, `otlp://HOST:PORT`;
 * anything else is the path of a file, which `file:PATH` says outright.
 *
 * @throws UsageError for a text that is none of these, with what may have been meant
 */
export function parseSourceSpec(text: string): SourceSpec {
  if (text === '-') return { kind: 'stdin' };
  if (text === 'host' || text === 'none' || text === 'stdin') return { kind: text };
  if (text === 'otlp' || text.startsWith('otlp:')) return otlp(text);
  if (text.startsWith('file:')) return file(text.slice('file:'.length), text);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return prometheus(text);
  if (scheme !== undefined) throw refused(text, nearest(scheme, ['http', 'https', 'otlp'], '://…'));
  if (/^[a-z]+$/i.test(text)) throw refused(text, nearest(text.toLowerCase(), KEYWORDS));
  return file(text, text);
}

function prometheus(text: string): SourceSpec {
  if (URL.canParse(text)) return { kind: 'prometheus', url: text };
  throw refused(text);
}

function otlp(text: string): SourceSpec {
  const match = /^otlp(?::\/\/(\[[^\]/]+\]|[^:/[\]]+))?(?::(\d{1,5}))?\/?$/.exec(text);
  const port = Number(match?.[2] ?? 4318);
  if (match === null || port > 65_535) throw refused(text);
  return { kind: 'otlp', host: (match[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}

function file(path: string, text: string): SourceSpec {
  if (path.trim() === '') throw refused(text);
  return { kind: 'file', path };
}

function nearest(text: string, known: readonly string[], rest = ''): string | undefined {
  const best = closest(text, known);
  return distance(text, best) <= 2 ? `${best}${rest}` : undefined;
}

function refused(text: string, meant?: string): UsageError {
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new UsageError(`source is ${JSON.stringify(text)}, which names none${hint}`, {
    code: 'ERR_SOURCE',
    fix: `Give ${FORMS} (file:PATH for a name such as these).`,
  });
}
