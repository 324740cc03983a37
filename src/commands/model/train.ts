import { Flags } from '@oclif/core';
import { VenomCommand } from '../base.ts';
import { dataFlags } from './flags.ts';

export class ModelTrain extends VenomCommand {
  static override summary = 'Fit a threat model to labelled rows, and write it as an ONNX file.';
  static override description =
    `With one column: sigmoid(total_anoms · ml_weight + bias), the shape of the built-in model, which venom run can use. With several, or with --hidden: a logistic model or a small network without ml_weight.

Nothing is random: the same rows and flags give the same file on every runtime. onnxruntime computes the training rows before the file is written, and must agree within 1e-6.`;
  static override examples = [
    {
      description: 'Weight and bias from labelled rows',
      command: '<%= config.bin %> <%= command.id %> --data rows.csv --out threat.onnx',
    },
    {
      description: 'From what a run recorded, and when there was a threat',
      command:
        '<%= config.bin %> <%= command.id %> --ledger-dir ./ledger --labels windows.json --out threat.onnx',
    },
    {
      description: 'A network of eight units on three columns',
      command:
        '<%= config.bin %> <%= command.id %> --data rows.csv --features anoms,load,errors --hidden 8 --out wide.onnx',
    },
  ];
  static override flags = {
    ...dataFlags,
    out: Flags.string({ description: 'ONNX file to write', helpValue: 'FILE', required: true }),
    force: Flags.boolean({ description: 'replace a file that is there' }),
    l2: Flags.string({
      description: 'penalty on large weights, of columns brought to deviation 1 [default: 0.001]',
      helpValue: 'N',
    }),
    hidden: Flags.string({ description: 'units of a hidden layer; 0 for none [default: 0]', helpValue: 'N' }),
    seed: Flags.string({ description: 'starting points of a network [default: 1]', helpValue: 'N' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ModelTrain);
    const [{ trainModelFile }, { renderTraining }] = await Promise.all([
      import('./train-model.ts'),
      import('./render-training.ts'),
    ]);
    const report = await trainModelFile(flags);
    if (flags.json) this.printJson({ type: 'training', ...report });
    else for (const line of renderTraining(report)) this.log(line);
  }
}
