/** Runs a good model and the bad ones with fetch cut off; prints nothing, if the models do not. */
import { EntropyModel } from '../../src/inference/entropy-model.ts';
import { nanAtZero, nanBeyondTwo, unknownOperator } from './models.ts';

globalThis.fetch = () => {
  throw new Error('the network was asked');
};

const failures: unknown[] = [];
for (const model of [undefined, unknownOperator, nanAtZero, nanBeyondTwo]) {
  const entropy = new EntropyModel(model ? { model } : {});
  await entropy.threat(4, 0.12).catch((error: unknown) => failures.push(error));
  await entropy.close();
}
process.exitCode = failures.length === 3 ? 0 : 1;
