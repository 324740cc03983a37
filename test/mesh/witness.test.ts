/** A peer that forks, rewinds or rewrites its ledger is found, with evidence that stands by itself (DESIGN §6). */
import { readFileSync } from 'node:fs';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { StorageError, VerificationError } from '../../src/core/errors.ts';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { ImmutableLedger } from '../../src/ledger/index.ts';
import { evidenceOf } from '../../src/mesh/evidence.ts';
import {
  checkEvidence,
  type Delivery,
  type Evidence,
  exchangeCheckpoints,
  type Sighting,
  seal,
  unseal,
  WatchedFiles,
  Witness,
  witnessedDirectory,
} from '../../src/mesh/index.ts';
import { fill, inTemporary, rejection } from '../support/ledgers.ts';
import { must } from '../support/supervised.ts';
import { keyOf, START } from './peers.ts';

type Handler = (delivery: Delivery) => void;

/** Two nodes that hear each other at once: 1 is watched by 2. */
function pair(ledger: { dir: string }, memory?: WatchedFiles, failed: unknown[] = [], epoch = 1) {
  const handlers = new Map<number, Map<string, Handler>>([
    [1, new Map()],
    [2, new Map()],
  ]);
  let seq = 0;
  const sightings: Sighting[] = [];
  const cosigned: unknown[] = [];
  const watchers: (() => void)[] = [];
  const wake = (): void => {
    for (const watcher of watchers.splice(0)) watcher();
  };
  const meshOf = (own: number, other: number) => {
    const tell = (kind: 'message' | 'direct', topic: string, body: object): void => {
      if (topic === 'ledger/cosignature') {
        cosigned.push(body);
        wake();
      }
      const common = {
        at: START,
        body: body as Delivery['body'],
        epoch,
        origin: keyOf(own).id,
        seq: ++seq,
        topic,
      };
      const sealed =
        kind === 'message'
          ? seal('message', { ...common, floor: 1 }, keyOf(own))
          : seal('direct', { ...common, to: keyOf(other).id }, keyOf(own));
      const { at, origin } = common;
      const delivery = {
        at,
        body: common.body,
        epoch,
        origin,
        seq,
        topic,
        direct: kind === 'direct',
        wire: sealed.wire,
      };
      handlers.get(other)?.get(topic)?.(delivery);
    };
    return {
      broadcast: (topic: string, body: unknown) => tell('message', topic, body as object),
      send: (_: string, topic: string, body: unknown) => tell('direct', topic, body as object),
      handle: (topic: string, handler: Handler) => {
        handlers.get(own)?.set(topic, handler);
        return () => undefined;
      },
    };
  };
  const witness = new Witness(keyOf(2), () => START, memory);
  const fail = (error: unknown): void => {
    if (!memory) throw error;
    failed.push(error);
    wake();
  };
  const watched = {
    checkpoint: () => witnessedDirectory(ledger.dir).checkpoint(),
    proveGrowth: (oldSize: number, size: number) => witnessedDirectory(ledger.dir).proveGrowth(oldSize, size),
  };
  const own = exchangeCheckpoints(
    meshOf(1, 2),
    new Witness(keyOf(1), () => START),
    watched,
    () => undefined,
    fail,
  );
  const see = (sighting: Sighting): void => {
    sightings.push(sighting);
    wake();
  };
  exchangeCheckpoints(meshOf(2, 1), witness, watched, see, fail);
  return {
    cosigned,
    witness,
    /** Tells the present checkpoint, and gives the last that came of it. */
    async tell(): Promise<Sighting> {
      const count = sightings.length + cosigned.length + failed.length;
      await own.tell();
      while (
        sightings.length + cosigned.length + failed.length === count ||
        sightings.at(-1)?.kind === 'prove'
      ) {
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
      return sightings.at(-1) ?? { kind: 'nothing' };
    },
  };
}

function evidenceIn(sighting: Sighting): Evidence {
  if (sighting.kind !== 'evidence') throw new Error(`no evidence: ${JSON.stringify(sighting)}`);
  return JSON.parse(JSON.stringify(sighting.evidence));
}

/** A ledger with other entries under the same key, from an old copy. */
async function rewritten(from: string, to: string, count: number): Promise<void> {
  await cp(from, to, { recursive: true });
  const ledger = await new ImmutableLedger({ dir: to }).open();
  for (let i = 0; i < count; i++) await ledger.append({ type: 'note', text: `another ${i}` }, 5000 + i);
  await ledger.close();
}

test('a ledger that only grows is verified and cosigned at each size', () =>
  inTemporary(async (root) => {
    const dir = join(root, 'ledger');
    await fill(10, { dir });
    const peers = pair({ dir });
    for (const size of [10, 17, 300]) {
      await fill(size - (peers.witness.sizeOf(keyOf(1).id) ?? 10), { dir });
      const sighting = await peers.tell();
      assert.is(sighting.kind, 'verified');
      assert.is(peers.witness.sizeOf(keyOf(1).id), size);
      assert.match(
        sighting.kind === 'verified' ? sighting.cosignature : '',
        new RegExp(`^— ${keyOf(2).id} `),
      );
    }
  }));

test('fork, rewind and rewritten entries are found, and a third party is convinced by the evidence alone', () =>
  inTemporary(async (root) => {
    const [base, honest] = [join(root, 'base'), join(root, 'honest')];
    await fill(10, { dir: base });
    await rewritten(base, honest, 20);
    // The first entry differs, so the histories do too; the key is the same.
    const other = async (name: string, count: number): Promise<string> => {
      const dir = join(root, name);
      await rewritten(base, dir, 1);
      await fill(count - 11, { dir });
      return dir;
    };
    for (const [type, dir] of [
      ['fork', await other('forked', 30)],
      ['rewind', base],
      ['inconsistent', await other('longer', 50)],
    ] as const) {
      const ledger = { dir: honest };
      const peers = pair(ledger);
      assert.is((await peers.tell()).kind, 'verified');
      ledger.dir = dir;
      const evidence = evidenceIn(await peers.tell());
      assert.is(evidence.type, type);
      const verdict = await checkEvidence(evidence);
      assert.is(verdict.peer, keyOf(1).id);
      assert.is(verdict.sizes[0], 30);
      const wire = Buffer.from(evidence.second, 'base64');
      const again = unseal('message', wire);
      if (!again) throw new Error('evidence holds what was told');
      const { kind } = await peers.witness.see({ ...again, direct: false, wire });
      assert.is(kind, type === 'inconsistent' ? 'prove' : 'nothing', 'who goes on with it is no news');
      // Nobody is convicted by what was tampered with, nor of another offence, nor in another's place.
      const flipped = evidence.first.replace(/[A-Z]/, (letter) => (letter === 'A' ? 'B' : 'A'));
      assert.is((await rejection(checkEvidence({ ...evidence, first: flipped }))).code, 'ERR_EVIDENCE');
      assert.is((await rejection(checkEvidence({ ...evidence, peer: keyOf(3).id }))).code, 'ERR_EVIDENCE');
      assert.is(
        (await rejection(checkEvidence({ ...evidence, second: evidence.first }))).code,
        'ERR_EVIDENCE',
      );
      for (const wrong of ['fork', 'rewind', 'inconsistent'].filter((each) => each !== type)) {
        assert.is((await rejection(checkEvidence({ ...evidence, type: wrong }))).code, 'ERR_EVIDENCE');
      }
      assert.is((await rejection(checkEvidence({ ...evidence, extra: 1 }))).code, 'ERR_EVIDENCE_FILE');
    }
  }));

test('a witness that was away finds what was rewritten meanwhile', () =>
  inTemporary(async (root) => {
    const [base, honest, own] = [join(root, 'base'), join(root, 'honest'), join(root, 'own')];
    await fill(10, { dir: base });
    await rewritten(base, honest, 20);
    const peer = keyOf(1).id;
    const before = pair({ dir: honest }, new WatchedFiles(own));
    assert.equal(await before.witness.recall(), { peers: [], damaged: [] });
    assert.is((await before.tell()).kind, 'verified');

    const anew = pair({ dir: base }, new WatchedFiles(own), [], 2);
    assert.equal(await anew.witness.recall(), { peers: [peer], damaged: [] });
    assert.is(anew.witness.sizeOf(peer), 30);
    const evidence = evidenceIn(await anew.tell());
    assert.is(evidence.type, 'rewind');
    assert.equal((await checkEvidence(evidence)).sizes, [30, 10]);

    const again = pair({ dir: base }, new WatchedFiles(own));
    await again.witness.recall();
    const body = must(await witnessedDirectory(base).checkpoint());
    const late = { at: START, body, epoch: 0, origin: peer, seq: 9, topic: 'ledger/checkpoint' };
    const { kind } = await again.witness.see({ ...late, direct: false, wire: new Uint8Array(1) });
    assert.is(kind, 'nothing', 'what was told before, and comes again, is no rewind');

    const grown = pair({ dir: honest }, new WatchedFiles(own), [], 2);
    await grown.witness.recall();
    await fill(40, { dir: honest });
    assert.is((await grown.tell()).kind, 'verified', 'one that only grew is proved from where it was');
    const last = pair({ dir: honest }, new WatchedFiles(own), [], 3);
    await last.witness.recall();
    assert.is(last.witness.sizeOf(peer), 70);

    // What it told first, and is heard of last: the smaller one was the later.
    const turned = pair({ dir: base }, undefined, [], 5);
    await turned.tell();
    const first = must(await witnessedDirectory(honest).checkpoint());
    const statement = { at: START, body: first, epoch: 4, floor: 1, origin: peer, seq: 1, topic: 'ledger' };
    const { wire } = seal('message', statement, keyOf(1));
    const found = evidenceIn(await turned.witness.see({ ...statement, direct: false, wire }));
    assert.equal((await checkEvidence(found)).sizes, [70, 10]);
  }));

test('what was kept of a peer and is not what it signed is told, and the peer is watched anew', () =>
  inTemporary(async (root) => {
    const [dir, own] = [join(root, 'ledger'), join(root, 'own')];
    await fill(10, { dir });
    const memory = new WatchedFiles(own);
    const peer = keyOf(1).id;
    await pair({ dir }, memory).tell();
    const kept = await readFile(memory.path(peer));
    const spoilt = [
      kept.map((byte, at) => (at === 70 ? byte ^ 1 : byte)),
      kept.subarray(0, 100),
      Buffer.alloc(0),
      Buffer.alloc(70_000),
    ];
    for (const bytes of spoilt) {
      await writeFile(memory.path(peer), bytes);
      const { witness, tell } = pair({ dir }, memory);
      const { peers, damaged } = await witness.recall();
      assert.equal(peers, []);
      assert.equal(damaged, bytes.length > 65_536 ? [] : [peer]);
      assert.is((await tell()).kind, 'verified');
      assert.equal(await readFile(memory.path(peer)), kept);
    }
    // Another's word in its place is none of its own.
    await writeFile(memory.path(keyOf(3).id), kept);
    await writeFile(join(own, 'watched', 'README'), 'no peer');
    const { damaged } = await pair({ dir }, memory).witness.recall();
    assert.equal(damaged, [keyOf(3).id]);
  }));

test('nothing is cosigned that could not be kept before', () =>
  inTemporary(async (root) => {
    const [dir, own] = [join(root, 'ledger'), join(root, 'own')];
    await fill(10, { dir });
    let full = true;
    const files = {
      ...nodeFileSystem,
      rename: async (from: string, to: string) => {
        if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        await nodeFileSystem.rename(from, to);
      },
    };
    const failed: unknown[] = [];
    const { tell, cosigned } = pair({ dir }, new WatchedFiles(own, files), failed);
    await tell();
    assert.instance(failed[0], StorageError);
    assert.equal(cosigned, []);
    full = false;
    await tell();
    assert.is(cosigned.length, 1, 'it is, once the disk takes it');
  }));

test('evidence is about one ledger: the one whose key is given, and none that began anew under an old name', () =>
  inTemporary(async (root) => {
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    await fill(30, { dir: first });
    await fill(10, { dir: second });
    const told = async (dir: string, seq: number): Promise<Uint8Array> => {
      const body = must(await witnessedDirectory(dir).checkpoint());
      const statement = { at: START, body, epoch: 1, floor: 1, origin: keyOf(1).id, seq, topic: 'ledger' };
      return seal('message', statement, keyOf(1)).wire;
    };
    const keyIn = (dir: string): string => readFileSync(join(dir, 'key.pub'), 'utf8').trim();
    const anew = evidenceOf('rewind', keyOf(1).id, await told(first, 1), await told(second, 2));
    assert.is((await rejection(checkEvidence(anew))).code, 'ERR_EVIDENCE');
    const grown = join(root, 'grown');
    await rewritten(first, grown, 1);
    const back = evidenceOf('rewind', keyOf(1).id, await told(grown, 1), await told(first, 2));
    assert.is((await checkEvidence(back)).trusted, false);
    assert.is((await checkEvidence(back, [keyIn(second), keyIn(first)])).trusted, true);
    assert.instance(await rejection(checkEvidence(back, [keyIn(second)])), VerificationError);
  }));

test.run();
