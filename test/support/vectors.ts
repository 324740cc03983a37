/**
 * Public test vectors that are not part of this project: their folder is named by VENOM_VECTORS, or lies beside the
 * checkout. Where it is not there, the tests that need it say so and the cases typed from the standards remain.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder =
  process.env.VENOM_VECTORS ?? fileURLToPath(new URL('../../../shared/vectors', import.meta.url));

/** Path of a folder of vectors, or undefined after saying that it is skipped. */
export function vectors(name: string): string | undefined {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  console.log(`skipped: no vectors (${name})`);
  return undefined;
}
