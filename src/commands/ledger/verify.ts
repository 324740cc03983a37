import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';
import { publicKeyFlag } from './flags.ts';

export class LedgerVerify extends VenomCommand {
  static override summary =
    'Verify a whole ledger: every entry, the chain, seals, tiles, checkpoint and signature.';
  static override description =
    `Reads every line. Whoever can write to the directory could write the ledger anew, key and all: to find that, give the public key and a checkpoint that were kept elsewhere.

On a terminal a bar shows how far it is. Exit code 4 where anything does not add up, with the place.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger',
    {
      description: 'Against what was kept elsewhere',
      command:
        '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --public-key ./key.pub --from-checkpoint ./checkpoint.old',
    },
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    'from-checkpoint': Flags.string({
      description: 'a checkpoint kept elsewhere: the ledger must begin with what it signs',
      helpValue: 'FILE',
    }),
    'public-key': publicKeyFlag,
    jobs: Flags.string({ description: 'threads to check segments with [default: 1]', helpValue: 'N' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerVerify);
    const { verify } = await import('./verify-ledger.ts');
    await verify({
      directory: flags['ledger-dir'],
      checkpoint: flags['from-checkpoint'],
      publicKeys: flags['public-key'],
      jobs: flags.jobs,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
