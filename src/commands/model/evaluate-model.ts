/** A model judged by labelled rows, from the flags to the picture. */
import { InputError, UsageError } from '../../core/errors.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import { type Evaluation, evaluate, rocOf } from '../../inference/evaluation.ts';
import { openModel } from '../../inference/model-file.ts';
import { threatsOf } from '../../inference/runtime-check.ts';
import { modelPath } from './flags.ts';
import { type DataFlags, readLabelled } from './labelled-input.ts';
import { reportHtml, reportSvg } from './report.ts';
import { refuseToOverwrite, writeOutput } from './write-file.ts';

export interface EvaluateFlags extends DataFlags {
  readonly 'ml-weight'?: string | undefined;
  readonly report?: string | undefined;
  readonly force?: boolean | undefined;
}

export interface Judged extends Evaluation {
  readonly model: {
    readonly source: string;
    readonly sha256: string;
    readonly mlWeight: number | null;
  };
  /** File or ledger of the rows. */
  readonly data: string;
  readonly features: readonly string[];
  /** File of the picture; null where none was asked for. */
  readonly report: string | null;
}

export async function evaluateModel(named: string, flags: EvaluateFlags): Promise<Judged> {
  const draw = drawerOf(flags.report);
  if (flags.report !== undefined) await refuseToOverwrite(flags.report, flags.force === true);
  const path = modelPath(named);
  const { featureNames, features: width } = openModel(path);
  const model = new EntropyModel(path === undefined ? {} : { model: path });
  if (flags['ml-weight'] !== undefined) model.setMlWeight(weightOf(flags['ml-weight']));
  const { data, where } = await readLabelled(flags, flags['ledger-dir'] === undefined ? featureNames : null);
  if (data.features.length !== width)
    throw new InputError(
      `the model ${named} takes rows of ${width} features, but these have ${data.features.length}: ${data.features.join(', ')}`,
      { code: 'ERR_MODEL_INPUT', fix: `Name ${width} columns with --features, in the model's order.` },
    );
  try {
    const threats = await threatsOf(model, data);
    const { source, sha256, mlWeight } = model.info();
    const judged = {
      model: { source, sha256, mlWeight },
      data: where,
      features: data.features,
      ...evaluate(threats, data.labels),
      report: flags.report ?? null,
    };
    if (flags.report !== undefined)
      await writeOutput(flags.report, draw(judged, rocOf(threats, data.labels)));
    return judged;
  } finally {
    await model.close();
  }
}

function drawerOf(path: string | undefined): typeof reportSvg {
  if (path === undefined || /\.svg$/i.test(path)) return reportSvg;
  if (/\.html?$/i.test(path)) return reportHtml;
  throw new UsageError(`--report is ${JSON.stringify(path)}, but must end in .svg or .html`, {
    code: 'ERR_SETTING',
    fix: 'Give e.g. --report report.html.',
  });
}

function weightOf(text: string): number {
  const weight = text.trim() === '' ? Number.NaN : Number(text);
  if (weight >= 0 && Number.isFinite(weight)) return weight;
  throw new UsageError(`--ml-weight is ${JSON.stringify(text)}, but must be a number, 0 or above`, {
    code: 'ERR_SETTING',
    fix: 'Give --ml-weight e.g. 0.12.',
  });
}
