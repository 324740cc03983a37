/** The threat of a row of anomalies: the ONNX model, a call a row and many rows a call, against the sigmoid in TypeScript. */
import { EntropyModel } from '../inference/entropy-model.ts';
import type { SuiteResult } from './document.ts';
import { byUnit, compare } from './measure.ts';

const ROWS = 4096;
const WEIGHT = 0.12;

export async function measureEntropy(rounds: number): Promise<Omit<SuiteResult, 'suite'>> {
  const rows = Float32Array.from({ length: ROWS }, (_, i) => i % 17);
  // The weight changes from call to call: what was answered before is remembered.
  let weight = WEIGHT;
  const next = (): number => (weight = weight > 1 ? WEIGHT : weight + 2 ** -30);
  const model = await new EntropyModel().load();
  try {
    const measured = await compare(
      [
        { name: `TypeScript over typed arrays, ${ROWS} rows`, run: (count) => sigmoids(rows, count) },
        {
          name: 'ONNX, a row a call',
          async run(count) {
            for (let i = 0; i < count; i++) await model.threat(rows[i % ROWS] ?? 0, next());
          },
        },
        {
          name: `ONNX, ${ROWS} rows a call`,
          async run(count) {
            for (let i = 0; i < count; i++) await model.threatBatch(rows, next());
          },
        },
      ],
      { rounds },
    );
    const title = 'Threat of a row: the model through ONNX against its formula in TypeScript';
    return { title, operation: 'row', rows: byUnit(measured, (i) => (i === 1 ? 1 : ROWS)) };
  } finally {
    await model.close();
  }
}

const threats = new Float32Array(ROWS);

/** float32, as the model's. */
function sigmoids(rows: Float32Array, count: number): Float32Array {
  for (let pass = 0; pass < count; pass++) {
    for (let i = 0; i < ROWS; i++) {
      threats[i] = 1 / (1 + Math.exp(-Math.fround((rows[i] ?? 0) * WEIGHT)));
    }
  }
  return threats;
}
