/** One line of an exposition, read from left to right; every refusal names line, column and what was wanted. */
import { InputError } from '../../core/errors.ts';

export class LineScanner {
  readonly #text: string;
  readonly #page: string;
  readonly #line: number;
  #at = 0;

  constructor(text: string, page: string, line: number) {
    this.#text = text;
    this.#page = page;
    this.#line = line;
  }

  get done(): boolean {
    return this.#at >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.#at] ?? '';
  }

  /** Blanks and tabs; how many there were. */
  blanks(): number {
    const from = this.#at;
    while (this.peek() === ' ' || this.peek() === '\t') this.#at++;
    return this.#at - from;
  }

  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.#at++;
    return true;
  }

  expect(character: string): void {
    if (!this.take(character))
      throw this.refuse(`has ${this.#found()} where ${JSON.stringify(character)} is due`);
  }

  /** A name of letters, digits, underscores and, of a metric, colons. */
  name(colons: boolean): string {
    const from = this.#at;
    while (isNameCode(this.#text.charCodeAt(this.#at), this.#at > from, colons)) this.#at++;
    if (this.#at === from) throw this.refuse(`has ${this.#found()} where a name is due`);
    return this.#text.slice(from, this.#at);
  }

  /** A text in quotes, with \\, \" and \n. */
  quoted(): string {
    this.expect('"');
    let text = '';
    let from = this.#at;
    for (;;) {
      const character = this.peek();
      if (character === '') throw this.refuse('ends within quotes');
      this.#at++;
      if (character === '"') return text + this.#text.slice(from, this.#at - 1);
      if (character !== '\\') continue;
      const code = this.peek();
      text += this.#text.slice(from, this.#at - 1) + (ESCAPES[code] ?? `\\${code}`);
      this.#at++;
      from = this.#at;
    }
  }

  /** What stands up to the next blank, or to the end. */
  word(): string {
    const from = this.#at;
    while (!this.done && this.peek() !== ' ' && this.peek() !== '\t') this.#at++;
    return this.#text.slice(from, this.#at);
  }

  rest(): string {
    const rest = this.#text.slice(this.#at);
    this.#at = this.#text.length;
    return rest;
  }

  /** A number as Go's ParseFloat takes it: decimal, Inf and NaN in any case. */
  number(what: string): number {
    const from = this.#at;
    const word = this.word();
    const number = parseNumber(word);
    if (number !== undefined) return number;
    this.#at = from;
    throw this.refuse(
      `has ${word === '' ? 'nothing' : JSON.stringify(word.slice(0, 40))} where ${what} is due`,
    );
  }

  refuse(why: string): InputError {
    return new InputError(`${this.#page} line ${this.#line} column ${this.#at + 1} ${why}`, {
      code: 'ERR_EXPOSITION',
      fix: 'The endpoint must answer in the text format of Prometheus or in OpenMetrics: look at the page with curl.',
    });
  }

  #found(): string {
    return this.done ? 'the end of the line' : JSON.stringify(this.peek());
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' };

function isNameCode(code: number, digits: boolean, colons: boolean): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    code === 95 ||
    (digits && code >= 48 && code <= 57) ||
    (colons && code === 58)
  );
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NOT_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  '+nan': Number.NaN,
  '-nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '+inf': Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '+infinity': Number.POSITIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

export function parseNumber(word: string): number | undefined {
  return DECIMAL.test(word) ? Number(word) : NOT_FINITE[word.toLowerCase()];
}
