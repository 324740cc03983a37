/** Runs suites and shows them: a table for people, one document for programs. */
import { cpus } from 'node:os';
import { appendContenders } from '../bench/append-suite.ts';
import { FLEET_SUITES, GROWTH_SUITE, measureFleet } from '../bench/fleet-suite.ts';
import { type Fact, measureLargeLedger } from '../bench/large-ledger.ts';
import { compare, type Measured } from '../bench/measure.ts';
import { measureMesh } from '../bench/mesh-suite.ts';
import { measureStart } from '../bench/start.ts';
import { SUITES } from '../bench/suites.ts';
import { measureVerify } from '../bench/verify-suite.ts';

/** A name that stands for several suites. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ledger: ['append', 'verify', 'large'],
  fleet: FLEET_SUITES,
};

export const SUITE_NAMES: readonly string[] = [
  ...Object.keys(SUITES),
  'start',
  'mesh',
  ...Object.values(GROUPS).flat(),
  GROWTH_SUITE,
  ...Object.keys(GROUPS),
];

/** Run where no suite is named: all but the ledger's and the fleet's, which take minutes and a gigabyte. */
export const DEFAULT_SUITES: readonly string[] = [...Object.keys(SUITES), 'start'];

interface Outputs {
  readonly table: ((text: string) => void) | undefined;
  readonly document: ((document: unknown) => void) | undefined;
  readonly program: string;
  /** Entries of the large ledger. */
  readonly entries: number;
}

interface SuiteResult {
  readonly suite: string;
  readonly title: string;
  readonly operation: string;
  readonly rows: readonly Measured[];
  /** Figures that have no rival. */
  readonly facts?: readonly Fact[];
}

export async function benchmark(names: readonly string[], rounds: number, outputs: Outputs): Promise<void> {
  const machine = machineName();
  outputs.table?.(
    `${machine.runtime} on ${machine.processor} (${machine.processors} threads, ${machine.system})`,
  );
  const results: SuiteResult[] = [];
  for (const name of names.flatMap((name) => GROUPS[name] ?? [name])) {
    const result = await runSuite(name, rounds, outputs.entries);
    results.push(result);
    outputs.table?.(`\n${tableOf(result)}`);
  }
  outputs.document?.({ type: 'bench', version: outputs.program, machine, rounds, suites: results });
}

async function runSuite(name: string, rounds: number, entries: number): Promise<SuiteResult> {
  if (name === 'append') {
    const rows = await compare(await appendContenders(), { rounds, roundLength: 400 });
    return {
      suite: name,
      title: 'Durable appends of one entry, each acknowledged',
      operation: 'append',
      rows,
    };
  }
  if (name === 'mesh') {
    const rows = await measureMesh(rounds);
    return { suite: name, title: 'A message from node to node over loopback', operation: 'message', rows };
  }
  if (name === 'verify') {
    const rows = await measureVerify(rounds);
    return { suite: name, title: 'Verifying a ledger from disk', operation: 'entry', rows };
  }
  if (name === 'large') {
    const facts = await measureLargeLedger(entries, rounds);
    const title = `A ledger of ${entries.toLocaleString('en')} entries`;
    return { suite: name, title, operation: '', rows: [], facts };
  }
  if (name === 'start') return { suite: name, ...(await measureStart(rounds)) };
  if (name === GROWTH_SUITE || FLEET_SUITES.includes(name))
    return { suite: name, ...(await measureFleet(name, rounds)) };
  const suite = SUITES[name];
  if (!suite) throw new Error(`no suite ${name}`);
  const { title, operation } = suite;
  return { suite: name, title, operation, rows: await compare(await suite.contenders(), { rounds }) };
}

function machineName(): { runtime: string; processor: string; processors: number; system: string } {
  const { bun, deno, node } = process.versions;
  const runtime = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`;
  const all = cpus();
  return {
    runtime,
    processor: all[0]?.model.trim() ?? 'unknown processor',
    processors: all.length,
    system: `${process.platform} ${process.arch}`,
  };
}

function tableOf(result: SuiteResult): string {
  if (result.facts) return factsOf(result.title, result.facts);
  const { title, operation, rows } = result;
  const width = Math.max(...rows.map(({ name }) => name.length));
  const lines = rows.map(({ name, median, quartiles: [low, high], ratio }) => {
    const spread = `${microseconds(low)} … ${microseconds(high)}`;
    return `  ${name.padEnd(width)}  ${ratio.toFixed(2).padStart(7)} ×  ${microseconds(median).padStart(10)}  ${spread.padEnd(24)} ${perSecond(median)}`;
  });
  const head = `  ${''.padEnd(width)}  ${'speed'.padStart(9)}  ${'median'.padStart(10)}  ${'quartiles'.padEnd(24)} ${plural(operation)} a second`;
  return [title, head, ...lines].join('\n');
}

function factsOf(title: string, facts: readonly Fact[]): string {
  const width = Math.max(...facts.map(({ name }) => name.length));
  const lines = facts.map(({ name, value, unit }) => {
    const text = Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3);
    return `  ${name.padEnd(width)}  ${text.padStart(12)} ${unit}`.trimEnd();
  });
  return [title, ...lines].join('\n');
}

function microseconds(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} ms`;
  return value >= 1 ? `${value.toFixed(2)} µs` : `${(value * 1000).toFixed(1)} ns`;
}

function perSecond(median: number): string {
  return Math.round(1e6 / median).toLocaleString('en');
}

function plural(word: string): string {
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
