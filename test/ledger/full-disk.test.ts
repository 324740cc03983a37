/**
 * Disks that are full, and that take no writes, for real: a small tmpfs in a mount namespace of its own, /dev/full, and
 * a directory without the right to write. Where the machine allows one of them not, its test is skipped.
 */
import { execFile } from 'node:child_process';
import { chmod, lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/core/errors.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import type { Report, Told } from '../support/full-disk-child.ts';
import { checkLedger } from '../support/ledger-check.ts';

const child = fileURLToPath(new URL('../support/full-disk-child.ts', import.meta.url));
const runtime = 'Deno' in globalThis ? ['run', '-A', '--quiet'] : [];
const MOUNT = 'mount -t tmpfs -o size=256k none "$0" && exec "$@"';

const test = suite<{ dir: string }>('full disk');

test.before.each(async (context) => {
  context.dir = await mkdtemp(join(tmpdir(), 'venom-full-'));
});
test.after.each(({ dir }) => rm(dir, { recursive: true, force: true }));

/** Runs a command on a small file system of its own, mounted where nothing else sees it. */
function onSmallDisk(dir: string, ...command: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('unshare', ['-rm', 'sh', '-c', MOUNT, dir, ...command], (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stderr}`));
      else resolve(stdout);
    });
  });
}

/** The test, or a skipped one where the machine does not allow what it needs. */
const testIf = (possible: boolean): typeof test | typeof test.skip => (possible ? test : test.skip);

const mounts = await onSmallDisk(tmpdir(), 'true').then(
  () => true,
  () => false,
);

function requireTold(told: Told | null, code: string): Told {
  assert.is(told?.code, code);
  if (!told) throw new Error('nothing was told');
  return told;
}

async function rejection(promise: Promise<unknown>): Promise<StorageError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

testIf(mounts)(
  'a disk that fills up stops the writer, loses nothing, and is gone on from with room',
  async ({ dir }) => {
    const report: Report = JSON.parse(await onSmallDisk(dir, process.execPath, ...runtime, child, dir));
    const full = requireTold(report.full, 'ERR_LEDGER_IO');
    assert.match(full.message, /no space left/i);
    assert.match(full.fix, 'free room');
    assert.match(requireTold(report.afterwards, 'ERR_LEDGER_CLOSED').fix, 'free room');
    assert.is(report.closed, null);
    assert.ok(report.acknowledged > 50, `${report.acknowledged} entries fitted`);
    assert.ok(report.found >= report.acknowledged);
    assert.match(requireTold(report.again, 'ERR_LEDGER_IO').fix, 'free room');
    assert.is(report.withRoom, null);
    const [entries, signed] = report.end;
    assert.is(entries, signed);
    assert.match(requireTold(report.readOnly, 'ERR_LEDGER_IO').fix, 'read-only');
    assert.is(report.read, entries);
  },
);

test('what lies in the way of a new file is not written into: a key goes to no place of another', async ({
  dir,
}) => {
  const elsewhere = join(dir, 'elsewhere');
  const ledgerDir = join(dir, 'ledger');
  await mkdir(ledgerDir);
  await writeFile(elsewhere, 'mine', { mode: 0o666 });
  for (const name of ['key.tmp', 'checkpoint.tmp']) await symlink(elsewhere, join(ledgerDir, name));
  const ledger = new ImmutableLedger({ dir: ledgerDir });
  const entry = await ledger.append({ type: 'note' }, 1);
  await ledger.close();
  assert.is(await readFile(elsewhere, 'utf8'), 'mine');
  assert.is((await lstat(join(ledgerDir, 'key'))).mode & 0o777, 0o600);
  const { entries, signed } = await checkLedger(nodeFileSystem, ledgerDir, [entry]);
  assert.is(signed[0], entries.length);
});

testIf(process.getuid?.() !== 0)(
  'a directory without the right to write is told of with the way out',
  async ({ dir }) => {
    const bare = join(dir, 'bare');
    await mkdir(bare);
    await chmod(bare, 0o555);
    assert.match((await rejection(new ImmutableLedger({ dir: bare }).open())).fix, 'may write to');

    const written = join(dir, 'written');
    const ledger = new ImmutableLedger({ dir: written });
    await ledger.append({ type: 'note' }, 1);
    await ledger.close();
    const closed = [join(written, 'entries', '0000000000000000.jsonl'), join(written, 'lock'), written];
    for (const path of closed) await chmod(path, 0o555);
    assert.match((await rejection(new ImmutableLedger({ dir: written }).open())).fix, 'may write to');
    assert.is((await new ImmutableLedger({ dir: written, readOnly: true }).open()).length, 1);
    await chmod(written, 0o755);
  },
);

test.run();
