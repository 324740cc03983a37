/**
 * Every kind of call of a ledger's writer is made to fail, before it takes effect, after, and half way through a
 * write; and each time everything is read from scratch: what was acknowledged is there, what is signed is on disk, the
 * writer took no more and tried nothing again, the next one goes on, and a power loss takes nothing back.
 *
 * What is seen is the table in docs/operations.md; VENOM_WRITE_TABLE=1 writes it there.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError } from '../../src/core/errors.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { judge, type Lives, live, makeWorld, type World } from '../support/fault-run.ts';
import { faultTable, type Outcome, withTable } from '../support/fault-table.ts';
import type { Fault, When } from '../support/faulty-files.ts';
import { FaultyFiles } from '../support/faulty-files.ts';
import { checkLedger, checkSigned } from '../support/ledger-check.ts';
import { firstLife, type Phase, requireUseful } from '../support/writer-life.ts';

const operations = fileURLToPath(new URL('../../docs/operations.md', import.meta.url));

/** What the system says, and a word of the way out that the user must be given. */
const CODES: readonly (readonly [string, string])[] = [
  ['EIO', 'Check the directory'],
  ['ENOSPC', 'free room'],
  ['EROFS', 'read-only'],
];

interface Context {
  world: World;
  clean: Lives;
}

const test = suite<Context>('faults');
const outcomes: Outcome[] = [];

test.before(async (context) => {
  context.world = await makeWorld();
  context.clean = await live(context.world);
});
test.after(({ world }) => rm(world.root, { recursive: true, force: true }));

function whensOf(kind: string): readonly When[] {
  return kind.startsWith('write ') ? ['before', 'after', 'short', 'cut short'] : ['before', 'after'];
}

/** All that make entries durable; of the others the first in each phase, one in the middle and the last. */
function occurrences(kind: string, phases: readonly Phase[]): Iterable<number> {
  const count = phases.length;
  const each = kind === 'write segment' || kind === 'sync segment';
  return each
    ? phases.keys()
    : new Set([...phases.map((phase) => phases.indexOf(phase)), count >> 1, count - 1]);
}

test('without a fault nothing fails and everything is signed', async ({ world, clean }) => {
  assert.is(clean.failure, undefined);
  await judge(world, clean);
  const { entries, signed } = await checkLedger(clean.disk, world.dir, clean.acknowledged);
  assert.ok(entries.length > 300);
  assert.equal(signed, [entries.length, entries.length]);
});

for (const when of ['before', 'after', 'short', 'cut short'] as const) {
  test(`a call that fails ${when}: nothing acknowledged is lost, nothing is tried again`, async (context) => {
    let turn = 0;
    for (const [kind, phases] of context.clean.calls) {
      if (!whensOf(kind).includes(when)) continue;
      for (const occurrence of occurrences(kind, phases)) {
        const [code, fix] = CODES[turn++ % CODES.length] ?? ['EIO', ''];
        await failOne(context, { kind, occurrence, when, code }, fix);
      }
    }
  });
}

/** The whole life of a writer in which this call fails. */
async function failOne({ world, clean }: Context, fault: Fault, fix: string): Promise<void> {
  const { kind, occurrence, when } = fault;
  const lives = await live(world, { fault, halfway: clean.halfway });
  const what = `${kind} ${occurrence}, failing ${when}`;
  try {
    if (!lives.files.hit) throw new Error('was not called');
    await judge(world, lives);
    const { failure } = lives;
    outcomes.push({ kind, when, told: failure?.phase });
    if (when === 'short') assert.is(failure, undefined);
    else {
      requireUseful(failure?.error);
      assert.instance(failure?.error, StorageError);
      assert.is(failure.error.code, 'ERR_LEDGER_IO');
      assert.match(failure.error.fix, fix);
    }
  } catch (cause) {
    throw new Error(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

test('what a disk stores otherwise than it was written is never signed', async ({ world, clean }) => {
  for (const kind of ['write segment', 'write partial tile', 'write full tile']) {
    for (const occurrence of clean.calls.get(kind)?.keys() ?? []) {
      const fault: Fault = { kind, occurrence, when: 'garbled', code: '' };
      const { disk, failure } = await live(world, { fault, halfway: clean.halfway });
      try {
        requireUseful(failure?.error);
        assert.is(disk.handles, 0);
        await checkSigned(disk, world.dir);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : cause;
        throw new Error(`${kind} ${occurrence}, garbled: ${why}`, { cause });
      }
    }
  }
});

test('the table in docs/operations.md is what was seen', async ({ clean }) => {
  const table = faultTable([...clean.calls.keys()], outcomes);
  const document = await readFile(operations, 'utf8');
  const wanted = withTable(document, table);
  if (process.env.VENOM_WRITE_TABLE === '1') await writeFile(operations, wanted);
  else assert.is(document, wanted, 'VENOM_WRITE_TABLE=1 node test/ledger/faults.test.ts writes it anew');
});

test('the real file system is called as the one in memory is, and then holds the same', async ({
  world,
  clean,
}) => {
  const disk = new FaultyFiles(nodeFileSystem, world.dir);
  const acknowledged: Lives['acknowledged'] = [];
  assert.is(await firstLife({ files: disk, dir: world.dir, acknowledged }), undefined);
  await checkLedger(nodeFileSystem, world.dir, acknowledged);
  const kinds = new Set(disk.calls.map(({ kind }) => kind));
  for (const kind of kinds) assert.ok(clean.calls.has(kind), `${kind} is not in the table`);
  const again = await new ImmutableLedger({ dir: world.dir }).open();
  assert.is(again.length, acknowledged.length);
  for (const { index, hash } of acknowledged) assert.is(clean.acknowledged[index]?.hash, hash);
  await again.close();
});

test.run();
