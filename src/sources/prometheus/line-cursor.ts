/** Reads one line of a page from left to right. Every step is linear in what it consumes. */
import type { InputError } from '../../core/errors.ts';
import { excerpt, syntaxError } from './errors.ts';

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const TOKEN = /[^ \t]+/y;
const BLANKS = /[ \t]+/y;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;
const NAN = /^[+-]?nan$/i;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

export class LineCursor {
  readonly text: string;
  readonly line: number;
  at = 0;

  constructor(text: string, line: number) {
    this.text = text;
    this.line = line;
  }

  get done(): boolean {
    return this.at === this.text.length;
  }

  /** What is left of the line. */
  get rest(): string {
    return this.text.slice(this.at);
  }

  error(what: string, fix: string, at = this.at): InputError {
    return syntaxError(this.line, at + 1, what, fix);
  }

  /** What stands here, for a message. */
  found(): string {
    return this.done ? 'the line ends' : `“${excerpt(this.text.slice(this.at, this.at + 100), 20)}” follows`;
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.at);
  }

  /** Consumes the token if it stands here. */
  take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.at += token.length;
    return true;
  }

  blanks(): boolean {
    return this.#match(BLANKS) !== undefined;
  }

  metricName(): string | undefined {
    return this.#match(METRIC_NAME);
  }

  labelName(): string | undefined {
    return this.#match(LABEL_NAME);
  }

  /** Everything up to the next blank. */
  token(): string | undefined {
    return this.#match(TOKEN);
  }

  /** A quoted string, unescaped; the cursor stands on its first quote. */
  quoted(what: string): string {
    const start = this.at;
    let escaped = false;
    for (let i = start + 1; i < this.text.length; i += 1) {
      const code = this.text.charCodeAt(i);
      if (code === QUOTE) {
        this.at = i + 1;
        const content = this.text.slice(start + 1, i);
        return escaped ? unescapeQuoted(content) : content;
      }
      if (code === BACKSLASH) {
        escaped = true;
        i += 1;
      }
    }
    throw this.error(`${what} has no closing quote`, 'Close the quote; write a quote within as \\".', start);
  }

  /** A float, `±Inf` or `NaN`, up to the next blank. */
  number(what: string): number {
    const start = this.at;
    const token = this.token();
    if (token === undefined) throw this.error(`${what} is missing`, `Write ${what} as a number.`);
    const value = numberOf(token);
    if (value !== undefined) return value;
    throw this.error(
      `${what} “${excerpt(token, 20)}” is not a number`,
      `Write ${what} as a decimal number, NaN, +Inf or -Inf.`,
      start,
    );
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match[0];
  }
}

/** The number that a token of a page stands for, or undefined. */
export function numberOf(token: string): number | undefined {
  if (NUMBER.test(token)) return Number(token);
  const infinite = INFINITE.exec(token);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return NAN.test(token) ? Number.NaN : undefined;
}

/** `\\`, `\"` and `\n`; a backslash before anything else stands for itself. */
export function unescapeQuoted(text: string): string {
  return text.replace(/\\([\\"n])/g, (_, code: string) => (code === 'n' ? '\n' : code));
}

/** HELP of the text format, which leaves quotes as they are. */
export function unescapeHelp(text: string): string {
  return text.replace(/\\([\\n])/g, (_, code: string) => (code === 'n' ? '\n' : code));
}
