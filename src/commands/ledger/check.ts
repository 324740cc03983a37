import { Args, Flags } from '@oclif/core';
import { UsageError } from '../../core/errors.ts';
import { VenomCommand } from '../base.ts';
import { publicKeyFlag } from './flags.ts';

export class LedgerCheck extends VenomCommand {
  static override summary =
    'Check a proof, of a fleet too, a checkpoint with its witnesses, or evidence against a peer. Needs no ledger.';
  static override description =
    'Without --public-key the key in the proof is used, which shows that the proof is whole, and not who made it. The id of a witness holds its key: name those that you trust by --witness.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> entry-42.proof.json --public-key ./key.pub',
    {
      description: 'That a ledger grew from what an old checkpoint signs',
      command:
        '<%= config.bin %> <%= command.id %> growth.proof.json --public-key ./key.pub --checkpoint ./checkpoint.old',
    },
    {
      description: 'That two peers witnessed a checkpoint',
      command: '<%= config.bin %> <%= command.id %> ./checkpoint.kept --public-key ./key.pub --quorum 2',
    },
  ];
  static override args = {
    proof: Args.string({ description: 'file of the proof, the checkpoint or the evidence', required: true }),
  };
  static override flags = {
    'public-key': publicKeyFlag,
    checkpoint: Flags.string({
      description: 'a checkpoint kept elsewhere, which the proof must agree with',
      helpValue: 'FILE',
      multiple: true,
    }),
    witness: Flags.string({
      description: 'peer id whose word on a checkpoint counts [default: whoever cosigned it]',
      helpValue: 'ID',
      multiple: true,
      delimiter: ',',
    }),
    quorum: Flags.string({
      description: 'witnesses that a checkpoint must have [default: all that --witness names]',
      helpValue: 'COUNT',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LedgerCheck);
    const [{ checkProof }, { parseJsonInput, readInput, readPublicKeys }] = await Promise.all([
      import('../../ledger/proof-file.ts'),
      import('../input-file.ts'),
    ]);
    const text = await readInput(args.proof, 'the proof');
    if (isNote(text)) return this.#checkNote(text, flags);
    this.#refuseForProof(flags);
    const document = parseJsonInput(text, args.proof, 'the proof');
    const publicKeys = await readPublicKeys(flags['public-key']);
    const { checkEvidence, isEvidence } = await import('../../mesh/evidence.ts');
    if (isEvidence(document)) {
      if (flags.checkpoint) throw misplaced('--checkpoint', 'evidence holds two checkpoints of its own');
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

  async #checkNote(note: string, flags: CheckFlags): Promise<void> {
    if (flags.checkpoint) throw misplaced('--checkpoint', 'it is a checkpoint that is checked, and no proof');
    const [{ checkNote, noteText }, { readPublicKeys }, { parseCount }] = await Promise.all([
      import('./check-note.ts'),
      import('../input-file.ts'),
      import('../mesh/numbers.ts'),
    ]);
    const witnesses = flags.witness ?? [];
    const verdict = await checkNote(note, {
      publicKeys: await readPublicKeys(flags['public-key']),
      witnesses,
      quorum: flags.quorum === undefined ? witnesses.length : parseCount('--quorum', flags.quorum),
    });
    if (flags.json) this.printJson({ ...verdict, type: 'check', kind: 'checkpoint', holds: true });
    else this.log(noteText(verdict));
  }

  #refuseForProof({ quorum, witness }: CheckFlags): void {
    if (witness) throw misplaced('--witness', 'only a checkpoint has witnesses');
    if (quorum !== undefined) throw misplaced('--quorum', 'only a checkpoint has witnesses');
  }
}

interface CheckFlags {
  readonly 'public-key'?: string[] | undefined;
  readonly checkpoint?: string[] | undefined;
  readonly witness?: string[] | undefined;
  readonly quorum?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Whether a text is meant to be a signed note, and no JSON. */
function isNote(text: string): boolean {
  return !text.trimStart().startsWith('{') && text.includes('\n\n— ');
}

function misplaced(flag: string, why: string): UsageError {
  return new UsageError(`${flag} is given, but ${why}`, { code: 'ERR_USAGE', fix: 'Leave it out.' });
}
