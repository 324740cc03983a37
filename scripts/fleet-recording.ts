/**
 * Writes a recording of many pods as CSV to standard output, the same bytes for the same numbers: each pod with a daily
 * pattern and noise of its own, some at fault for a while, some gone and back, some born late.
 *
 *   node scripts/fleet-recording.ts [--entities 10000] [--beats 400] [--period 10] [--seed 1]
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    entities: { type: 'string', default: '10000' },
    beats: { type: 'string', default: '400' },
    period: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
  },
});
const [entities, beats, period, seed] = [values.entities, values.beats, values.period, values.seed].map(
  Number,
);

/** Midnight UTC. */
const BEGIN = 1_700_006_400;
const DAY = 86_400;
const PODS_IN_NAMESPACE = 40;
const NAMESPACES_IN_CLUSTER = 25;

/** mulberry32 */
function generator(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

interface Pod {
  readonly labels: string;
  readonly phase: number;
  readonly base: number;
  /** First beat, and beats of silence. */
  readonly born: number;
  readonly silent: readonly [number, number];
  /** Beats at fault: load, errors and latency go up. */
  readonly fault: readonly [number, number];
}

const random = generator(seed ?? 1);
const never: readonly [number, number] = [-1, -1];

/** A share of the pods gets a span of `length` beats in the later half. */
function spanOf(share: number, length: number): readonly [number, number] {
  if (random() >= share) return never;
  const from = Math.floor((beats ?? 0) * (0.65 + 0.3 * random()));
  return [from, from + length];
}

const pods: Pod[] = Array.from({ length: entities ?? 0 }, (_, i) => {
  const namespace = Math.floor(i / PODS_IN_NAMESPACE);
  const cluster = Math.floor(namespace / NAMESPACES_IN_CLUSTER);
  return {
    labels: `eu-${cluster},team-${namespace % NAMESPACES_IN_CLUSTER},pod-${i % PODS_IN_NAMESPACE}`,
    phase: random(),
    base: 0.25 + 0.3 * random(),
    born: random() < 0.01 ? Math.floor((beats ?? 0) * random()) : 0,
    silent: spanOf(0.004, 12),
    fault: spanOf(0.01, 30),
  };
});

const within = (beat: number, [from, to]: readonly [number, number]): boolean => beat >= from && beat < to;

function rowOf({ labels, phase, base, born, silent, fault }: Pod, beat: number, time: number): string {
  // Drawn for every pod at every beat, so that one pod's life does not change another's numbers.
  const [a, b, c] = [random() - 0.5, random() - 0.5, random() - 0.5];
  if (beat < born || within(beat, silent)) return '';
  const daily = 0.5 + 0.5 * Math.sin(2 * Math.PI * ((time % DAY) / DAY + phase));
  const broken = within(beat, fault) ? 1 : 0;
  const cpu = Math.max(0, base * (0.6 + 0.8 * daily) + 0.04 * a + 0.6 * broken);
  const values = {
    cpu,
    errors: Math.max(0, 2 + b + 60 * broken),
    latency: 0.08 + 0.05 * cpu + 0.01 * c + 0.9 * broken,
    memory: 0.4 + 0.1 * daily + 0.01 * (a + b) + 0.45 * broken,
    queue: Math.max(0, 5 + 3 * daily + c + 80 * broken),
  };
  return `${time},${labels},${Object.values(values)
    .map((value) => value.toFixed(4))
    .join()}\n`;
}

process.stdout.write('timestamp,cluster,namespace,pod,cpu,errors,latency,memory,queue\n');
for (let beat = 0; beat < (beats ?? 0); beat++) {
  const time = BEGIN + beat * (period ?? 10);
  const text = pods.map((pod) => rowOf(pod, beat, time)).join('');
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
