/** Errors of a table: each says where, by the table's name and the line. */
import { InputError } from '../../core/errors.ts';

/** The place of a line, as errors and notices begin: `cpu.csv line 7`. */
export function placeOf(table: string, line: number): string {
  return `${table} line ${line}`;
}

/** A value as a message shows it: quoted, and cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 80 ? text : `${text.slice(0, 80)}… (${text.length} characters)`;
}

/** @param code the part after `ERR_TABLE_` */
export function tableError(code: string, message: string, fix: string, cause?: unknown): InputError {
  return new InputError(message, { code: `ERR_TABLE_${code}`, fix, cause });
}
