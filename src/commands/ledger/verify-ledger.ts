/** Verifies a ledger and tells the result; on a terminal, how far it is. */
import { verifyLedger } from '../../ledger/verification.ts';
import { readInput, readPublicKeys } from '../input-file.ts';
import { parseCount } from '../parse.ts';
import type { Progress } from './progress.ts';

export interface VerifyCommand {
  readonly directory: string;
  readonly checkpoint: string | undefined;
  readonly publicKeys: readonly string[] | undefined;
  readonly jobs: string | undefined;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

export async function verify(command: VerifyCommand): Promise<void> {
  const jobs = command.jobs === undefined ? 1 : parseCount('--jobs', command.jobs);
  const publicKeys = await readPublicKeys(command.publicKeys);
  const checkpoint =
    command.checkpoint === undefined ? undefined : await readInput(command.checkpoint, 'the checkpoint');
  const progress = await progressOn(process.stderr);
  const result = await verifyLedger(command.directory, {
    publicKeys,
    checkpoint,
    jobs,
    onProgress: (at) => progress?.show(at),
  }).finally(() => progress?.clear());
  const { entries, archived, unfinished, sha256, heldCheckpoint } = result;
  const keySource = publicKeys ? 'given' : 'beside the ledger';
  command.printJson?.({ type: 'verification', verified: true, keySource, ...result, chainLength: entries });
  const print = command.print;
  if (!print) return;
  print(
    `${entries} entries verified${archived > 0 ? `, ${archived} of them archived: by their hashes alone` : ''}`,
  );
  if (unfinished > 0) {
    print(`${unfinished} bytes behind the last entry are none: a write under way, or one that was cut off`);
  }
  if (result.checkpoint) {
    const { origin, size } = result.checkpoint;
    const rest = entries - size;
    print(
      `checkpoint   ${origin} signs ${size}${rest > 0 ? `, the last ${rest} are not signed yet` : ''} (public key ${keySource})`,
    );
  } else print('checkpoint   none: nothing is signed yet');
  if (sha256) print('second tree  SHA-256, verified');
  if (heldCheckpoint !== null)
    print(`held         begins with the ${heldCheckpoint} entries that the checkpoint kept elsewhere signs`);
  print(`latest hash  ${result.latestHash ?? 'none'}`);
  print(`Merkle root  ${result.merkleRoot}`);
}

/** Nothing of it is loaded where nobody watches. */
async function progressOn(stream: NodeJS.WriteStream): Promise<Progress | undefined> {
  if (!stream.isTTY) return undefined;
  const { Progress } = await import('./progress.ts');
  return new Progress(stream, () => performance.now() / 1000);
}
