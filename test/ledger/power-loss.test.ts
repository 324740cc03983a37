/**
 * A power loss at any instant: what was not synced is gone, or there, or torn by chance. What was acknowledged is
 * there, nothing is signed that is not, and the next writer goes on; also where the process was killed first, and
 * another one signed what it had left.
 */
import { rm } from 'node:fs/promises';
import { suite } from 'uvu';
import type { Entry } from '../../src/ledger/index.ts';
import type { Durability } from '../../src/ledger/segment-writer.ts';
import { goOn, live, makeWorld, type World } from '../support/fault-run.ts';
import { checkLedger } from '../support/ledger-check.ts';
import type { MemoryFiles } from '../support/memory-files.ts';
import { Random } from '../support/random.ts';

/** Every instant is looked at; from every eighth of them, or fewer, a writer goes on. */
const STRIDES = { group: 8, beat: 24, off: 16 };

const test = suite<{ world: World }>('power loss');

test.before(async (context) => {
  context.world = await makeWorld();
});
test.after(({ world }) => rm(world.root, { recursive: true, force: true }));

/** The state of the disk between two calls of a writer. */
interface Instant {
  /** The call that it lies before or after. */
  readonly at: string;
  readonly disk: MemoryFiles;
  /** Acknowledged by then; with `off` an acknowledgement promises nothing. */
  readonly acknowledged: readonly Entry[];
}

const lived = new Map<Durability, Instant[]>();

/** Every instant of both lives of a writer, before and after each call. */
async function instants(world: World, durability: Durability): Promise<Instant[]> {
  const known = lived.get(durability);
  if (known) return known;
  const found: Instant[] = [];
  lived.set(durability, found);
  let count = 0;
  const { disk, acknowledged } = await live(world, {
    durability,
    watch: (now, { kind }, when, promised) => {
      const promises = durability === 'off' ? [] : promised.slice();
      found.push({ at: `${when} call ${count++ >> 1}, ${kind}`, disk: now.clone(), acknowledged: promises });
    },
  });
  found.push({ at: 'the end', disk, acknowledged: durability === 'off' ? [] : acknowledged });
  return found;
}

/** Tells at which instant it was that something did not hold. */
async function at(what: string, { at: instant }: Instant, check: Promise<unknown>): Promise<void> {
  try {
    await check;
  } catch (cause) {
    throw new Error(`${what}, ${instant}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

for (const durability of ['group', 'beat', 'off'] as const) {
  const stride = STRIDES[durability];

  test(`with durability ${durability} every entry that was promised survives a power loss`, async ({
    world,
  }) => {
    const all = await instants(world, durability);
    for (const [i, instant] of all.entries()) {
      const { disk, acknowledged } = instant;
      // The next one has the same on disk, and at least as much acknowledged.
      if (disk.durableChanges !== all[i + 1]?.disk.durableChanges)
        await at('all lost', instant, checkLedger(disk.afterPowerLoss('lost'), world.dir, acknowledged));
      if (!instant.at.startsWith('after'))
        await at('all kept', instant, checkLedger(disk.afterPowerLoss('kept'), world.dir, acknowledged));
    }
  });

  test(`with durability ${durability} a writer goes on after a power loss`, async ({ world }) => {
    const random = new Random(7);
    for (const instant of (await instants(world, durability)).filter((_, i) => i % stride === 0)) {
      const { disk, acknowledged } = instant;
      await at('all lost', instant, goOn(disk.afterPowerLoss('lost'), world.dir, acknowledged));
      await at('torn', instant, goOn(disk.afterPowerLoss(random), world.dir, acknowledged));
    }
  });

  test(`with durability ${durability} a writer that follows a killed one signs only what is on disk`, async ({
    world,
  }) => {
    for (const instant of (await instants(world, durability)).filter((_, i) => i % stride === 4)) {
      const { disk, acknowledged } = instant;
      await at('killed', instant, goOn(disk.clone(), world.dir, acknowledged, { appends: false }));
    }
  });
}

test.run();
