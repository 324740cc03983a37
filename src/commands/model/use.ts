import { Args, Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';

export class ModelUse extends VenomCommand {
  static override summary = 'Check a threat model and name it in a configuration file, so that runs use it.';
  static override description =
    'The file is made where it is not there, and otherwise keeps everything else. The model is asked for a threat first: one that gives none in [0, 1] is refused.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> threat.onnx --config venom.json',
    {
      description: 'Back to the built-in one',
      command: '<%= config.bin %> <%= command.id %> built-in --config venom.json',
    },
  ];
  static override args = {
    model: Args.string({ description: 'ONNX file, or built-in', required: true }),
  };
  static override flags = {
    config: Flags.string({
      description: 'JSON file of settings, as for run',
      helpValue: 'FILE',
      required: true,
      env: 'VENOM_CONFIG',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelUse);
    const { useModel } = await import('./use-model.ts');
    const named = await useModel(args.model, flags.config);
    if (flags.json) this.printJson({ type: 'use', ...named });
    else this.log(`${named.config} names ${named.model}. Start with: venom run --config ${named.config}`);
  }
}
