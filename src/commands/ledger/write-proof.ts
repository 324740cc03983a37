/** Writes a proof where it was asked for. */
import { writeFile } from 'node:fs/promises';
import { messageOf, StorageError } from '../../core/errors.ts';
import type { Proof } from '../../ledger/proof-file.ts';

export async function writeProof(
  proof: Proof,
  output: string | undefined,
  tileBytesRead: number,
  out: { log(line: string): void },
  json: boolean,
): Promise<void> {
  const text = JSON.stringify(proof, undefined, json ? undefined : 2);
  if (output === undefined) {
    out.log(text);
    return;
  }
  await writeOutput(output, `${text}\n`);
  const told = { type: 'proof', kind: proof.type, file: output, hashes: proof.path.length, tileBytesRead };
  out.log(
    json
      ? JSON.stringify(told)
      : `${output}: ${proof.type} proof of ${proof.path.length} hashes, from ${tileBytesRead} bytes of tiles`,
  );
}

export async function writeOutput(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new StorageError(`cannot write ${path}: ${messageOf(cause)}`, {
      code: 'ERR_OUTPUT',
      fix: 'Give --output a path that this user may write to.',
      cause,
    });
  }
}
