import { Flags } from '@oclif/core';
import { entityFlag, ledgerDirFlag, VenomCommand } from './base.ts';

export class Explain extends VenomCommand {
  static override summary =
    'Explain a beat from its ledger: what came in, what each core said, why it acted.';
  static override description =
    'Prints the whole chain of one beat: features, four cores, decision vector against thresholds, PID terms, weights before and after. The ledger is verified on the way.';
  static override examples = [
    { description: 'The latest beat', command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger' },
    {
      description: 'Beat 12, for a program',
      command: '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --beat 12 --json',
    },
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    beat: Flags.string({ description: 'number of the beat [default: the latest]', helpValue: 'N' }),
    entity: entityFlag,
    run: Flags.string({
      description: 'number of the run, where the ledger holds several [default: the latest with that beat]',
      helpValue: 'N',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Explain);
    const { explain } = await import('./explain-beat.ts');
    await explain({
      ledgerDir: flags['ledger-dir'],
      beat: flags.beat,
      run: flags.run,
      entity: flags.entity,
      json: flags.json === true,
      print: (text) => this.log(text),
    });
  }
}
