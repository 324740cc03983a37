import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerTail extends VenomCommand {
  static override summary = 'Show the latest entries, and with --follow those that come.';
  static override examples = ['<%= config.bin %> <%= command.id %> --follow --ledger-dir ./ledger'];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    follow: Flags.boolean({ char: 'f', description: 'wait for more, until Ctrl-C' }),
    lines: Flags.string({ char: 'n', description: 'entries to begin with [default: 10]', helpValue: 'N' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerTail);
    const [{ tail }, { parseIndex }] = await Promise.all([
      import('./tail-entries.ts'),
      import('../parse.ts'),
    ]);
    await tail({
      directory: flags['ledger-dir'],
      lines: flags.lines === undefined ? 10 : parseIndex('--lines', flags.lines),
      follow: flags.follow === true,
      json: flags.json === true,
      print: (text) => this.log(text),
    });
  }
}
