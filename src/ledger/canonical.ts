/**
 * Canonical JSON, RFC 8785 (JCS): one text for one value, so that it can be hashed.
 *
 * `JSON.stringify` already writes numbers and strings as JCS asks; what it does not do is sort keys. Records of
 * this program are built with their keys in order, so a look whether they are, and then one call of the native
 * writer, takes a third of the time of the general route; anything else goes through the
 * `canonicalize` library.
 */
import canonicalize from 'canonicalize';
import { InputError } from '../core/errors.ts';

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/**
 * @throws InputError `ERR_NOT_JSON` that names the path of a value JSON has no form for: undefined, NaN, ±Infinity,
 *   a lone surrogate, a function, a bigint, a Date or another object that is not plain
 */
export function canonicalJson(value: unknown): string {
  switch (form(value)) {
    case SORTED: {
      const text = JSON.stringify(value);
      if (!text.includes(SURROGATE) || isWellFormed(value)) return text;
      break;
    }
    case UNSORTED: {
      const text = isWellFormed(value) ? canonicalize(value) : undefined;
      if (text !== undefined) return text;
    }
  }
  const { path, problem } = offender(value, 'value') ?? { path: 'value', problem: 'is not JSON' };
  throw new InputError(`${path} ${problem}`, {
    code: 'ERR_NOT_JSON',
    fix: 'Give plain JSON values: null, booleans, finite numbers, well-formed strings, arrays, plain objects.',
  });
}

/** JSON.stringify writes a lone surrogate as an escape that begins so; a backslash before such letters looks the same. */
const SURROGATE = '\\ud';

function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => key.isWellFormed() && isWellFormed(member));
}

const NOT_JSON = 0;
const UNSORTED = 1;
const SORTED = 2;

/** Levels of nesting that are written: a record has six, and what contains itself has no end. */
export const DEEPEST = 256;

/** What must be done to write the value: nothing but writing, sorting first, or it cannot be written. */
function form(value: unknown, depth = 0): 0 | 1 | 2 {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? SORTED : NOT_JSON;
    // Whether strings are well formed is told for all of them by what is written.
    case 'string':
    case 'boolean':
      return SORTED;
    case 'object':
      break;
    default:
      return NOT_JSON;
  }
  if (value === null) return SORTED;
  if (depth > DEEPEST) return NOT_JSON;
  let worst: 0 | 1 | 2 = SORTED;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const own = form(value[i], depth + 1);
      if (own === NOT_JSON) return NOT_JSON;
      if (own === UNSORTED) worst = UNSORTED;
    }
    return worst;
  }
  if (!isPlain(value)) return NOT_JSON;
  let previous: string | undefined;
  for (const key in value) {
    const own = form(value[key], depth + 1);
    if (own === NOT_JSON) return NOT_JSON;
    // `<` on strings compares UTF-16 code units, as RFC 8785 §3.2.3 asks
    if (own === UNSORTED || (previous !== undefined && !(previous < key))) worst = UNSORTED;
    previous = key;
  }
  return worst;
}

function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  // Only a function of that name changes what JSON.stringify writes.
  return !('toJSON' in value && typeof value.toJSON === 'function');
}

/** The first value that JSON has no form for. Only called once something is known to be wrong. */
function offender(value: unknown, path: string, depth = 0): { path: string; problem: string } | undefined {
  if (depth > DEEPEST) return { path: 'value', problem: `is nested more than ${DEEPEST} deep` };
  if (typeof value === 'number' && !Number.isFinite(value)) return { path, problem: `is ${value}` };
  if (typeof value === 'string' && !value.isWellFormed()) return { path, problem: 'has a lone surrogate' };
  if (value === undefined || ['function', 'symbol', 'bigint'].includes(typeof value)) {
    return { path, problem: `is ${value === undefined ? 'undefined' : `a ${typeof value}`}` };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const found = offender(value[i], `${path}[${i}]`, depth + 1);
      if (found) return found;
    }
    return undefined;
  }
  if (!isPlain(value)) return { path, problem: `is a ${value.constructor?.name ?? 'special object'}` };
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed())
      return { path, problem: `has a key with a lone surrogate (${JSON.stringify(key)})` };
    const found = offender(member, `${path}.${key}`, depth + 1);
    if (found) return found;
  }
  return undefined;
}
