import { Args, Flags } from '@oclif/core';
import { UsageError } from '../../core/errors.ts';
import { VenomCommand } from '../base.ts';
import { publicKeyFlag } from './flags.ts';

export class LedgerCheck extends VenomCommand {
  static override summary = 'Check a proof, of a fleet too, or evidence against a peer. Needs no ledger.';
  static override description =
    'Without --public-key the key in the proof is used, which shows that the proof is whole, and not who made it.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> entry-42.proof.json --public-key ./key.pub',
    {
      description: 'That a ledger grew from what an old checkpoint signs',
      command:
        '<%= config.bin %> <%= command.id %> growth.proof.json --public-key ./key.pub --checkpoint ./checkpoint.old',
    },
  ];
  static override args = {
    proof: Args.string({ description: 'file of the proof or the evidence', required: true }),
  };
  static override flags = {
    'public-key': publicKeyFlag,
    checkpoint: Flags.string({
      description: 'a checkpoint kept elsewhere, which the proof must agree with',
      helpValue: 'FILE',
      multiple: true,
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LedgerCheck);
    const [{ checkProof }, { readInput, readJsonInput, readPublicKeys }] = await Promise.all([
      import('../../ledger/proof-file.ts'),
      import('../input-file.ts'),
    ]);
    const document = await readJsonInput(args.proof, 'the proof');
    const publicKeys = await readPublicKeys(flags['public-key']);
    const { checkEvidence, isEvidence } = await import('../../mesh/evidence.ts');
    if (isEvidence(document)) {
      if (flags.checkpoint)
        throw new UsageError('--checkpoint is for proofs, and this is evidence', {
          code: 'ERR_USAGE',
          fix: 'Leave it out: evidence holds two checkpoints of its own.',
        });
      const verdict = await checkEvidence(document, publicKeys);
      if (flags.json) {
        this.printJson({ ...verdict, type: 'check', kind: verdict.type, holds: true });
        return;
      }
      this.log(`The evidence holds: ${verdict.statement}.`);
      if (!verdict.trusted) {
        this.log(
          'Its checkpoints were checked with the key that the peer named: give --public-key to know whose ledger it is.',
        );
      }
      return;
    }
    const checkpoints = await Promise.all(
      (flags.checkpoint ?? []).map((path) => readInput(path, 'the checkpoint')),
    );
    const { checkFleetProof, isFleetProof } = await import('../../fleet/leaves/fleet-proof.ts');
    const check = isFleetProof(document) ? checkFleetProof : checkProof;
    const verdict = await check(document, { publicKeys, checkpoints });
    if (flags.json) {
      this.printJson({ ...verdict, type: 'check', kind: verdict.type, holds: true });
      return;
    }
    this.log(`The proof holds: ${verdict.statement}.`);
    if (verdict.signedBy === null)
      this.log('No checkpoint of the newer tree is in it: compare its root with one you hold.');
    else if (!verdict.trusted) {
      this.log(
        'Its signature was checked with the key that it brings along: give --public-key to know who signed.',
      );
    }
    this.log(`root  ${verdict.root}`);
  }
}
