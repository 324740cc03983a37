/** What peers cosign of a node's checkpoints comes back to it, is checked and kept, and convinces a third party. */
import { createPublicKey, verify } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeFileSystem } from '../../src/ledger/file-system.ts';
import { parseNote } from '../../src/ledger/note.ts';
import { LedgerReader } from '../../src/ledger/reader.ts';
import {
  type CosignatureRefusal,
  Cosignatures,
  cosign,
  createVerify,
  type Delivery,
  exchangeCheckpoints,
  KEPT_CHECKPOINTS,
  MOST_WITNESSES,
  openSeed,
  P2PMesh,
  peerKeyOf,
  readWitnessed,
  Witness,
  WitnessedFiles,
  witnessedDirectory,
  witnessesOf,
} from '../../src/mesh/index.ts';
import { publicKeyIn } from '../../src/mesh/peer-key.ts';
import { fill, inTemporary, rejection } from '../support/ledgers.ts';
import { keyOf, START } from './peers.ts';

const noteOf = async (dir: string): Promise<string> => (await LedgerReader.open(dir)).checkpoint?.note ?? '';

/** Checkpoints of a ledger as it grows by an entry each time. */
async function growing(dir: string, count: number): Promise<string[]> {
  const notes: string[] = [];
  for (let i = 0; i < count; i++) {
    await fill(i === 0 ? 3 : 1, { dir });
    notes.push(await noteOf(dir));
  }
  return notes;
}

const sizeOf = (note: string): number => Number(note.split('\n')[1]);

function delivery(peer: number, body: Delivery['body'], changes: Partial<Delivery> = {}): Delivery {
  const common = { topic: 'ledger/cosignature', epoch: 1, seq: 1, at: START, direct: true };
  return { ...common, origin: keyOf(peer).id, body, wire: new Uint8Array(), ...changes };
}

const cosigned = async (peer: number, note: string, time = START): Promise<Delivery> =>
  delivery(peer, { cosignature: await cosign(note, keyOf(peer), time), size: sizeOf(note) });

test('a cosignature is what c2sp.org/tlog-cosignature says, byte for byte', () =>
  inTemporary(async (dir) => {
    await fill(3, { dir });
    const note = await noteOf(dir);
    const line = await cosign(note, keyOf(1), START + 0.9);
    const [signature] = parseNote(`${parseNote(note).text}\n${line}`).signatures;
    const publicKey = publicKeyIn(keyOf(1).id) ?? new Uint8Array();
    const named = Buffer.concat([Buffer.from(`${keyOf(1).id}\n`), Buffer.from([4]), publicKey]);
    const id = new Uint8Array(await crypto.subtle.digest('SHA-256', named)).subarray(0, 4);
    assert.equal(signature?.keyId, id);
    const bytes = signature?.signature ?? new Uint8Array();
    assert.is(new DataView(bytes.slice().buffer).getBigUint64(0), BigInt(START));
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey).toString('base64url') },
      format: 'jwk',
    });
    const [text] = note.split('\n\n');
    const signed = Buffer.from(`cosignature/v1\ntime ${START}\n${text}\n`);
    assert.ok(verify(null, signed, key, bytes.subarray(8)));
  }));

test('what is forged, foreign, stale or none is dropped and counted by its reason; the honest word is kept', () =>
  inTemporary(async (root) => {
    const [dir, other] = [join(root, 'own'), join(root, 'other')];
    const [old = '', ...notes] = await growing(dir, KEPT_CHECKPOINTS + 1);
    const note = notes.at(-1) ?? '';
    await fill(sizeOf(note), { dir: other });
    const foreign = await noteOf(other);
    assert.is(sizeOf(foreign), sizeOf(note));
    const own = new Cosignatures(() => START);
    for (const each of [old, ...notes]) own.expect(each);
    const honest = await cosigned(2, note);
    const { cosignature, size } = honest.body as { cosignature: string; size: number };
    const flipped = cosignature.replace(
      /.{9}(?=\n)/,
      (end) => (end.startsWith('A') ? 'B' : 'A') + end.slice(1),
    );
    const cases: [CosignatureRefusal, Delivery][] = [
      ['malformed', delivery(2, { cosignature })],
      ['malformed', delivery(2, { cosignature, size: -1 })],
      ['malformed', delivery(2, { cosignature: 'x', size })],
      ['malformed', delivery(2, { cosignature: 'x'.repeat(60_000), size })],
      ['malformed', delivery(2, { cosignature: cosignature.repeat(2), size })],
      ['malformed', delivery(2, { cosignature: `${cosignature}\n\n`, size })],
      ['malformed', { ...honest, direct: false }],
      // Another's word, passed off as one's own; and one's own under another's name.
      ['foreign', delivery(3, { cosignature, size })],
      ['foreign', delivery(2, { cosignature: await cosign(note, keyOf(3), START), size })],
      // The ledger's own signature is none of a witness.
      ['foreign', delivery(2, { cosignature: `${note.split('\n\n')[1]}`, size })],
      ['forged', delivery(2, { cosignature: flipped, size })],
      // Of the same size, in another ledger.
      ['forged', await cosigned(2, foreign)],
      ['stale', await cosigned(2, old)],
      ['unknown', delivery(2, { cosignature, size: size + 1 })],
      ['future', await cosigned(2, note, START + 61)],
    ];
    for (const [reason, hostile] of cases) {
      const before = own.stats.dropped[reason];
      assert.is(await own.take(hostile), reason);
      assert.is(own.stats.dropped[reason], before + 1);
      assert.equal([own.stats.taken, own.stats.witnessed], [0, null]);
    }
    const taken = await own.take(honest);
    if (typeof taken === 'string') throw new Error(taken);
    assert.equal(await witnessesOf(taken.note, createVerify()), [{ peer: keyOf(2).id, time: START }]);
    assert.is(await own.take(await cosigned(2, note, START + 5)), 'duplicate');
    assert.equal(own.stats.witnessed, { size, witnesses: [{ peer: keyOf(2).id, time: START }] });
    assert.is(own.stats.taken, 1);
  }));

