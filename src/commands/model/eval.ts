import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { dataFlags, modelArg } from './flags.ts';

export class ModelEval extends VenomCommand {
  static override summary = 'Judge a threat model by labelled rows: AUC, calibration, false alarms.';
  static override description =
    'AUC counts ties half. Brier score and log-loss are 0 at best; ECE is the mean distance between the threat and the share of threats, over ten bins of equal width. The tables count what ALERT (0.60) and QUARANTINE (0.85) would have done.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> builtin --data rows.csv',
    {
      description: 'With a picture',
      command: '<%= config.bin %> <%= command.id %> threat.onnx --data rows.csv --report report.html',
    },
  ];
  static override args = { model: modelArg };
  static override flags = {
    ...dataFlags,
    'ml-weight': Flags.string({ description: "ml weight to use [default: the model's own]", helpValue: 'N' }),
    report: Flags.string({
      description: 'also draw ROC curve, calibration and tables, as .svg or .html',
      helpValue: 'FILE',
    }),
    force: Flags.boolean({ description: 'replace a report that is there' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(ModelEval);
    const [{ evaluateModel }, { renderEvaluation }] = await Promise.all([
      import('./evaluate-model.ts'),
      import('./render-evaluation.ts'),
    ]);
    const judged = await evaluateModel(args.model, flags);
    if (flags.json) this.printJson({ type: 'evaluation', ...judged });
    else for (const line of renderEvaluation(judged)) this.log(line);
  }
}
