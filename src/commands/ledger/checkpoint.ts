import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerCheckpoint extends VenomCommand {
  static override summary = 'Print the signed checkpoint; with --sign, sign what is not signed yet.';
  static override description =
    'Below the signature of the ledger stand those of the peers of a mesh that witnessed it (c2sp.org/tlog-cosignature). Keep checkpoints, and the public key, where whoever can write to the ledger cannot: they are what shows later that nothing was changed.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger > checkpoint.kept',
    '<%= config.bin %> <%= command.id %> --sign --ledger-dir ./ledger',
    {
      description: 'The newest one that two peers witnessed',
      command: '<%= config.bin %> <%= command.id %> --witnesses 2 --ledger-dir ./ledger',
    },
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    sign: Flags.boolean({ description: 'read back and sign every entry; no run may have the ledger open' }),
    'ledger-key': Flags.string({
      description: 'private key to sign with: a file, or the key itself [default: that in the ledger]',
      helpValue: 'K',
      env: 'VENOM_LEDGER_KEY',
    }),
    witnesses: Flags.string({
      description: 'print the newest one that at least so many peers cosigned',
      helpValue: 'COUNT',
      default: '0',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerCheckpoint);
    const [{ checkpoint }, { parseCount }] = await Promise.all([
      import('./print-checkpoint.ts'),
      import('../mesh/numbers.ts'),
    ]);
    const note = await checkpoint(flags['ledger-dir'], {
      sign: flags.sign === true,
      key: flags['ledger-key'],
      witnesses: parseCount('--witnesses', flags.witnesses),
    });
    if (flags.json) this.printJson({ type: 'checkpoint', ...note });
    else process.stdout.write(note.note);
  }
}
