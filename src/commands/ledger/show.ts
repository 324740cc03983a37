import { Args } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';

export class LedgerShow extends VenomCommand {
  static override summary = 'Show an entry, or a range of them.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> 12 --ledger-dir ./ledger',
    {
      description: 'Both ends included',
      command: '<%= config.bin %> <%= command.id %> 5-9 --ledger-dir ./ledger',
    },
  ];
  static override args = {
    range: Args.string({ description: 'an index, or a range such as 5-9', required: true }),
  };
  static override flags = { 'ledger-dir': ledgerDirFlag };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(LedgerShow);
    const [{ LedgerReader }, { parseRange }, { showEntries }] = await Promise.all([
      import('../../ledger/reader.ts'),
      import('../parse.ts'),
      import('./show-entries.ts'),
    ]);
    const range = parseRange('INDEX', args.range);
    const reader = await LedgerReader.open(flags['ledger-dir']);
    await showEntries(reader, range, { json: flags.json === true, print: (text) => this.log(text) });
  }
}
