import { InputError, UsageError } from '../core/errors.ts';

export function badFleet(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_FLEET', fix });
}

export function badSnapshot(what: string): InputError {
  return new InputError(`this is no snapshot of a fleet that can be read: ${what}`, {
    code: 'ERR_FLEET_SNAPSHOT',
    fix: 'Give the bytes that snapshot() returned, whole and unchanged.',
  });
}
