import { Args } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class ModelInfo extends VenomCommand {
  static override summary =
    'Tell what a threat model is: its shape, its weight, and how many anomalies it takes to act.';
  static override description =
    'Loads the model and asks it. Any ONNX model with one float input [N,F], where it has one ml_weight [1,1], and one output in [0, 1] will do.';
  static override examples = [
    { description: 'The built-in one', command: '<%= config.bin %> <%= command.id %>' },
    { description: 'Another', command: '<%= config.bin %> <%= command.id %> threat.onnx' },
  ];
  static override args = {
    model: Args.string({ description: 'ONNX file [default: the built-in model]' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelInfo);
    const { describeModel } = await import('./describe-model.ts');
    await describeModel({
      model: args.model,
      print: flags.json ? undefined : (line) => this.log(line),
      printJson: flags.json ? (document) => this.printJson(document) : undefined,
    });
  }
}
