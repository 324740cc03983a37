import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { modelArg } from './flags.ts';

export class ModelUse extends VenomCommand {
  static override summary = 'Make a threat model the one that runs use.';
  static override description =
    'Checks the model, and writes it as "model" into a configuration; the other settings there stay as they are. A file that is not there is made. For a single run, venom run --model FILE does the same.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> threat.onnx --config venom.json',
    {
      description: 'Back to the built-in model',
      command: '<%= config.bin %> <%= command.id %> builtin --config venom.json',
    },
  ];
  static override args = { model: modelArg };
  static override flags = {
    config: Flags.string({
      description: 'JSON file of settings to write to',
      helpValue: 'FILE',
      required: true,
      env: 'VENOM_CONFIG',
    }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelUse);
    const { selectModel } = await import('./select-model.ts');
    const { renderCard } = await import('./render-card.ts');
    const { card, config, command } = await selectModel(args.model, flags.config);
    if (flags.json) {
      this.printJson({ type: 'model_use', config, command, model: card });
      return;
    }
    for (const line of renderCard(card)) this.log(line);
    this.log(`written to  ${config}\nstart with  ${command}`);
  }
}
