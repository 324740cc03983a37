/** What can be wrong with a page, and with getting one. */
import { InputError, StorageError } from '../../core/errors.ts';

/** Characters of foreign text that a message shows at most. */
const SHOWN = 60;

/** Foreign text on one line, without control characters, shortened. */
export function excerpt(text: string, length = SHOWN): string {
  const start = text.slice(0, 8 * length).toWellFormed();
  const line = start.replace(/[\p{C}\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : line;
}

/** A line that does not follow the format. Lines and columns count from 1. */
export function syntaxError(line: number, column: number, what: string, fix: string): InputError {
  return new InputError(`the page of metrics is malformed at line ${line}, column ${column}: ${what}`, {
    code: 'ERR_PROMETHEUS_SYNTAX',
    fix,
  });
}

/** A page that ends before its end. */
export function cutError(line: number, what: string, cause?: unknown): InputError {
  return new InputError(`the page of metrics was cut at line ${line}: ${what}`, {
    code: 'ERR_PROMETHEUS_CUT',
    fix: 'Look for what shortens the page on its way: a proxy, a size limit, a server that died while writing.',
    cause,
  });
}

/** The server could not be reached, or broke off. */
export function connectionError(what: string, fix: string, cause?: unknown): StorageError {
  return new StorageError(what, { code: 'ERR_PROMETHEUS_CONNECTION', fix, cause });
}

/** The server answered, but not with a page of metrics. */
export function answerError(what: string, fix: string, cause?: unknown): InputError {
  return new InputError(what, { code: 'ERR_PROMETHEUS_ANSWER', fix, cause });
}

/** An option of the source that is wrong. The value is shown unless it is a secret. */
export function optionError(option: string, problem: string, fix: string, cause?: unknown): InputError {
  return new InputError(`prometheus option ${option} ${problem}`, {
    code: 'ERR_PROMETHEUS_OPTION',
    fix,
    cause,
  });
}
