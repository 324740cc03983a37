import { InputError, UsageError, VerificationError } from '../core/errors.ts';

export function badFleet(message: string, fix: string): UsageError {
  return new UsageError(message, { code: 'ERR_FLEET', fix });
}

export function badSnapshot(what: string): InputError {
  return new InputError(`this is no snapshot of a fleet that can be read: ${what}`, {
    code: 'ERR_FLEET_SNAPSHOT',
    fix: 'Give the bytes that snapshot() returned, whole and unchanged.',
  });
}

export function badLeaf(what: string): InputError {
  return new InputError(`this is no leaf of a fleet: ${what}`, {
    code: 'ERR_FLEET_LEAF',
    fix: 'Give the file that venom fleet prove wrote, whole and unchanged.',
  });
}

/** @param where file and byte */
export function damagedLeaves(where: string, what: string): VerificationError {
  return new VerificationError(`${where}: ${what}`, {
    code: 'ERR_FLEET_LEAVES',
    fix: 'The file of leaves was changed or damaged after it was written: restore it from a copy.',
  });
}
