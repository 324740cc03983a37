/** Evaluates a threat model on labelled data. */
import { InputError } from '../../core/errors.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import { evaluate, type Prediction } from '../../inference/evaluation.ts';
import { printable } from '../view/index.ts';
import { renderEvaluation, renderModelReport } from '../view/model-report.ts';
import { writeLines } from '../write-lines.ts';
import { labelledRows } from './labelled.ts';

export interface EvaluateCommand {
  readonly data: readonly string[];
  readonly labels: string | undefined;
  readonly model: string | undefined;
  readonly report: string | undefined;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

export async function evaluateModel(command: EvaluateCommand): Promise<void> {
  const model = await new EntropyModel(command.model === undefined ? {} : { model: command.model }).load();
  try {
    const { source, sha256, features } = model.info();
    if (features !== 1) {
      throw new InputError(
        `the model ${source} asks for ${features} numbers, and a row has one, its anomalies`,
        {
          code: 'ERR_MODEL_SHAPE',
          fix: 'Give a model with one input [N,1].',
        },
      );
    }
    const rows = await labelledRows(command.data, command.labels);
    const predictions: Prediction[] = [];
    for (const { x, label } of rows) predictions.push({ threat: await model.threat(x), label });
    if (predictions.length === 0) {
      throw new InputError('there are no labelled rows', {
        code: 'ERR_LABELLED_DATA',
        fix: 'Give rows, or a recording longer than the warm-up of 200 samples.',
      });
    }
    const evaluation = evaluate(predictions);
    command.printJson?.({ type: 'evaluation', model: { source, sha256 }, ...evaluation });
    for (const line of command.print ? renderEvaluation(source, evaluation) : [])
      command.print?.(printable(line));
    if (command.report !== undefined) {
      await writeLines([renderModelReport(source, evaluation)], command.report);
      command.print?.(`report       ${command.report}`);
    }
  } finally {
    await model.close();
  }
}
