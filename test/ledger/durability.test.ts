/** When an append counts as stored, and what it waits for: on a file system that the test holds in its hands. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FileSystem, nodeFileSystem } from '../../src/ledger/file-system.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { verifyLedger } from '../../src/ledger/verification.ts';
import { inTemporary } from '../support/ledgers.ts';

/** Counts the writes and syncs of segments; each write waits while the gate is closed. */
class Gated {
  readonly calls: string[] = [];
  #gate: { readonly promise: Promise<void>; resolve(): void } | undefined;

  shut(): void {
    this.#gate = Promise.withResolvers();
  }

  open(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  count(call: string): number {
    return this.calls.filter((each) => each === call).length;
  }

  /** Counts from here on. */
  forget(): void {
    this.calls.length = 0;
  }

  readonly files: FileSystem = {
    ...nodeFileSystem,
    open: async (path, mode, permissions) => {
      const file = await nodeFileSystem.open(path, mode, permissions);
      if (mode !== 'append') return file;
      return {
        ...file,
        write: async (bytes) => {
          await this.#gate?.promise;
          this.calls.push('write');
          return file.write(bytes);
        },
        sync: async () => {
          this.calls.push('sync');
          await file.sync();
        },
      };
    },
  };
}

const note = (i: number) => [{ type: 'note', i }];

test('group: appends made together are synced together, each acknowledged after the sync', () =>
  inTemporary(async (dir) => {
    const gated = new Gated();
    const ledger = await new ImmutableLedger({ dir, files: gated.files }).open();
    gated.forget();
    gated.shut();
    let acknowledged = 0;
    const all = Array.from({ length: 100 }, (_, i) =>
      ledger.appendAll(note(i), i).then(() => {
        assert.ok(gated.count('sync') > 0, 'acknowledged before a sync');
        acknowledged++;
      }),
    );
    assert.is(acknowledged, 0);
    gated.open();
    await Promise.all(all);
    // The first alone, as it was asked for at once; the others while it was under way.
    assert.ok(gated.count('sync') <= 3, `${gated.count('sync')} syncs for 100 appends`);
    await ledger.close();
    assert.is((await verifyLedger(dir)).entries, 100);
  }));

test('group: what nobody waits for is written by itself, soon', () =>
  inTemporary(async (dir) => {
    const gated = new Gated();
    const ledger = await new ImmutableLedger({ dir, files: gated.files }).open();
    gated.forget();
    for (let i = 0; i < 10; i++) await ledger.enqueue(note(i), i);
    assert.is(gated.count('write'), 0);
    const { promise, resolve } = Promise.withResolvers<void>();
    const watch = setInterval(() => gated.count('sync') === 1 && resolve(), 1);
    await promise;
    clearInterval(watch);
    assert.is(gated.count('write'), 1);
    await ledger.close();
  }));

test('beat: every append is synced by itself', () =>
  inTemporary(async (dir) => {
    const gated = new Gated();
    const ledger = await new ImmutableLedger({ dir, files: gated.files, durability: 'beat' }).open();
    gated.forget();
    for (let i = 0; i < 10; i++) await ledger.appendAll(note(i), i);
    assert.is(gated.count('sync'), 10);
    await ledger.close();
  }));

test('off: nothing is synced, and all is there', () =>
  inTemporary(async (dir) => {
    const gated = new Gated();
    const ledger = await new ImmutableLedger({ dir, files: gated.files, durability: 'off' }).open();
    gated.forget();
    for (let i = 0; i < 10; i++) await ledger.appendAll(note(i), i);
    assert.is(gated.count('sync'), 0);
    await ledger.close();
    assert.is((await verifyLedger(dir)).entries, 10);
  }));

test('a disk that is too slow makes callers wait: what waits to be written is bounded, and keeps its order', () =>
  inTemporary(async (dir) => {
    const gated = new Gated();
    const ledger = await new ImmutableLedger({ dir, files: gated.files }).open();
    gated.forget();
    gated.shut();
    const text = 'x'.repeat(500_000);
    let accepted = 0;
    const all = Array.from({ length: 60 }, (_, i) =>
      ledger.enqueue([{ type: 'note', i, text }], i).then(() => accepted++),
    );
    // Everything that can be accepted without the disk was, once the event loop has gone round.
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(accepted >= 16 && accepted <= 20, `${accepted} of 60 accepted with the disk standing still`);
    gated.open();
    await Promise.all(all);
    await ledger.flush();
    let i = 0;
    for await (const { data } of ledger.entries()) assert.is(data.i, i++);
    assert.is(i, 60);
    await ledger.close();
  }));

test('a checkpoint is signed after so many entries, and after so much time of entries', () =>
  inTemporary(async (dir) => {
    const ledger = await new ImmutableLedger({ dir, checkpointEvery: { entries: 50, seconds: 10 } }).open();
    for (let i = 0; i < 49; i++) await ledger.appendAll(note(i), 1);
    assert.is((await verifyLedger(dir)).checkpoint, null);
    await ledger.appendAll(note(49), 1);
    await ledger.checkpoint();
    assert.is((await verifyLedger(dir)).checkpoint?.size, 50);
    await ledger.appendAll(note(50), 12);
    // In the background: the next append is not held up by it.
    for (let signed = 0; signed !== 51; ) signed = (await verifyLedger(dir)).checkpoint?.size ?? 0;
    await ledger.close();
  }));

test('the root is the same before a checkpoint, while it is signed, and after', () =>
  inTemporary(async (dir) => {
    const memory = await new ImmutableLedger().open();
    const ledger = await new ImmutableLedger({ dir, checkpointEvery: { entries: 20 } }).open();
    for (let i = 0; i < 200; i++) {
      await Promise.all([memory.appendAll(note(i), i), ledger.appendAll(note(i), i)]);
      assert.is(ledger.getManifest().merkleRoot, memory.getManifest().merkleRoot);
    }
    await ledger.close();
  }));

test.run();
