/** The data of an entry as what it must be. */
import * as v from 'valibot';
import type { Entry } from '../ledger/index.ts';
import { ParameterError } from '../numeric/index.ts';
import { messageOf, VerificationError } from './errors.ts';

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

/** What to throw where the numeric core refuses a recorded number: no run wrote it. Anything else is thrown as it is. */
export function unusable(place: string, error: unknown): unknown {
  if (!(error instanceof ParameterError)) return error;
  return new VerificationError(`${place}: ${messageOf(error)}`, {
    code: 'ERR_LEDGER_ENTRY',
    fix: 'The ledger was not written by this program, or by another version of it.',
    cause: error,
  });
}

/** Name of the entity that an entry is of; empty for the run's own. */
export function entityOfEntry({ data, index }: Entry): string {
  const { entity = '' } = data;
  if (typeof entity === 'string') return entity;
  throw new VerificationError(
    `entry ${index}: data.entity is ${JSON.stringify(entity)}, but must be a text`,
    {
      code: 'ERR_LEDGER_BEAT',
      fix: 'The ledger was not written by this program, or by another version of it.',
    },
  );
}
