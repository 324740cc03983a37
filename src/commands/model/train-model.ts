/** Trains the threat model and writes it. */
import { resolve } from 'node:path';
import { THREAT_ALERT, THREAT_QUARANTINE } from '../../core/constants.ts';
import { InputError, ModelError, messageOf, StorageError, UsageError } from '../../core/errors.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import { evaluate } from '../../inference/evaluation.ts';
import { fitLogistic, type LogisticFit, sigmoid } from '../../inference/logistic-regression.ts';
import { threatOnnx } from '../../inference/onnx-file.ts';
import { nodeFileSystem } from '../../ledger/file-system.ts';
import { replaceDurably } from '../../ledger/files.ts';
import { parsePositive } from '../parse.ts';
import { leastFor } from './describe-model.ts';
import { labelledRows } from './labelled.ts';

export interface TrainCommand {
  readonly data: readonly string[];
  readonly labels: string | undefined;
  readonly out: string;
  readonly l2: string | undefined;
  readonly force: boolean;
  readonly print: ((line: string) => void) | undefined;
  readonly printJson: ((document: unknown) => void) | undefined;
}

/** float32 against double: what the file's arithmetic may differ by. */
const AGREEMENT = 1e-6;

export async function trainModel(command: TrainCommand): Promise<void> {
  const { out, force } = command;
  const l2 = command.l2 === undefined ? undefined : parsePositive('--l2', command.l2);
  // Where it cannot even be looked for, the writing tells why.
  if (!force && (await nodeFileSystem.stat(out).catch(() => undefined))) {
    throw new UsageError(`${out} is there already`, {
      code: 'ERR_OUTPUT',
      fix: 'Give another --out, or --force to write over it.',
    });
  }
  const rows = await labelledRows(command.data, command.labels);
  const fit = fitLogistic(rows, l2 === undefined ? {} : { l2 });
  requireSense(fit);
  const bytes = threatOnnx({ mlWeight: Math.fround(fit.weight), bias: Math.fround(fit.bias) });
  const model = await new EntropyModel({ model: bytes }).load();
  try {
    await requireAgreement(model, fit, new Set(rows.map(({ x }) => x)));
    await write(out, bytes);
    const { sha256, opset } = model.info();
    const alertFrom = await leastFor(model, THREAT_ALERT);
    const quarantineFrom = await leastFor(model, THREAT_QUARANTINE);
    const told = evaluate(
      rows.map(({ x, label }) => ({ threat: sigmoid(fit.weight * x + fit.bias), label })),
    );
    const { auc, brier, logLoss } = told;
    command.printJson?.({
      type: 'training',
      out,
      sha256,
      opset,
      rows: rows.length,
      positives: told.positives,
      weight: fit.weight,
      bias: fit.bias,
      auc,
      brier,
      logLoss,
      alertFrom,
      quarantineFrom,
    });
    if (!command.print) return;
    command.print(`rows        ${rows.length}, ${told.positives} of them labelled 1`);
    command.print(`weight      ${fit.weight.toPrecision(6)}, bias ${fit.bias.toPrecision(6)}`);
    command.print(
      `on them     AUC ${auc?.toFixed(4) ?? 'none'}, Brier score ${brier.toFixed(4)}, log loss ${logLoss.toFixed(4)} (venom model eval tells it for others)`,
    );
    command.print(`ALERT       ${alertFrom === null ? 'never' : `from ${alertFrom} anomalies on`}`);
    command.print(`QUARANTINE  ${quarantineFrom === null ? 'never' : `from ${quarantineFrom} anomalies on`}`);
    command.print(`written     ${out}, opset ${opset}, SHA-256 ${sha256}`);
    command.print(`use it      venom run --model ${out}`);
  } finally {
    await model.close();
  }
}

function requireSense({ weight }: LogisticFit): void {
  if (weight > 0) return;
  throw new InputError(`the weight that fits is ${weight}: by these labels more anomalies mean less threat`, {
    code: 'ERR_TRAINING_DATA',
    fix: 'Look at the labels: 1 is for what was wrong.',
  });
}

async function requireAgreement(
  model: EntropyModel,
  { weight, bias }: LogisticFit,
  inputs: ReadonlySet<number>,
): Promise<void> {
  for (const x of inputs) {
    const [written, wanted] = [await model.threat(x), sigmoid(weight * x + bias)];
    if (Math.abs(written - wanted) <= AGREEMENT) continue;
    throw new ModelError(`for ${x} anomalies the written model says ${written}, and the fit ${wanted}`, {
      code: 'ERR_MODEL_BROKEN',
      fix: 'Report it: nothing was written.',
    });
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await replaceDurably(nodeFileSystem, { path: resolve(path), bytes });
  } catch (cause) {
    throw new StorageError(`cannot write ${path}: ${messageOf(cause)}`, {
      code: 'ERR_OUTPUT',
      fix: 'Give --out a path that this user may write, with room for it.',
      cause,
    });
  }
}
