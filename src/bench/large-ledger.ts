/**
 * What a large ledger costs: memory while it grows and while it is verified, time to open it after an orderly end and
 * after a crash, time and bytes of proofs. Memory is that of a process of its own, from its start to its end.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { ImmutableLedger } from '../ledger/index.ts';
import { LedgerReader } from '../ledger/reader.ts';
import type { Fact } from './document.ts';
import { temporaryDirectory } from './ledger-data.ts';
import { quantile } from './measure.ts';

const ending = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const child = fileURLToPath(new URL(`./large-ledger-child${ending}`, import.meta.url));

/** Proofs of each kind that are timed, spread over the ledger. */
const PROOFS = 25;

export async function measureLargeLedger(entries: number, rounds: number): Promise<Fact[]> {
  const dir = join(temporaryDirectory(), 'ledger');
  const built = inChild('build', dir, String(entries));
  const verified = inChild('verify', dir, '1');
  const verifiedByTwo = inChild('verify', dir, '2');
  const [inclusion, consistency] = await proofs(dir, entries);
  return [
    { name: 'resident after a tenth of the appends', value: built.series[0] ?? 0, unit: 'MB' },
    { name: 'resident after half of them', value: built.series[4] ?? 0, unit: 'MB' },
    { name: 'resident after all of them', value: built.series[9] ?? 0, unit: 'MB' },
    {
      name: 'growth over the last four tenths',
      value: (built.series[9] ?? 0) - (built.series[5] ?? 0),
      unit: 'MB',
    },
    { name: 'appends a second, not synced', value: Math.round(entries / built.seconds), unit: '' },
    { name: 'most resident while verifying', value: verified.peak, unit: 'MB' },
    { name: 'most resident while verifying with --jobs 2', value: verifiedByTwo.peak, unit: 'MB' },
    { name: 'entries verified a second', value: Math.round(entries / verified.seconds), unit: '' },
    {
      name: 'entries verified a second, --jobs 2',
      value: Math.round(entries / verifiedByTwo.seconds),
      unit: '',
    },
    { name: 'inclusion proof, entry included', value: inclusion.milliseconds, unit: 'ms' },
    { name: 'its tiles', value: inclusion.bytes, unit: 'bytes' },
    { name: 'consistency proof', value: consistency.milliseconds, unit: 'ms' },
    { name: 'its tiles', value: consistency.bytes, unit: 'bytes' },
    { name: 'open after an orderly end', value: await openTime(dir, rounds), unit: 'ms' },
    { name: 'open and recover after a crash', value: await recoveryTime(dir, rounds), unit: 'ms' },
  ];
}

interface Told {
  readonly seconds: number;
  /** Resident memory, MB: after each tenth, and at most. */
  readonly series: readonly number[];
  readonly peak: number;
}

function inChild(...args: string[]): Told {
  const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, child, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`);
  const told: Told = JSON.parse(stdout);
  return told;
}

interface ProofCost {
  readonly milliseconds: number;
  readonly bytes: number;
}

/** Medians over proofs that each begin with nothing read. */
async function proofs(dir: string, entries: number): Promise<[ProofCost, ProofCost]> {
  const cost = async (
    prove: (reader: LedgerReader, place: number) => Promise<unknown>,
  ): Promise<ProofCost> => {
    const times: number[] = [];
    const bytes: number[] = [];
    for (let i = 1; i <= PROOFS; i++) {
      const start = performance.now();
      const reader = await LedgerReader.open(dir);
      await prove(reader, Math.floor((entries * i) / (PROOFS + 1)));
      times.push(performance.now() - start);
      bytes.push(reader.tileBytesRead);
    }
    return { milliseconds: quantile(times, 0.5), bytes: quantile(bytes, 0.5) };
  };
  return [
    await cost((reader, place) => reader.proveInclusion(place)),
    await cost((reader, place) => reader.proveConsistency(place)),
  ];
}

async function openTime(dir: string, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    const ledger = await new ImmutableLedger({ dir }).open();
    times.push(performance.now() - start);
    await ledger.close();
  }
  return quantile(times, 0.5);
}

/** As a crash leaves it: entries behind the checkpoint, and a line without its end. */
async function recoveryTime(dir: string, rounds: number): Promise<number> {
  const crashed = join(temporaryDirectory(), 'crashed');
  const ledger = await new ImmutableLedger({
    dir,
    durability: 'off',
    checkpointEvery: { entries: 1e9, seconds: 1e9 },
  }).open();
  for (let i = 0; i < 5000; i++) await ledger.enqueue([{ type: 'note', i }], 1_700_000_000);
  await ledger.flush();
  // Copied under the writer: nothing of these entries is signed there.
  cpSync(dir, crashed, { recursive: true, filter: (path) => !path.endsWith('lock') });
  await ledger.close();
  const last = readdirSync(join(crashed, 'entries'))
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .at(-1);
  const times: number[] = [];
  for (let i = 0; i < Math.min(rounds, 5); i++) {
    const copy = join(crashed, '..', `copy-${i}`);
    cpSync(crashed, copy, { recursive: true });
    appendFileSync(join(copy, 'entries', last ?? ''), '{"data":{"ty');
    const start = performance.now();
    const recovered = await new ImmutableLedger({ dir: copy }).open();
    times.push(performance.now() - start);
    await recovered.close();
    rmSync(copy, { recursive: true });
  }
  return quantile(times, 0.5);
}
