import { Args, Flags } from '@oclif/core';
import { VenomCommand } from './base.ts';
import { guardFlags } from './guard-flags.ts';
import { tableFlags } from './table-flags.ts';

export class Backtest extends VenomCommand {
  static override summary = 'Run the whole supervisor over recorded files, and tell what it would have done.';
  static override description =
    `Takes every sample at the time it was recorded, as fast as it can: nothing acts and nothing is written but the report. With --labels, alarms are held against the windows in which something was wrong, and scored as the Numenta benchmark scores them: 0 is reporting nothing, 100 is perfect.

What is enacted passes a guard with the defaults of a run, or with what is given here; what was decided is told beside it.

Every file is a run of its own; where --entity-by names columns, every entity is.`;
  static override examples = [
    {
      description: 'A recording',
      command: '<%= config.bin %> <%= command.id %> host.ndjson --load cpu.total --setpoint 0.7',
    },
    {
      description: 'A labelled corpus, with a page of charts',
      command: '<%= config.bin %> <%= command.id %> data/*/*.csv --labels windows.json --report report.html',
    },
  ];
  static override strict = false;
  static override args = {
    files: Args.string({ description: 'CSV or NDJSON files', required: true }),
  };
  static override flags = {
    labels: Flags.string({ description: 'JSON file of labelled windows', helpValue: 'FILE' }),
    threshold: Flags.string({
      description: 'score from which a reading is an alarm [default: the best one for the labels, or 0.35]',
      helpValue: 'SCORE',
    }),
    model: Flags.string({ description: 'threat model [default: the built-in one]', helpValue: 'FILE.onnx' }),
    load: Flags.string({ description: 'metric that closes the loop', helpValue: 'METRIC' }),
    setpoint: Flags.string({ description: 'value that it is to be held at', helpValue: 'N' }),
    report: Flags.string({ description: 'page of charts to write', helpValue: 'FILE.html' }),
    ...guardFlags,
    ...tableFlags,
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Backtest);
    const { runBacktest } = await import('./backtest-files.ts');
    await runBacktest({
      files: argv.map(String),
      labels: flags.labels,
      threshold: flags.threshold,
      model: flags.model,
      load: flags.load,
      setpoint: flags.setpoint,
      report: flags.report,
      table: flags,
      guard: flags,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
