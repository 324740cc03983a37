import { Args } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { modelPath } from './flags.ts';

export class ModelInfo extends VenomCommand {
  static override summary = 'Tell what a threat model is, and how many anomalies it takes to act.';
  static override description =
    'Reads the file, loads it in onnxruntime, and asks it for 0 to 10000 anomalies. Any ONNX model with one float input [N,F] (and, where it takes one, ml_weight [1,1]) and a float output [N,1] in [0,1] will do; venom run takes those with F = 1.';
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> threat.onnx --json',
  ];
  static override args = {
    model: Args.string({ description: 'an ONNX file [default: builtin]' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelInfo);
    const [{ describeModel }, { renderCard }] = await Promise.all([
      import('../../inference/model-card.ts'),
      import('./render-card.ts'),
    ]);
    const card = await describeModel(modelPath(args.model ?? 'builtin'));
    if (flags.json) this.printJson({ type: 'model', ...card });
    else for (const line of renderCard(card)) this.log(line);
  }
}
