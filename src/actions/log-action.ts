/** Says what is done, in a line. */
import type { Action } from '../core/beat-record.ts';
import type { ActionHandler } from './action.ts';

export function logAction(options: {
  readonly name: string;
  readonly on: readonly Action[];
  print(line: string): void;
}): ActionHandler {
  const { name, on, print } = options;
  return {
    name,
    on,
    act: async ({ action, beat, reason }) => print(`${action} at beat ${beat}: ${reason}`),
  };
}
