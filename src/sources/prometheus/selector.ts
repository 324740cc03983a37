/**
 * Which series are watched: selectors as Prometheus writes them, `http_requests_total{code=~"5..",method!="get"}`.
 *
 *   =  equal    !=  not equal    =~  matches the pattern    !~  does not
 *
 * A label that a series does not have is the empty string. Patterns are JavaScript regular expressions with the
 * flags `u` and `s` that must match the whole value; Prometheus takes RE2, which has the same syntax except for
 * look-around, which it lacks, and for flags within the pattern, which are refused here.
 */

import { messageOf } from '../../core/errors.ts';
import { optionError } from './errors.ts';
import type { LabelSet } from './exposition.ts';
import { LineCursor } from './line-cursor.ts';

/** What a selector looks at. */
export interface Candidate {
  /** The names it goes by: as a reading, as its family, as its samples. */
  readonly names: readonly string[];
  /** All labels, those of the entity too. */
  readonly labels: LabelSet;
}

export interface Selector {
  readonly text: string;
  matches(candidate: Candidate): boolean;
}

type Matcher = (candidate: Candidate) => boolean;

const FIX = 'Write a selector such as http_requests_total{code=~"5..",method!="get"} or {job="api"}.';
const OPERATORS = ['=~', '!~', '!=', '='] as const;

/** @throws InputError `ERR_PROMETHEUS_OPTION` naming the selector, the column and what is wrong there */
export function parseSelector(text: string): Selector {
  const cursor = new LineCursor(text, 1);
  const fail = (what: string): Error =>
    optionError('match', `has ${JSON.stringify(text)}: at column ${cursor.at + 1}, ${what}`, FIX);
  cursor.blanks();
  const name = cursor.metricName();
  const matchers: Matcher[] = name === undefined ? [] : [({ names }) => names.includes(name)];
  cursor.blanks();
  if (cursor.take('{')) matchers.push(...parseMatchers(cursor, fail));
  cursor.blanks();
  if (!cursor.done) throw fail(cursor.found());
  if (matchers.length === 0) throw fail('it selects nothing in particular');
  return { text, matches: (candidate) => matchers.every((matcher) => matcher(candidate)) };
}

function parseMatchers(cursor: LineCursor, fail: (what: string) => Error): Matcher[] {
  const matchers: Matcher[] = [];
  cursor.blanks();
  while (!cursor.take('}')) {
    matchers.push(parseMatcher(cursor, fail));
    cursor.blanks();
    if (!cursor.take(',') && !cursor.startsWith('}'))
      throw fail(`${cursor.found()} where , or } is expected`);
    cursor.blanks();
  }
  return matchers;
}

function parseMatcher(cursor: LineCursor, fail: (what: string) => Error): Matcher {
  const quoted = cursor.startsWith('"');
  const label = quoted ? quotedOf(cursor, fail) : cursor.labelName();
  if (label === undefined) throw fail(`${cursor.found()} where a label is expected`);
  cursor.blanks();
  const operator = OPERATORS.find((known) => cursor.take(known));
  if (operator === undefined) {
    if (quoted) return ({ names }) => names.includes(label);
    throw fail(`${cursor.found()} where =, !=, =~ or !~ is expected`);
  }
  cursor.blanks();
  if (!cursor.startsWith('"')) throw fail(`${cursor.found()} where a quoted value is expected`);
  const test = testOf(operator, quotedOf(cursor, fail), fail);
  const negative = operator.startsWith('!');
  if (label !== '__name__') return ({ labels }) => test(labels.get(label) ?? '') !== negative;
  return ({ names }) => names.some(test) !== negative;
}

function testOf(
  operator: (typeof OPERATORS)[number],
  value: string,
  fail: (what: string) => Error,
): (text: string) => boolean {
  if (!operator.endsWith('~')) return (text) => text === value;
  try {
    const pattern = new RegExp(`^(?:${value})$`, 'us');
    return (text) => pattern.test(text);
  } catch (error) {
    throw fail(`the pattern is not valid (${messageOf(error)})`);
  }
}

function quotedOf(cursor: LineCursor, fail: (what: string) => Error): string {
  try {
    return cursor.quoted('the value');
  } catch {
    throw fail('the quote is not closed');
  }
}

/** Left out unless selectors say what is watched: what exporters tell of themselves, and constants. */
const LEFT_OUT: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/^(?:go|process|promhttp|python_gc|scrape)_/, 'tells of the exporter itself'],
  [/_info$/, 'is a constant that carries labels'],
  [/_created$/, 'is the time at which something started'],
];

export interface Choice {
  readonly watched: boolean;
  readonly why: string;
}

/** Whether a series is watched, and why. Without selectors all are but a few. */
export function choose(candidate: Candidate, selectors: readonly Selector[]): Choice {
  if (selectors.length > 0) {
    const selector = selectors.find(({ matches }) => matches(candidate));
    return selector
      ? { watched: true, why: `matches ${selector.text}` }
      : { watched: false, why: 'matches no selector' };
  }
  const rule = LEFT_OUT.find(([pattern]) => candidate.names.some((name) => pattern.test(name)));
  return rule
    ? { watched: false, why: `left out by default: ${rule[1]}; name it in match to watch it` }
    : { watched: true, why: 'watched by default' };
}
