/** A restart after an hour: detectors that go on from what was learnt, against ones that learn anew and one that ran on. */
import { SurpriseDetector } from '../../inference/surprise-detector.ts';
import { noises, seeded } from '../noises.ts';
import type { Table } from './table.ts';

const SEEDS = 20;
const BEFORE = 5000;
const GAP = 3600;
const AFTER = 1000;
/** Sample after the restart at which a fault begins, and its height in deviations. */
const FAULT_AT = 50;
const FAULT = 10;

type Begin = 'ran on' | 'goes on' | 'learns anew';

export function restartTable(): Table {
  const shapes = Object.keys(noises(seeded(1)));
  const runs = SEEDS * shapes.length;
  const rows = (['ran on', 'goes on', 'learns anew'] as const).map((begin) => {
    const results = shapes.flatMap((shape) =>
      Array.from({ length: SEEDS }, (_, seed) => restarted(shape, 900 + seed, begin)),
    );
    const sum = (of: (result: Result) => number): number => results.reduce((all, each) => all + of(each), 0);
    return [
      begin,
      Math.max(...results.map(({ warmUp }) => warmUp)),
      sum(({ surprising }) => surprising),
      `${sum(({ noticed }) => (noticed ? 1 : 0))} of ${runs}`,
    ];
  });
  return {
    title: `${BEFORE} samples, an hour without, and then ${AFTER}: ${SEEDS} seeds of ${shapes.length} shapes of noise, every change minded`,
    columns: [
      'the detector',
      'samples of warm-up, most',
      `readings that surprise in the ${runs} runs`,
      `a fault of ${FAULT} deviations ${FAULT_AT} samples after is noticed`,
    ],
    rows,
  };
}

interface Result {
  readonly warmUp: number;
  readonly surprising: number;
  readonly noticed: boolean;
}

function restarted(shape: string, seed: number, begin: Begin): Result {
  const quiet = after(shape, seed, begin, () => 0);
  const surprising = quiet.filter(({ fresh }) => fresh).length;
  const warmUp = quiet.filter(({ warmingUp }) => warmingUp).length;
  const faulty = after(shape, seed, begin, (at) => (at >= FAULT_AT && at < FAULT_AT + 20 ? FAULT : 0));
  const noticed = faulty.slice(FAULT_AT, FAULT_AT + 20).some(({ fresh }) => fresh);
  return { warmUp, surprising, noticed };
}

function after(shape: string, seed: number, begin: Begin, more: (at: number) => number) {
  const next = noises(seeded(seed))[shape];
  if (!next) throw new RangeError(`shape is ${shape}, but no noise is called so`);
  const options = { window: 1, leastChange: () => ({ absolute: 0, relative: 0 }) };
  const before = new SurpriseDetector(options);
  let t = 0;
  const observe = (detector: SurpriseDetector, value: number) =>
    detector.observe({ timestamp: t++, metrics: { x: value } });
  for (let i = 0; i < BEFORE; i++) observe(before, next());
  const state = before.save();
  for (let i = 0; i < GAP; i++) {
    if (begin === 'ran on') observe(before, next());
    else {
      next();
      t++;
    }
  }
  const detector = begin === 'ran on' ? before : new SurpriseDetector(options);
  if (begin === 'goes on' && state) detector.restore(state);
  return Array.from({ length: AFTER }, (_, at) => {
    const { anoms, warmingUp } = observe(detector, next() + more(at));
    return { fresh: anoms > 0, warmingUp };
  });
}
