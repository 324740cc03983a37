/** One request and what is answered to it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from './refusal.ts';

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** What the groups of the route's pattern matched. */
  readonly parts: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** As the OpenAPI document writes it; names the route in metrics. */
  readonly path: string;
  /** Of the whole path; where there is none, the path is taken as it stands. */
  readonly pattern?: RegExp;
  /** @returns null where the response is its own to end */
  answer(exchange: Exchange): Answer | null | Promise<Answer | null>;
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    type: 'application/json; charset=utf-8',
    body: `${JSON.stringify(value)}\n`,
    headers: { 'cache-control': 'no-store', ...headers },
  };
}

/** A whole number of the query; undefined where it is not given. */
export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return parseWhole(name, text);
}

/** An entity of the query, the run's own being an empty text; undefined where none is named. @throws Refusal 400 */
export function entityName(query: URLSearchParams): string | undefined {
  const name = query.get('entity') ?? undefined;
  if (name === undefined || name.length <= LONGEST_NAME) return name;
  throw new Refusal(400, `entity has ${name.length} characters, but may have ${LONGEST_NAME}`, {
    code: 'ERR_HTTP_PARAMETER',
    fix: 'Give entity a name of GET /api/status.',
  });
}

/** Characters of an entity's name; a request's head bounds it all the same. */
const LONGEST_NAME = 4096;

/** One of a few words of the query; the first where it is not given. @throws Refusal 400 */
export function wordOf<Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = query.get(name) ?? words[0];
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new Refusal(
    400,
    `${name} is ${JSON.stringify(text.slice(0, 40))}, but must be ${words.join(' or ')}`,
    {
      code: 'ERR_HTTP_PARAMETER',
      fix: `Give ${name} one of them, or leave it out.`,
    },
  );
}

/** @throws Refusal 400 */
export function parseWhole(name: string, text: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw new Refusal(
    400,
    `${name} is ${JSON.stringify(text.slice(0, 40))}, but must be a whole number, 0 or above`,
    {
      code: 'ERR_HTTP_PARAMETER',
      fix: `Give ${name} a whole number.`,
    },
  );
}
