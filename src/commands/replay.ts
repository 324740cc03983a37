import { Flags } from '@oclif/core';
import { EXIT } from '../core/errors.ts';
import { entityFlag, ledgerDirFlag, VenomCommand } from './base.ts';

export class Replay extends VenomCommand {
  static override summary = 'Compute every beat of a ledger again, and compare each number bit for bit.';
  static override description =
    `What a beat was given is in the ledger; everything else is computed by the same WebAssembly core. Any difference names the beat, the field and the two values, and ends with exit code 4. The ledger is verified on the way.

The threats of a run are computed again where its model is at hand: the built-in one, or one given with --model whose SHA-256 is the recorded one. Else they are taken as recorded, and the SHA-256 is told.

With --what-if the same inputs run under other parameters, side by side with what was decided. Loads and anomalies stay as recorded: the world does not answer to other decisions.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger',
    {
      description: 'What a stronger controller would have done',
      command:
        '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --what-if pid_kp=1.2,t_threshold=0.015',
    },
  ];
  static override flags = {
    'ledger-dir': ledgerDirFlag,
    run: Flags.string({ description: 'only this run of the ledger, from 1', helpValue: 'N' }),
    entity: entityFlag,
    model: Flags.string({
      description: 'ONNX file of a model that a run used, for its threats [default: the built-in one]',
      helpValue: 'FILE',
      multiple: true,
    }),
    'what-if': Flags.string({
      description: 'other parameters, as key=value with commas between',
      helpValue: 'KEY=VALUE,…',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Replay);
    const { replayLedger } = await import('./replay-ledger.ts');
    const same = await replayLedger({
      ledgerDir: flags['ledger-dir'],
      run: flags.run,
      entity: flags.entity,
      whatIf: flags['what-if'],
      models: flags.model ?? [],
      print: flags.json ? undefined : (text) => this.log(text),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
    // The JSON document says what differs.
    if (!same) this.exit(EXIT.verification);
  }
}
