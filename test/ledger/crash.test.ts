/**
 * A writer killed at any instant loses nothing that it acknowledged: SIGKILL after a random number of
 * acknowledgements, again and again on the same ledger. VENOM_CRASH_ROUNDS sets how often.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { Random } from '../support/random.ts';

const ROUNDS = Number(process.env.VENOM_CRASH_ROUNDS ?? 70);
const child = fileURLToPath(new URL('../support/crash-child.ts', import.meta.url));
const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];

/** Runs a writer and kills it once it has acknowledged `count` times; gives the last index it acknowledged. */
function killAfter(dir: string, count: number, width: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [...runtime, child, dir, String(width)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    let killed = false;
    writer.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (killed || (output.match(/acknowledged/g)?.length ?? 0) < count) return;
      killed = true;
      process.kill(writer.pid ?? 0, 'SIGKILL');
    });
    writer.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      errors += chunk;
    });
    writer.on('error', reject);
    writer.on('close', () => {
      const acknowledged = [...output.matchAll(/acknowledged (\d+)\n/g)].map(([, index]) => Number(index));
      if (acknowledged.length < count) reject(new Error(`the writer ended by itself: ${errors}`));
      else resolve(Math.max(...acknowledged));
    });
  });
}

test(`over ${ROUNDS} kills every acknowledged entry is there and verifies`, async () => {
  const random = new Random(99);
  const dir = await mkdtemp(join(tmpdir(), 'venom-crash-'));
  let torn = 0;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const last = await killAfter(dir, random.integer(1, 25), random.integer(1, 3));
      const ledger = await new ImmutableLedger({ dir }).open();
      if (ledger.recovered) torn++;
      assert.ok(
        ledger.length > last,
        `round ${round}: entry ${last} was acknowledged, ${ledger.length} are there`,
      );
      assert.is(await ledger.verify(), ledger.length);
      await ledger.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  console.log(`${torn} of ${ROUNDS} kills left a torn tail`);
});

test.run();
