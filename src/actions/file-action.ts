/** Appends the decision to a file, a JSON document a line, and syncs it. */
import { open } from 'node:fs/promises';
import type { Action } from '../core/beat-record.ts';
import type { ActionHandler } from './action.ts';
import { decisionText } from './decision.ts';

/** Its owner reads and writes it: what a supervisor decides is nobody else's business. */
const PERMISSIONS = 0o600;

export function fileAction(options: {
  readonly name: string;
  readonly on: readonly Action[];
  readonly path: string;
}): ActionHandler {
  const { name, on, path } = options;
  return {
    name,
    on,
    async act(intent) {
      const line = `${decisionText(intent)}\n`;
      const file = await open(path, 'a', PERMISSIONS);
      try {
        await file.appendFile(line);
        await file.datasync();
      } finally {
        await file.close();
      }
      return { bytes: Buffer.byteLength(line) };
    },
  };
}
