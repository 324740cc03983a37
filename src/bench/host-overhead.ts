/**
 * What one sample of the host costs: CPU milliseconds of this process and of the processes it starts, per reader.
 * The decision it serves: docs/adr/0001-host-metrics.md. Prints one JSON document. Linux only.
 *
 *   node src/bench/host-overhead.ts [batches]        (likewise deno run -A, bun run)
 *
 * A batch is several samples; its figure is their mean (child time comes in ticks of 10 ms), and a reader's figure
 * is the median over the batches, with the least and the greatest beside it. Paced readers wait 0.6 s between
 * samples, as the library answers from a cache within 0.5 s; their figures hold the idle process too (`idle`).
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { readTextFile } from '../sources/host/edge.ts';
import { LibraryReader } from '../sources/host/library-reader.ts';
import { LinuxReader } from '../sources/host/linux-reader.ts';

const TICK_MS = 10;
const PACE_MS = 600;

/** CPU milliseconds: own, and of children that ended and were waited for. */
function cpuMs(): { own: number; children: number } {
  const { user, system } = process.cpuUsage();
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The command name may hold spaces; fields count from the state, field 3 of proc(5), on.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const children = (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  return { own: (user + system) / 1000, children };
}

interface Candidate {
  readonly reader: string;
  readonly samplesPerBatch: number;
  readonly paced: boolean;
  sample(): Promise<unknown>;
}

async function measure({ reader, samplesPerBatch, paced, sample }: Candidate, batches: number) {
  const own: number[] = [];
  const children: number[] = [];
  const wall: number[] = [];
  for (let batch = -1; batch < batches; batch++) {
    const before = cpuMs();
    let busy = 0;
    for (let i = 0; i < samplesPerBatch; i++) {
      const start = performance.now();
      sink = await sample();
      busy += performance.now() - start;
      if (paced) await delay(PACE_MS);
    }
    const after = cpuMs();
    if (batch < 0) continue; // Warm-up.
    own.push((after.own - before.own) / samplesPerBatch);
    children.push((after.children - before.children) / samplesPerBatch);
    wall.push(busy / samplesPerBatch);
  }
  const total = own.map((value, i) => value + (children[i] ?? 0));
  return {
    reader,
    samples: samplesPerBatch * batches,
    paced,
    cpuMs: spread(total),
    ownCpuMs: spread(own),
    childCpuMs: spread(children),
    wallMs: spread(wall),
  };
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => Number((sorted[index] ?? Number.NaN).toFixed(3));
  return { median: at(sorted.length >> 1), min: at(0), max: at(sorted.length - 1) };
}

function runtime(): string {
  const { deno, bun, node } = process.versions;
  return deno ? `deno ${deno}` : bun ? `bun ${bun}` : `node ${node}`;
}

const batches = Number(process.argv[2] ?? 9);
const linux = new LinuxReader(readTextFile);
const mixed = new LibraryReader();
const si = (await import('systeminformation')).default;

let sink: unknown;
const candidates: Candidate[] = [
  { reader: 'idle', samplesPerBatch: 5, paced: true, sample: async () => null },
  { reader: '/proc', samplesPerBatch: 200, paced: false, sample: () => linux.read() },
  { reader: '/proc, paced', samplesPerBatch: 5, paced: true, sample: () => linux.read() },
  { reader: 'node:os + systeminformation', samplesPerBatch: 5, paced: true, sample: () => mixed.read() },
  {
    reader: 'systeminformation',
    samplesPerBatch: 5,
    paced: true,
    sample: () => Promise.all([si.currentLoad(), si.mem(), si.disksIO(), si.fsStats(), si.networkStats('*')]),
  },
];

const results = [];
for (const candidate of candidates) results.push(await measure(candidate, batches));
console.log(JSON.stringify({ runtime: runtime(), batches, results, ended: sink !== undefined }, null, 2));
