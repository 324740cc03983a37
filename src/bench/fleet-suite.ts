/** Fleet: a whole beat of many entities against TypeScript over typed arrays and against C, by the entity. */
import { performance } from 'node:perf_hooks';
import { EntropyModel } from '../inference/entropy-model.ts';
import type { Fact } from './document.ts';
import { fleetInputs, fleetOf, STEP } from './fleet-data.ts';
import { newFleetArrays, referenceFleetBeat } from './fleet-reference.ts';
import { byUnit, type Contender, compare, type Measured, quantile, summarised } from './measure.ts';
import { nativeFleet } from './native.ts';

export interface FleetResult {
  readonly title: string;
  readonly operation: string;
  readonly rows: readonly Measured[];
  readonly facts?: readonly Fact[];
}

const MILLION = 1_048_576;

/** Names of the suites that `fleet` stands for. */
export const FLEET_SUITES: readonly string[] = [
  'fleet-4096',
  'fleet-4096-held',
  'fleet-million',
  'fleet-million-held',
  'fleet-threads',
];
/** Takes a gigabyte and minutes: only where it is asked for. */
export const GROWTH_SUITE = 'fleet-growth';

export async function measureFleet(suite: string, rounds: number): Promise<FleetResult> {
  if (suite === 'fleet-threads') return measureThreads(rounds);
  if (suite === GROWTH_SUITE) return measureGrowth(rounds);
  const million = suite.startsWith('fleet-million');
  return measureBeats(million ? MILLION : 4096, suite.endsWith('-held'), rounds, million);
}

async function measureBeats(
  entities: number,
  lnHeld: boolean,
  rounds: number,
  withModel: boolean,
): Promise<FleetResult> {
  const inputs = fleetInputs(entities, lnHeld);
  const { beats } = fleetOf(inputs, lnHeld);
  const native = nativeFleet(entities, lnHeld);
  const model = withModel ? await new EntropyModel().load() : null;
  try {
    const contenders: Contender[] = [
      { name: 'TypeScript over typed arrays', run: referenceBeats(entities, lnHeld) },
      { name: 'fleet, one thread', run: beats },
      ...native.contenders,
    ];
    if (model) {
      const { fleet } = fleetOf(inputs, lnHeld);
      const run = async (count: number): Promise<void> => {
        for (let i = 0; i < count; i++) await fleet.beatWith(model, (fleet.timestamp ?? 0) + STEP);
      };
      contenders.push({ name: 'fleet and the batched ONNX call', run });
    }
    const rows = await compare(contenders, { rounds, roundLength: 60 });
    const told = [
      `Fleet of ${entities.toLocaleString('en')} entities, ${lnHeld ? 'ln U held' : 'ln U taken at every beat'}`,
      ...(native.skipped === null ? [] : [native.skipped]),
      ...(withModel ? [`a beat of the fleet: ${((rows[1]?.median ?? 0) / 1000).toFixed(1)} ms`] : []),
    ];
    return { title: told.join('; '), operation: 'entity', rows: byUnit(rows, () => entities) };
  } finally {
    native.close();
    await model?.close();
  }
}

function referenceBeats(entities: number, lnHeld: boolean): (count: number) => number {
  const fleet = newFleetArrays(entities);
  const inputs = fleetInputs(entities, lnHeld);
  return (count) => {
    for (let i = 0; i < count; i++) referenceFleetBeat(fleet, inputs, lnHeld, STEP);
    return fleet.O[0] ?? 0;
  };
}

/** Two threads against one at a million entities; what waking and waiting for a thread costs; memory. */
async function measureThreads(rounds: number): Promise<FleetResult> {
  const inputs = fleetInputs(MILLION, false);
  const one = fleetOf(inputs, false);
  const two = fleetOf(inputs, false);
  await two.fleet.startThreads(2);
  const rows = await compare(
    [
      { name: 'one thread', run: one.beats },
      { name: 'two threads', run: two.beats },
    ],
    { rounds },
  );
  await two.fleet.close();
  const forkJoin = await measureForkJoin();
  const ratio = rows[1]?.ratio ?? Number.NaN;
  const facts = [
    { name: 'one thread', value: (rows[0]?.median ?? 0) / 1000, unit: 'ms a beat of 1,048,576 entities' },
    { name: 'two threads', value: (rows[1]?.median ?? 0) / 1000, unit: 'ms' },
    { name: 'two threads over one', value: ratio, unit: 'times the speed' },
    { name: 'fork and join, p50', value: forkJoin, unit: 'µs a beat' },
    { name: 'memory', value: one.fleet.bytesPerEntity, unit: 'bytes an entity' },
  ];
  return { title: 'Fleet on two threads', operation: 'entity', rows: byUnit(rows, () => MILLION), facts };
}

/** The least fleet that is shared between threads, beaten by two and by one: the difference of the medians, µs. */
async function measureForkJoin(): Promise<number> {
  const inputs = fleetInputs(33 * 64, true);
  const one = fleetOf(inputs, true);
  const two = fleetOf(inputs, true);
  await two.fleet.startThreads(2);
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < 4000; i++) {
    for (const [k, each] of [one, two].entries()) {
      const start = performance.now();
      each.beats(1);
      times[k]?.push(1000 * (performance.now() - start));
    }
  }
  await two.fleet.close();
  return quantile(times[1].slice(500), 0.5) - quantile(times[0].slice(500), 0.5);
}

/** ns an entity from a hundred entities to ten million. */
async function measureGrowth(rounds: number): Promise<FleetResult> {
  const rows: Measured[] = [];
  for (let entities = 100; entities <= 1e7; entities *= 10) {
    const { beats } = fleetOf(fleetInputs(entities, false), false);
    const contenders = [
      { name: `${entities.toLocaleString('en')} entities, fleet`, run: beats },
      { name: `${entities.toLocaleString('en')} entities, TypeScript`, run: referenceBeats(entities, false) },
    ];
    rows.push(...byUnit(await compare(contenders, { rounds }), () => entities));
  }
  return {
    title: 'Cost growth: one beat of fleets of 10^2 to 10^7 entities, ln U taken',
    operation: 'entity',
    rows: summarised(rows),
  };
}