test('a thousand peers make a checkpoint no larger than the most that is kept, and two at once are taken once', () =>
  inTemporary(async (dir) => {
    const [note = ''] = await growing(dir, 1);
    const own = new Cosignatures(() => START);
    own.expect(note);
    const twice = await cosigned(1, note);
    const both = await Promise.all([own.take(twice), own.take(twice)]);
    assert.is(both.filter((each) => each === 'duplicate').length, 1);
    for (let peer = 2; peer <= MOST_WITNESSES + 3; peer++) await own.take(await cosigned(peer, note));
    assert.is(own.stats.witnessed?.witnesses.length, MOST_WITNESSES);
    assert.equal([own.stats.dropped.crowded, own.stats.dropped.duplicate], [3, 1]);
  }));

test('whatever a peer sends in place of a cosignature is dropped, and never thrown', () =>
  inTemporary(async (dir) => {
    const [note = ''] = await growing(dir, 1);
    const own = new Cosignatures(() => START);
    own.expect(note);
    const line = await cosign(note, keyOf(2), START);
    const bodies = fc.oneof(
      fc.jsonValue(),
      fc.record({ cosignature: fc.string(), size: fc.integer() }),
      fc.record({ cosignature: fc.string().map((text) => `— ${keyOf(2).id} ${text}`), size: fc.constant(3) }),
      fc.record({
        cosignature: fc
          .tuple(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 2 }))
          .map(([at, text]) => line.slice(0, at) + text + line.slice(at + 1)),
        size: fc.constant(3),
      }),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const said = (body as { cosignature?: unknown } | null)?.cosignature;
        fc.pre(said !== line);
        assert.type(await own.take(delivery(2, body as Delivery['body'])), 'string');
      }),
      { numRuns: 200, seed: 7 },
    );
    assert.is(own.stats.taken, 0);
  }));

test('the last checkpoints are kept beside the ledger, those of an earlier life give way first', () =>
  inTemporary(async (dir) => {
    const notes = await growing(dir, KEPT_CHECKPOINTS + 2);
    const names = async (): Promise<number[]> =>
      (await readdir(join(dir, 'witnessed'))).map(Number).sort((a, b) => a - b);
    const witnessed = async (note: string, ...peers: number[]) => {
      const lines = await Promise.all(peers.map((peer) => cosign(note, keyOf(peer), START)));
      return { size: sizeOf(note), note: note + lines.join('') };
    };
    const earlier = new WitnessedFiles(dir);
    for (const note of notes.slice(-2)) await earlier.keep(await witnessed(note, 1, 2));
    await nodeFileSystem.unlink(join(dir, 'witnessed', String(sizeOf(notes.at(-1) ?? '')).padStart(16, '0')));
    const files = new WitnessedFiles(dir);
    const rest = notes.slice(0, KEPT_CHECKPOINTS);
    for (const note of rest.slice(0, -1)) await files.keep(await witnessed(note, 1));
    assert.equal((await names()).length, KEPT_CHECKPOINTS);
    // At once: the later state of a file is the one that stays.
    const last = rest.at(-1) ?? '';
    await Promise.all(
      [witnessed(last, 1), witnessed(last, 1, 2, 3)].map(async (each) => files.keep(await each)),
    );
    assert.equal(await names(), rest.map(sizeOf));
    const found = await readWitnessed(dir, 3);
    assert.is(found.size, sizeOf(last));
    assert.equal(
      found.witnesses.map(({ peer }) => peer),
      [1, 2, 3].map((peer) => keyOf(peer).id),
    );
    const current = await readWitnessed(dir, 0);
    assert.equal([current.size, current.witnesses], [sizeOf(notes.at(-1) ?? ''), []]);
    const { code } = await rejection(readWitnessed(dir, 4));
    assert.is(code, 'ERR_WITNESSES');
  }));

