/** Back-tests files and tells what came of it. */
import { basename, dirname } from 'node:path';
import { type BacktestOptions, backtest, type Course, type DetectionReport } from '../backtest/backtest.ts';
import { Labels } from '../backtest/labels.ts';
import { type Summary, summarise, type TestedFile } from '../backtest/summary.ts';
import { ModelError, UsageError } from '../core/errors.ts';
import { EntropyModel } from '../inference/entropy-model.ts';
import { DetectorBank } from '../numeric/index.ts';
import { FileSource } from '../sources/index.ts';
import { type GuardFlags, guardOf } from './guard-flags.ts';
import { readInput } from './input-file.ts';
import { parsePositive, parseScore } from './parse.ts';
import { type TableFlags, tableOptions } from './table-flags.ts';
import { renderBacktest } from './view/backtest.ts';
import { writeLines } from './write-lines.ts';

export interface BacktestCommand {
  readonly files: readonly string[];
  readonly labels: string | undefined;
  readonly threshold: string | undefined;
  /** Path of the threat model. */
  readonly model: string | undefined;
  readonly load: string | undefined;
  readonly setpoint: string | undefined;
  /** Path of the page to write. */
  readonly report: string | undefined;
  readonly table: TableFlags;
  readonly guard: GuardFlags;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

export async function runBacktest(command: BacktestCommand): Promise<void> {
  const threshold =
    command.threshold === undefined ? undefined : parseScore('--threshold', command.threshold);
  const load = loadOf(command);
  const guard = guardOf(command.guard);
  const labels =
    command.labels === undefined
      ? undefined
      : new Labels(await readInput(command.labels, 'the labels'), command.labels);
  const model = new EntropyModel(command.model === undefined ? {} : { model: command.model });
  requireUsable(model);
  const files: TestedFile[] = [];
  try {
    for (const path of command.files) {
      files.push(...(await testFile(path, labels, { model, load, guard }, command.table)));
    }
  } finally {
    await model.close();
  }
  const summary = summarise(files, threshold, DetectorBank.alarm);
  command.printJson?.(documentOf(files, summary));
  if (command.print) for (const line of renderBacktest(files, summary)) command.print(line);
  if (command.report !== undefined) {
    const { renderReport } = await import('./view/backtest-report.ts');
    await writeLines([renderReport(files, summary)], command.report);
    command.print?.(`report       ${command.report}`);
  }
}

async function testFile(
  path: string,
  labels: Labels | undefined,
  options: Pick<BacktestOptions, 'model' | 'load' | 'guard'>,
  table: TableFlags,
): Promise<TestedFile[]> {
  const windows = labels?.of(path) ?? null;
  const source = await FileSource.open(tableOptions(path, table));
  const courses = await backtest(source, options, new AbortController().signal);
  const category = basename(dirname(path));
  return courses.map((course) => ({ path, category, course, windows }));
}

/** A beat has one number to ask a model with. */
function requireUsable(model: EntropyModel): void {
  const { features, source } = model.info();
  if (features === 1) return;
  throw new ModelError(
    `the model ${source} asks for ${features} numbers, and a beat has one, its anomalies`,
    {
      code: 'ERR_MODEL_SHAPE',
      fix: 'Give a model with one input [N,1].',
    },
  );
}

function loadOf({ load, setpoint }: BacktestCommand): BacktestOptions['load'] {
  if (load === undefined && setpoint === undefined) return null;
  if (load === undefined || setpoint === undefined) {
    throw new UsageError('--load and --setpoint belong together', {
      code: 'ERR_USAGE',
      fix: 'Give both: the metric, and the value that it is to be held at.',
    });
  }
  return { metric: load, setpoint: parsePositive('--setpoint', setpoint) };
}

/** Everything but the single rows. */
function documentOf(files: readonly TestedFile[], { detections, corpus }: Summary): object {
  return {
    type: 'backtest',
    files: files.map(({ path, category, course }, i) => fileOf(path, category, course, detections[i])),
    corpus,
  };
}

function fileOf(path: string, category: string, course: Course, report: DetectionReport | undefined): object {
  const { entity, rows, beats, unstable, blind, mostAnoms, span, spells, series } = course;
  const { actions, decided, transitions, decidedTransitions, flapsAnHour, decidedFlapsAnHour, acts, held } =
    course;
  return {
    path,
    category,
    ...(entity && { entity }),
    rows: rows.length,
    metrics: series.size,
    span,
    beats,
    actions,
    decided,
    transitions,
    decidedTransitions,
    flapsAnHour,
    decidedFlapsAnHour,
    acts,
    held,
    unstable,
    blind,
    mostAnoms,
    spells,
    detection: report,
  };
}
