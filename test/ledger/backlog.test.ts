/** What is appended waits for what is signed: the digests that a checkpoint takes are kept until then. */
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FileSystem, nodeFileSystem } from '../../src/ledger/file-system.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { inTemporary } from '../support/ledgers.ts';

const BATCH = Array.from({ length: 8000 }, () => ({ type: 'note' }));
const BATCHES = 15;
/** Entries that may wait, with a batch that was let in and what was appended before signing began. */
const MOST = (1 << 16) + 2 * BATCH.length;

/** Nothing can be read back, and so nothing is signed, before `open` is called. */
function gated(): { files: FileSystem; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const files: FileSystem = {
    ...nodeFileSystem,
    async open(path, mode, permissions) {
      const file = await nodeFileSystem.open(path, mode, permissions);
      if (mode !== 'read') return file;
      return {
        ...file,
        async read(buffer, position) {
          await promise;
          return file.read(buffer, position);
        },
      };
    },
  };
  return { files, open: resolve };
}

test('appends wait while far more was appended than is signed, in order, and go on once it is', () =>
  inTemporary(async (dir) => {
    const { files, open } = gated();
    const ledger = await new ImmutableLedger({
      dir,
      files,
      durability: 'off',
      checkpointEvery: { entries: 1 },
    }).open();
    const firsts: (number | undefined)[] = [];
    const all = (async () => {
      for (let i = 0; i < BATCHES; i++) firsts.push((await ledger.enqueue(BATCH, i))[0]?.index);
    })();
    const stood = await standing(ledger);
    assert.ok(stood > BATCH.length && stood <= MOST, `${stood} entries were let in`);
    open();
    await all;
    await ledger.close();
    assert.equal(
      firsts,
      firsts.map((_, i) => i * BATCH.length),
    );
    assert.is(ledger.length, BATCHES * BATCH.length);
    assert.is(ledger.verifiedLength, ledger.length);
  }));

/** How many entries there are once no more come for a while. */
async function standing(ledger: ImmutableLedger): Promise<number> {
  let length = -1;
  for (let still = 0; still < 500; still++) {
    if (ledger.length !== length) still = 0;
    length = ledger.length;
    await turn();
  }
  return length;
}

test.run();
