/** A ledger of a million entries: memory while it grows, and while it is verified. Run by `npm run test:soak`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LedgerReader } from '../../src/ledger/reader.ts';
import { inTemporary } from '../support/ledgers.ts';

const ENTRIES = Number(process.env.VENOM_SOAK_ENTRIES ?? 1_000_000);
const child = fileURLToPath(new URL('../../src/bench/large-ledger-child.ts', import.meta.url));
const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];

/** Megabytes that resident memory may wander by: the collectors' own business. */
const WANDER = 40;

function inChild(...args: string[]): { series: number[]; peak: number; seconds: number } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...runtime, child, ...args], {
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  return JSON.parse(stdout);
}

test(`${ENTRIES} appends leave no memory behind, and verifying them takes less than 200 MB`, () =>
  inTemporary(async (dir) => {
    const { series } = inChild('build', dir, String(ENTRIES));
    console.log(`resident after each tenth of the appends, MB: ${series.join(' ')}`);
    assert.is(series.length, 10);
    // The first tenths fill the heap to the size that it then keeps.
    const settled = Math.max(...series.slice(2, 5));
    assert.ok(Math.max(...series.slice(7)) <= settled + WANDER, series.join(' '));
    for (const jobs of ['1', '2']) {
      const { peak } = inChild('verify', dir, jobs);
      console.log(`most resident while verifying with --jobs ${jobs}, MB: ${peak}`);
      assert.ok(peak < 200, `${peak} MB`);
    }
    const reader = await LedgerReader.open(dir);
    assert.is(reader.checkpoint?.size, ENTRIES);
    await reader.proveInclusion(ENTRIES >> 1);
    // At most a tile a level on the way, and the right edge.
    assert.ok(reader.tileBytesRead <= 6 * 8192, `${reader.tileBytesRead} bytes`);
  }));

test.run();