test('a file that was tampered with, and a ledger that was put back, are told', () =>
  inTemporary(async (root) => {
    const [dir, copy] = [join(root, 'ledger'), join(root, 'copy')];
    await fill(10, { dir });
    await cp(dir, copy, { recursive: true });
    await fill(5, { dir });
    const note = await noteOf(dir);
    const line = await cosign(note, keyOf(1), START);
    await new WitnessedFiles(dir).keep({ size: 15, note: note + line });
    const [name = ''] = await readdir(join(dir, 'witnessed'));
    const text = await readFile(join(dir, 'witnessed', name), 'utf8');
    for (const [changed, wanted] of [
      [text.replace(/^15$/m, '14'), 'ERR_SIGNATURE'],
      [note + (await cosign(`venom\n1\n\n${note.split('\n\n')[1]}`, keyOf(1), START)), 'ERR_COSIGNATURE'],
      [text.slice(0, -20), 'ERR_NOTE'],
    ] as const) {
      await writeFile(join(dir, 'witnessed', name), changed);
      assert.is((await rejection(readWitnessed(dir, 1))).code, wanted);
    }
    await mkdir(join(copy, 'witnessed'));
    await writeFile(join(copy, 'witnessed', name), text);
    assert.is((await rejection(readWitnessed(copy, 1))).code, 'ERR_WITNESSED');
    await rm(join(copy, 'witnessed'), { recursive: true });
    assert.is((await readWitnessed(copy, 0)).size, 10);
  }));

test('where the disk takes no file, what was kept stays as it was, and the next one is kept again', () =>
  inTemporary(async (dir) => {
    const [note = '', later = ''] = await growing(dir, 2);
    let full = false;
    const files = new WitnessedFiles(dir, {
      ...nodeFileSystem,
      rename: async (from, to) => {
        if (full) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        await nodeFileSystem.rename(from, to);
      },
    });
    const line = await cosign(note, keyOf(1), START);
    await files.keep({ size: sizeOf(note), note: note + line });
    full = true;
    const refused = await rejection(files.keep({ size: sizeOf(note), note }));
    assert.is(refused.code, 'ERR_LEDGER_IO');
    assert.is((await readWitnessed(dir, 1)).note, note + line);
    full = false;
    await files.keep({ size: sizeOf(later), note: later + (await cosign(later, keyOf(1), START)) });
    assert.is((await readWitnessed(dir, 1)).size, sizeOf(later));
  }));

interface Witnessing {
  readonly mesh: P2PMesh;
  readonly dir: string;
  readonly own: Cosignatures;
  readonly exchange: ReturnType<typeof exchangeCheckpoints>;
  readonly size: number;
}

test('three nodes witness each other: each holds its checkpoint with the word of both others', () =>
  inTemporary(async (root) => {
    const started: P2PMesh[] = [];
    const ends: (() => void)[] = [];
    const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
      while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    try {
      const nodes: Witnessing[] = [];
      for (const place of [1, 2, 3]) {
        const dir = join(root, `${place}`);
        await fill(10 * place, { dir, name: `ledger-${place}` });
        const mesh = new P2PMesh({
          port: 0,
          dir: join(root, `identity-${place}`),
          redial: 0.3,
          peers: started.flatMap(({ addresses }) => addresses),
        });
        started.push(mesh);
        await mesh.start();
        const key = peerKeyOf(await openSeed(join(root, `identity-${place}`)));
        const own = new Cosignatures(() => Date.now() / 1000);
        const files = new WitnessedFiles(dir);
        const exchange = exchangeCheckpoints(
          mesh,
          new Witness(key, () => Date.now() / 1000),
          witnessedDirectory(dir),
          () => undefined,
          (error) => assert.unreachable(String(error)),
          {
            expect: (note) => own.expect(note),
            take: (said) => own.take(said),
            keep: (witnessed) => files.keep(witnessed),
          },
        );
        ends.push(exchange.end);
        nodes.push({ mesh, dir, own, exchange, size: 10 * place });
      }
      await until(() => nodes.every(({ mesh }) => mesh.liveNodes === 3 && mesh.peers.length >= 2));
      for (const { exchange } of nodes) await exchange.tell();
      for (const { own, exchange } of nodes) {
        // A line that was lost comes again when the checkpoint is told again.
        await until(async () => {
          if (own.stats.witnessed?.witnesses.length === 2) return true;
          await exchange.tell();
          return false;
        });
      }
      for (const { mesh, dir, size } of nodes) {
        const others = nodes.map((each) => each.mesh.id).filter((id) => id !== mesh.id);
        await until(async () => (await readWitnessed(dir, 0)).witnesses.length === 2);
        const found = await readWitnessed(dir, 2);
        assert.is(found.size, size);
        assert.equal(found.witnesses.map(({ peer }) => peer).sort(), others.sort());
      }
    } finally {
      for (const end of ends) end();
      await Promise.all(started.map((mesh) => mesh.stop()));
    }
  }));

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
