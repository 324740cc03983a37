/** Runs suites and shows them: tables for people, one document for programs, a page to keep. */
import { appendFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { appendContenders } from '../bench/append-suite.ts';
import { type Comparison, compareRuns } from '../bench/comparison.ts';
import {
  type BenchDocument,
  benchDocument,
  type Machine,
  parseBenchDocument,
  type SuiteResult,
} from '../bench/document.ts';
import { FLEET_SUITES, GROWTH_SUITE, measureFleet } from '../bench/fleet-suite.ts';
import { measureLargeLedger } from '../bench/large-ledger.ts';
import { compare } from '../bench/measure.ts';
import { measureMesh } from '../bench/mesh-suite.ts';
import { reportHtml } from '../bench/report.ts';
import { measureStart } from '../bench/start.ts';
import { SUITES } from '../bench/suites.ts';
import { comparisonTable, headline, tableOf } from '../bench/table.ts';
import { measureVerify } from '../bench/verify-suite.ts';
import { messageOf, StorageError } from '../core/errors.ts';
import { readJsonInput } from './input-file.ts';

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

export interface BenchRun {
  readonly suites: readonly string[];
  readonly rounds: number;
  /** Entries of the large ledgers. */
  readonly entries: number;
  /** Version of the program. */
  readonly program: string;
  /** Path of a page to write. */
  readonly report?: string | undefined;
  /** Path of an older run. */
  readonly compareWith?: string | undefined;
}

interface Outputs {
  readonly table: ((text: string) => void) | undefined;
  readonly document: ((document: unknown) => void) | undefined;
}

/**
 * @throws InputError where the older run cannot be compared with, StorageError where a file cannot be read or written:
 *   both before anything is measured, as far as that can be told
 */
export async function benchmark(run: BenchRun, { table, document }: Outputs): Promise<void> {
  const { compareWith, report, rounds, entries, program } = run;
  const machine = machineHere();
  const empty = { version: program, began: new Date().toISOString(), machine, rounds, suites: [] };
  const older = compareWith === undefined ? undefined : await readRun(compareWith);
  // Another machine's run is refused now, and not after minutes.
  if (older && compareWith !== undefined) {
    compareRuns(older, benchDocument({ ...empty, load: { before: 0, after: 0 } }), compareWith);
  }
  // What is there stays until there is something to put in its place.
  if (report !== undefined) await writing(report, () => appendFile(report, ''));
  const before = loadNow();
  table?.(headline(machine));
  const suites: SuiteResult[] = [];
  for (const name of run.suites.flatMap((name) => GROUPS[name] ?? [name])) {
    const result = { suite: name, ...(await runSuite(name, rounds, entries)) };
    suites.push(result);
    table?.(`\n${tableOf(result)}`);
  }
  const done = benchDocument({ ...empty, suites, load: { before, after: loadNow() } });
  const comparison: Comparison | undefined =
    older && compareWith !== undefined ? compareRuns(older, done, compareWith) : undefined;
  if (comparison) table?.(`\n${comparisonTable(comparison)}`);
  if (report !== undefined) await writing(report, () => writeFile(report, reportHtml(done, comparison)));
  document?.({ ...done, ...(comparison && { comparison }) });
}

async function readRun(path: string): Promise<BenchDocument> {
  return parseBenchDocument(await readJsonInput(path, 'the older run'), path);
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new StorageError(`cannot write the report ${path}: ${messageOf(cause)}`, {
      code: 'ERR_OUTPUT',
      fix: 'Give the path of a file that this user may write, with room for it.',
      cause,
    });
  }
}

async function runSuite(name: string, rounds: number, entries: number): Promise<Omit<SuiteResult, 'suite'>> {
  if (name === 'append') {
    const rows = await compare(await appendContenders(), { rounds, roundLength: 400 });
    return { title: 'Durable appends of one entry, each acknowledged', operation: 'append', rows };
  }
  if (name === 'mesh') {
    const rows = await measureMesh(rounds);
    return { title: 'A message from node to node over loopback', operation: 'message', rows };
  }
  if (name === 'verify') {
    const rows = await measureVerify(rounds, entries);
    const title = `Verifying a ledger of ${entries.toLocaleString('en')} entries from disk`;
    return { title, operation: 'entry', rows };
  }
  if (name === 'large') {
    const facts = await measureLargeLedger(entries, rounds);
    return { title: `A ledger of ${entries.toLocaleString('en')} entries`, operation: '', rows: [], facts };
  }
  if (name === 'start') return measureStart(rounds);
  if (name === GROWTH_SUITE || FLEET_SUITES.includes(name)) return measureFleet(name, rounds);
  const suite = SUITES[name];
  if (!suite) throw new Error(`no suite ${name}`);
  return suite.measure(rounds);
}

function machineHere(): Machine {
  const { bun, deno, node, v8 } = process.versions;
  const runtime = bun ? `Bun ${bun}` : deno ? `Deno ${deno}` : `Node ${node}`;
  const known = Object.entries({ bun, deno, node, v8 });
  const all = cpus();
  return {
    runtime,
    versions: Object.fromEntries(known.flatMap(([name, value]) => (value ? [[name, value]] : []))),
    processor: all[0]?.model.trim() ?? 'unknown processor',
    processors: all.length,
    memory: totalmem(),
    system: `${process.platform} ${process.arch}`,
    release: release(),
  };
}

function loadNow(): number {
  return loadavg()[0] ?? 0;
}
