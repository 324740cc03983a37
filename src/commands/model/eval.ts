import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { dataArgs, labelsFlag } from './data-flags.ts';

export class ModelEval extends VenomCommand {
  static override summary = 'Tell how good a threat model is on labelled data.';
  static override description =
    'AUC, Brier score, calibration, and how often it is right at ALERT (0.60) and QUARANTINE (0.85). The data are as for model train; take others than it was trained on.';
  static override examples = [
    {
      description: 'The built-in one, with a picture',
      command: '<%= config.bin %> <%= command.id %> host.ndjson.gz --labels windows.json --report model.html',
    },
    {
      description: 'Another, on a table',
      command: '<%= config.bin %> <%= command.id %> rows.csv --model threat.onnx',
    },
  ];
  static override strict = false;
  static override args = dataArgs;
  static override flags = {
    labels: labelsFlag,
    model: Flags.string({ description: 'ONNX file [default: the built-in model]', helpValue: 'FILE.onnx' }),
    report: Flags.string({ description: 'page with a picture to write', helpValue: 'FILE.html' }),
  };

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(ModelEval);
    const { evaluateModel } = await import('./evaluate-model.ts');
    await evaluateModel({
      data: argv.map(String),
      labels: flags.labels,
      model: flags.model,
      report: flags.report,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
