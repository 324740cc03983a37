import { Args, Flags } from '@oclif/core';
import { VenomCommand } from './base.ts';
import { tableFlags } from './table-flags.ts';

export class Detect extends VenomCommand {
  static override summary = 'Score every reading of a recorded file by how surprising it is.';
  static override description =
    `Reads CSV or NDJSON, compressed or not, one reading at a time and without looking ahead. A score is −log10(p)/6, in [0, 1]: 0.33 is once in a hundred samples, 0.5 once in a thousand, 1 once in a million. An alarm is told once: while it lasts, scores are held below 0.35 unless something far less likely comes.

The formats are described in docs/sources/file.md.`;
  static override examples = [
    {
      description: 'A line a reading, with the reason for each alarm',
      command: '<%= config.bin %> <%= command.id %> cpu.csv',
    },
    { description: 'Only the alarms', command: '<%= config.bin %> <%= command.id %> cpu.csv --alarms' },
    {
      description: 'timestamp,value,anomaly_score for another program',
      command: '<%= config.bin %> <%= command.id %> cpu.csv --csv > scores.csv',
    },
  ];
  static override args = {
    file: Args.string({ description: 'CSV or NDJSON file', required: true }),
  };
  static override flags = {
    csv: Flags.boolean({
      description:
        'CSV: timestamp,value,anomaly_score; where there are several metrics, one a line, with its name',
    }),
    alarms: Flags.boolean({ description: 'only readings that are alarms' }),
    threshold: Flags.string({
      description: 'score from which a reading is an alarm [default: 0.35]',
      helpValue: 'SCORE',
    }),
    output: Flags.string({
      char: 'o',
      description: 'file to write to, in place of standard output',
      helpValue: 'FILE',
    }),
    ...tableFlags,
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Detect);
    const { detect } = await import('./detect-file.ts');
    await detect({
      file: args.file,
      format: flags.json ? 'json' : flags.csv ? 'csv' : 'text',
      alarms: flags.alarms,
      threshold: flags.threshold,
      output: flags.output,
      table: flags,
    });
  }
}
