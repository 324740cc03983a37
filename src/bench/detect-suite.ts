/** The detector's speed: a sample of one series, against the same algorithm in TypeScript and a plain one. */
import { DetectorBank } from '../numeric/index.ts';
import { ReferenceDetector, WindowedGaussian } from './detector-reference.ts';
import type { Contender } from './measure.ts';

/** Values of a day with noise on it, the same for all. */
const VALUES = Float64Array.from(
  { length: 4096 },
  (_, i) => 50 + 20 * Math.sin(i / 45) + ((i * 2654435761) % 1000) / 100,
);
const STEP = 300;
const SERIES = 256;
const WINDOW = 256;

const value = (i: number): number => VALUES[i & 4095] ?? 0;

export function detectContenders(): Contender[] {
  const [reference, gaussian] = [new ReferenceDetector(), new WindowedGaussian(WINDOW)];
  const [bank, many] = [new DetectorBank(), new DetectorBank()];
  const series = bank.add();
  for (let i = 0; i < SERIES; i++) many.add();
  const values = new Float64Array(SERIES);
  // Each goes on from where its last round ended: a detector is never young for long.
  const times = { reference: 0, bank: 0, many: 0, gaussian: 0 };
  return [
    {
      name: 'TypeScript, the same algorithm',
      run(count) {
        let sum = 0;
        for (let i = 0; i < count; i++, times.reference++)
          sum += reference.detect(times.reference * STEP, value(times.reference));
        return sum;
      },
    },
    {
      name: 'WebAssembly, a call a sample',
      run(count) {
        let sum = 0;
        for (let i = 0; i < count; i++, times.bank++)
          sum += bank.detect(series, times.bank * STEP, value(times.bank));
        return sum;
      },
    },
    {
      name: `WebAssembly, ${SERIES} series a call`,
      run(count) {
        let sum = 0;
        for (let i = 0; i < count; i += SERIES, times.many++) {
          for (let k = 0; k < SERIES; k++) values[k] = value(times.many + 7 * k);
          sum += many.detectAll(times.many * STEP, values)[0] ?? 0;
        }
        return sum;
      },
    },
    {
      name: `TypeScript, windowed Gaussian of ${WINDOW}`,
      run(count) {
        let sum = 0;
        for (let i = 0; i < count; i++, times.gaussian++) sum += gaussian.detect(value(times.gaussian));
        return sum;
      },
    },
  ];
}
