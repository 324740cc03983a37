import { Flags } from '@oclif/core';
import { ledgerDirFlag, VenomCommand } from '../base.ts';
import { outputFlag } from './flags.ts';

export class LedgerExport extends VenomCommand {
  static override summary = 'Write entries out as JSON lines, each verified on the way.';
  static override description =
    'The lines are those of the ledger, byte for byte: their hashes can be computed again by anyone.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --output entries.jsonl',
    {
      description: 'Only the decisions',
      command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --type action',
    },
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    range: Flags.string({
      description: 'an index, or a range such as 100-199 or 100- [default: all]',
      helpValue: 'A-B',
    }),
    type: Flags.string({ description: 'entries of this type alone', helpValue: 'TYPE', multiple: true }),
    output: outputFlag,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(LedgerExport);
    const [{ exportEntries }, { parseRange }] = await Promise.all([
      import('./export-entries.ts'),
      import('../parse.ts'),
    ]);
    const count = await exportEntries({
      directory: flags['ledger-dir'],
      range: flags.range === undefined ? undefined : parseRange('--range', flags.range),
      types: flags.type,
      output: flags.output,
    });
    if (flags.output === undefined) return;
    if (flags.json) this.printJson({ type: 'export', entries: count, file: flags.output });
    else this.log(`${flags.output}: ${count} entries`);
  }
}
