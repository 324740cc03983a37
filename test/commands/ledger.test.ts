/** The ledger's commands as a user runs them. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { progressLine } from '../../src/commands/ledger/progress.ts';
import { parseAge, parseRange, parseSize } from '../../src/commands/parse.ts';
import { start, venom } from '../support/cli.ts';
import { runHere, venomHere } from '../support/cli-here.ts';

const test = suite<{ dir: string; scratch: string }>('venom ledger');

test.before(async (context) => {
  context.scratch = await mkdtemp(join(tmpdir(), 'venom-cli-'));
  context.dir = join(context.scratch, 'ledger');
  const run = [
    'run',
    '--source',
    'none',
    '--beats',
    '60',
    '--ledger-dir',
    context.dir,
    '--segment-entries',
    '100',
    // Each beat by itself: how many go together otherwise, and into one segment, is a matter of the disk.
    '--durability',
    'beat',
  ];
  const ended = await venom([
    ...run,
    '--json',
    '--ledger-name',
    'example.com/log',
    '--second-tree',
    'sha256',
  ]);
  assert.is(ended.code, 0, ended.stderr);
});
test.after(({ scratch }) => rm(scratch, { recursive: true, force: true }));

const ledger = (dir: string, command: string, ...args: readonly string[]) =>
  venomHere(['ledger', command, ...args, '--ledger-dir', dir]);

test('verify tells what was verified, in words and as JSON', async ({ dir }) => {
  const [plain, json] = await Promise.all([
    venom(['ledger', 'verify', '--ledger-dir', dir]),
    ledger(dir, 'verify', '--json', '--jobs', '2', '--public-key', join(dir, 'key.pub')),
  ]);
  assert.match(plain.stdout, /^423 entries verified\n/);
  assert.match(plain.stdout, 'example.com/log/sha3-256 signs 423');
  assert.is(plain.stderr, '');
  const document = JSON.parse(json.stdout);
  assert.is(document.type, 'verification');
  assert.is(document.entries, 423);
  assert.is(document.keySource, 'given');
  assert.match(plain.stdout, document.merkleRoot);
});

test('a changed entry ends verify with code 4 and its place', async ({ dir, scratch }) => {
  const copy = join(scratch, 'changed');
  await cp(dir, copy, { recursive: true });
  const [name = ''] = (await readdir(join(copy, 'entries'))).filter((file) => file.endsWith('.jsonl')).sort();
  const path = join(copy, 'entries', name);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"beat":3', '"beat":4'));
  const plain = await ledger(copy, 'verify');
  assert.is(plain.code, 4);
  assert.match(plain.stderr, new RegExp(`^Error: entries/${name}:\\d+ \\(byte \\d+\\): entry \\d+: hash is`));
  const json = await ledger(copy, 'verify', '--json');
  assert.is(json.code, 4);
  assert.is(JSON.parse(json.stdout).code, 'ERR_LEDGER_TAMPERED');
});

test('a proof is written, and checked without the ledger', async ({ dir, scratch }) => {
  const proof = join(scratch, 'entry.proof.json');
  const written = await ledger(dir, 'prove', '42', '--output', proof);
  assert.match(written.stdout, 'inclusion proof of 9 hashes');
  const key = join(scratch, 'key.pub');
  await cp(join(dir, 'key.pub'), key);
  const held = await venomHere(['ledger', 'check', proof, '--public-key', key, '--json']);
  assert.is(held.code, 0, held.stderr);
  assert.is(JSON.parse(held.stdout).index, 42);
  await writeFile(proof, (await readFile(proof, 'utf8')).replace('"beat": ', '"beat": 1'));
  const refused = await venom(['ledger', 'check', proof]);
  assert.is(refused.code, 4);
});

test('growth is proved against a checkpoint that was kept', async ({ dir, scratch }) => {
  const copy = join(scratch, 'grown');
  await cp(dir, copy, { recursive: true });
  const kept = join(scratch, 'kept');
  await writeFile(kept, (await ledger(copy, 'checkpoint')).stdout);
  await runHere(['--source', 'none', '--beats', '5', '--ledger-dir', copy, '--json']);
  const proof = join(scratch, 'growth.json');
  await ledger(copy, 'prove-consistency', '423', '--output', proof);
  const checked = await venomHere([
    'ledger',
    'check',
    proof,
    '--checkpoint',
    kept,
    '--public-key',
    join(copy, 'key.pub'),
  ]);
  assert.match(checked.stdout, 'begin with the 423 entries');
  const verified = await ledger(copy, 'verify', '--from-checkpoint', kept);
  assert.match(verified.stdout, 'begins with the 423 entries');
});

test('entries are shown, followed and exported', async ({ dir, scratch }) => {
  const [one, range, last, file] = await Promise.all([
    ledger(dir, 'show', '0'),
    ledger(dir, 'show', '5-7', '--json'),
    ledger(dir, 'tail', '-n', '2', '--json'),
    ledger(dir, 'export', '--range', '10-19', '--output', join(scratch, 'out.jsonl')),
  ]);
  assert.match(one.stdout, /^entry 0 {2}genesis {2}\d{4}-\d\d-\d\dT/);
  const indexes = (text: string) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).index);
  assert.equal(indexes(range.stdout), [5, 6, 7]);
  assert.equal(indexes(last.stdout), [421, 422]);
  assert.match(file.stdout, '10 entries');
  const exported = await readFile(join(scratch, 'out.jsonl'), 'utf8');
  const all = await Promise.all(
    (await readdir(join(dir, 'entries')))
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .map((name) => readFile(join(dir, 'entries', name), 'utf8')),
  );
  assert.ok(all.join('').includes(exported), 'the lines are those of the ledger');
});

test('tail --follow shows what is added, until Ctrl-C', async ({ dir, scratch }) => {
  const copy = join(scratch, 'followed');
  await cp(dir, copy, { recursive: true });
  const following = start(['ledger', 'tail', '--follow', '-n', '1', '--ledger-dir', copy]);
  await following.printed('422 ');
  await runHere(['--source', 'none', '--beats', '1', '--ledger-dir', copy, '--json']);
  await following.printed('431 ');
  process.kill(following.child.pid ?? 0, 'SIGINT');
  const ended = await following.ended;
  assert.is(ended.code, 0, ended.stderr);
});

test('stats, root, compress, archive and repair', async ({ dir, scratch }) => {
  const copy = join(scratch, 'kept-up');
  await cp(dir, copy, { recursive: true });
  assert.match((await ledger(copy, 'stats')).stdout, /entries {3}423, 423 signed\n/);
  const root = JSON.parse((await ledger(copy, 'root', '--json')).stdout);
  assert.is(root.size, 423);
  assert.match((await ledger(copy, 'compress')).stdout, 'segments compressed');
  const archive = join(scratch, 'archive');
  const moved = JSON.parse(
    (await ledger(copy, 'archive', '--to', archive, '--keep', '1kB', '--json')).stdout,
  );
  assert.ok(moved.segments.length >= 3);
  assert.match((await ledger(copy, 'verify')).stdout, 'of them archived');
  assert.is(JSON.parse((await ledger(copy, 'root', '--json')).stdout).merkleRoot, root.merkleRoot);
  for (const name of await readdir(archive)) {
    if (name.endsWith('.gz')) await cp(join(archive, name), join(copy, 'entries', name));
  }
  await rm(join(copy, 'tile'), { recursive: true });
  assert.is((await ledger(copy, 'verify')).code, 4);
  assert.match((await ledger(copy, 'repair')).stdout, 'made anew: tile/0/000');
  assert.is((await ledger(copy, 'verify')).code, 0);
});

test('a checkpoint is signed on demand, and not under a writer', async ({ dir, scratch }) => {
  const copy = join(scratch, 'unsigned');
  await cp(dir, copy, { recursive: true });
  for (const name of ['checkpoint', 'key', 'tile', 'sha256']) {
    await rm(join(copy, name), { recursive: true, force: true });
  }
  assert.is((await ledger(copy, 'checkpoint')).code, 3);
  const signed = await ledger(copy, 'checkpoint', '--sign');
  assert.match(signed.stdout, /\/sha3-256\n423\n/);
  const running = start(['run', '--source', 'none', '--t1', '0.02', '--ledger-dir', copy, '--json']);
  await running.printed('"beat":2');
  const refused = await ledger(copy, 'checkpoint', '--sign');
  assert.is(refused.code, 5);
  assert.match(refused.stderr, 'another writer');
  process.kill(running.child.pid ?? 0, 'SIGTERM');
  assert.is((await running.ended).code, 0);
});

test('wrong arguments are named, with what would do', async ({ dir, scratch }) => {
  for (const [[command, ...args], code, message] of [
    [['show', '9-5'], 2, 'INDEX is "9-5"'],
    [['show', '5000'], 3, 'no entry 5000'],
    [['prove', '-1x'], 2, 'INDEX'],
    [['prove', '5000'], 3, 'not signed yet'],
    [['prove-consistency', '0'], 2, 'OLD is "0"'],
    [['prove-consistency', '5000'], 3, 'OLD is 5000'],
    [['verify', '--jobs', 'two'], 2, '--jobs is "two"'],
    [['verify', '--public-key', 'no-such-file'], 5, 'no-such-file'],
    [['verify', '--from-checkpoint', join(dir, 'key.pub')], 4, 'no signed note'],
    [['archive', '--to', scratch], 2, '--older-than'],
    [['archive', '--to', scratch, '--older-than', '3 moons'], 2, '3 moons'],
    [['root', '--size', '424'], 3, 'from 1 to 423'],
  ] as const) {
    const ended = await ledger(dir, command, ...args);
    assert.is(ended.code, code, `${command} ${args.join(' ')}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
    assert.is(ended.stderr.trimEnd().split('\n').length, 2, ended.stderr);
  }
});

test('a private key is never shown, whatever it is taken for', async ({ dir }) => {
  const key = (await readFile(join(dir, 'key'), 'utf8')).trim();
  // Base64 may hold a + itself.
  const secret = key.split('+').slice(4).join('+');
  assert.is(secret.length, 44);
  for (const ended of await Promise.all([
    ledger(dir, 'verify', '--json', '--public-key', join(dir, 'key')),
    ledger(dir, 'verify', '--public-key', key),
    venom(['ledger', 'checkpoint', '--sign', '--ledger-dir', dir], { VENOM_LEDGER_KEY: ` "${key}x" ` }),
  ])) {
    assert.ok(ended.code === 3 || ended.code === 4, `${ended.code} ${ended.stderr}`);
    assert.not.ok((ended.stdout + ended.stderr).includes(secret), 'the key was shown');
  }
  const good = await venom(['ledger', 'checkpoint', '--sign', '--ledger-dir', dir], {
    VENOM_LEDGER_KEY: ` "${key}" `,
  });
  assert.is(good.code, 0, good.stderr);
});

test('a flag without its value is a mistake in the call, and a reader that goes away is none', async ({
  dir,
}) => {
  const noValue = await venom(['ledger', 'verify', '--ledger-dir']);
  assert.is(noValue.code, 2);
  assert.not.match(noValue.stderr, 'bug');
  const gone = start(['ledger', 'export', '--ledger-dir', dir]);
  gone.child.stdout?.destroy();
  const ended = await gone.ended;
  assert.is(ended.code, 0, ended.stderr);
  assert.is(ended.stderr, '');
});

test('ages, sizes and ranges are read', () => {
  assert.is(parseAge('--a', '90s'), 90);
  assert.is(parseAge('--a', '30d'), 2_592_000);
  assert.is(parseSize('--s', '2GiB'), 2 ** 31);
  assert.is(parseSize('--s', '1.5kB'), 1500);
  assert.equal(parseRange('R', '5-'), { from: 5, to: Number.POSITIVE_INFINITY });
  assert.throws(() => parseSize('--s', '2 parsecs'), /--s is "2 parsecs"/);
});

test('the bar of a long reading fits its terminal', () => {
  const progress = { entries: 500_000, bytes: 50, totalBytes: 100 };
  assert.is(
    progressLine(progress, 2, 80),
    '[##################------------------] 50 %  500000 entries  250000/s  2 s left',
  );
  for (let width = 1; width < 100; width++) {
    assert.ok(progressLine(progress, 2, width).length <= width, `${width}`);
  }
});

test.run();
