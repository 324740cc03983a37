/** A terminal that is closed under the view: the run ends in order, and spins no more. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { venom } from '../../support/cli.ts';

const bin = fileURLToPath(new URL('../../../bin/dev.js', import.meta.url));
const program = '/usr/bin/script';
const binaries = fileURLToPath(new URL('../../../node_modules/.bin/', import.meta.url));

const test = suite('a closed terminal');
const where = process.platform === 'linux' && existsSync(program) ? test : test.skip;
if (where === test.skip) console.log('skipped: closed terminal: there is no util-linux script');

where('a run whose terminal goes away stops, and its ledger is whole', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'venom-closed-'));
  const [file, ledger] = [join(dir, 'pid'), join(dir, 'ledger')];
  // In a session of its own no signal tells of the terminal's end: only the writes fail.
  const run = `${binaries}node ${bin} run --source none --ledger-dir ${ledger}`;
  const command = `setsid --wait sh -c 'echo $$ > ${file}; exec ${run}'`;
  const terminal = spawn(program, ['-qfc', command, '/dev/null'], { stdio: ['pipe', 'pipe', 'ignore'] });
  let seen = '';
  let pid = 0;
  try {
    await new Promise<void>((resolve, reject) => {
      terminal.on('error', reject).on('close', () => reject(new Error(`ended: ${seen}`)));
      terminal.stdout.setEncoding('utf8').on('data', (text: string) => {
        seen += text;
        if (seen.includes('beat')) resolve();
      });
    });
    pid = Number(readFileSync(file, 'utf8'));
    terminal.removeAllListeners('close').kill('SIGKILL');
    while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
    const verified = await venom(['ledger', 'verify', '--ledger-dir', ledger]);
    assert.is(verified.code, 0, verified.stderr);
  } finally {
    if (pid > 0 && alive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
});

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.run();
