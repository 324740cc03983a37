import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerCheckpoint extends VenomCommand {
  static override summary = 'Print the signed checkpoint; with --sign, sign what is not signed yet.';
  static override description =
    'Keep checkpoints, and the public key, where whoever can write to the ledger cannot: they are what shows later that nothing was changed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger > checkpoint.kept',
    '<%= config.bin %> <%= command.id %> --sign --ledger-dir ./ledger',
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    sign: Flags.boolean({ description: 'read back and sign every entry; no run may have the ledger open' }),
    'ledger-key': Flags.string({
      description: 'private key to sign with: a file, or the key itself [default: that in the ledger]',
      helpValue: 'K',
      env: 'VENOM_LEDGER_KEY',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerCheckpoint);
    const { checkpoint } = await import('./print-checkpoint.ts');
    const note = await checkpoint(flags['ledger-dir'], flags.sign === true, flags['ledger-key']);
    if (flags.json) this.printJson({ type: 'checkpoint', ...note });
    else process.stdout.write(note.note);
  }
}
