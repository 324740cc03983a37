/**
 * Records this host while stress tools of Debian (stress-ng, iperf3) work on it one after the other, with quiet in
 * between, and labels the times: a recording to test the supervisor on.
 *
 *   node scripts/record-stress.ts DIRECTORY [--quick]
 *
 * Writes DIRECTORY/host-stress.ndjson.gz, one sample a second, and DIRECTORY/windows.json. Takes 13 minutes, during
 * which the machine should do nothing else; --quick takes one, for a look at the script.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { HostSource, type Sample } from '../src/sources/index.ts';

const quick = process.argv.includes('--quick');
/** Seconds. */
const WARM_UP = quick ? 5 : 270;
const STRESS = quick ? 4 : 40;
const QUIET = quick ? 4 : 60;

const PHASES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  cpu: [['stress-ng', '--cpu', '8', '--timeout', `${STRESS}s`]],
  memory: [['stress-ng', '--vm', '3', '--vm-bytes', '60%', '--timeout', `${STRESS}s`]],
  disk: [
    ['stress-ng', '--hdd', '4', '--hdd-bytes', '256M', '--hdd-opts', 'fsync', '--timeout', `${STRESS}s`],
  ],
  network: [
    ['iperf3', '--server', '--one-off', '--port', '52010'],
    ['iperf3', '--client', '127.0.0.1', '--port', '52010', '--parallel', '8', '--time', String(STRESS)],
  ],
  processes: [['stress-ng', '--fork', '4', '--switch', '4', '--timeout', `${STRESS}s`]],
};

/** Runs the tools of a phase at the same time, to their end. */
async function run(commands: readonly (readonly string[])[], directory: string): Promise<void> {
  const ended: Promise<void>[] = [];
  for (const [tool = '', ...args] of commands) {
    const child = spawn(tool, args, { cwd: directory, stdio: 'ignore' });
    ended.push(
      new Promise((resolve, reject) => {
        child.on('error', reject);
        child.on('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`${tool} ended with ${code}`)),
        );
      }),
    );
    // A server listens before its client calls.
    await sleep(300);
  }
  await Promise.all(ended);
}

async function main(directory: string): Promise<void> {
  mkdirSync(directory, { recursive: true });
  const stop = new AbortController();
  const samples: Sample[] = [];
  const recording = (async () => {
    for await (const sample of new HostSource({ period: 1 }).samples(stop.signal)) samples.push(sample);
  })();
  const windows: [number, number][] = [];
  await sleep(WARM_UP * 1000);
  for (const [phase, commands] of Object.entries(PHASES)) {
    const from = Date.now() / 1000;
    console.log(`${phase} …`);
    await run(commands, directory);
    windows.push([from, Date.now() / 1000]);
    await sleep(QUIET * 1000);
  }
  stop.abort();
  await recording;
  const lines = samples.map((sample) => `${JSON.stringify(sample)}\n`).join('');
  writeFileSync(join(directory, 'host-stress.ndjson.gz'), gzipSync(lines, { level: 9 }));
  writeFileSync(
    join(directory, 'windows.json'),
    `${JSON.stringify({ 'host-stress.ndjson.gz': windows }, null, 1)}\n`,
  );
  console.log(`${samples.length} samples, stress: ${Object.keys(PHASES).join(', ')}`);
}

const [directory] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
if (directory === undefined) {
  console.error('Usage: node scripts/record-stress.ts DIRECTORY [--quick]');
  process.exit(2);
}
await main(directory);
