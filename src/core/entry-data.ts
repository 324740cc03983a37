/** The data of an entry as what it must be. */
import * as v from 'valibot';
import type { Entry } from '../ledger/index.ts';
import { VerificationError } from './errors.ts';

/** @throws VerificationError that names the entry and the field */
export function parseEntryData<Schema extends v.GenericSchema>(
  schema: Schema,
  { data, index }: Entry,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, data);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new VerificationError(`entry ${index}: data.${v.getDotPath(issue) ?? ''}: ${issue.message}`, {
    code: 'ERR_LEDGER_ENTRY',
    fix: 'The ledger was not written by this program, or by another version of it.',
  });
}
