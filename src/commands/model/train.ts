import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { dataArgs, labelsFlag } from './data-flags.ts';

export class ModelTrain extends VenomCommand {
  static override summary =
    'Fit weight and bias of the threat model to labelled data, and write it as an ONNX file.';
  static override description =
    `Logistic regression of the label on the anomalies of a moment. The data are tables of labelled rows, or, with --labels, recordings: they are back-tested, and every beat is a row.

The file is loaded and asked again before it is put in place: its answers agree with the fit within a millionth.`;
  static override examples = [
    {
      description: 'From the recording of an incident',
      command: '<%= config.bin %> <%= command.id %> host.ndjson.gz --labels windows.json --out threat.onnx',
    },
  ];
  static override strict = false;
  static override args = dataArgs;
  static override flags = {
    labels: labelsFlag,
    out: Flags.string({ char: 'o', description: 'file to write', helpValue: 'FILE.onnx', required: true }),
    l2: Flags.string({ description: 'penalty on the weight [default: 0.001]', helpValue: 'N' }),
    force: Flags.boolean({ description: 'write over a file that is there' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ModelTrain);
    const { trainModel } = await import('./train-model.ts');
    await trainModel({
      data: argv.map(String),
      labels: flags.labels,
      out: flags.out,
      l2: flags.l2,
      force: flags.force,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
