/**
 * A peer on the allowlist that means harm, for real, against a run in a process of its own: what it sends is dropped and
 * counted, memory stays bounded, and the run decides what it would have decided without it (DESIGN §6).
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { framed } from '../../src/mesh/frame-stream.ts';
import { encodeFrame } from '../../src/mesh/frames.ts';
import { openSeed, P2PMesh, peerKeyOf, seal } from '../../src/mesh/index.ts';
import { type Running, start } from '../support/cli.ts';
import { dataIn } from '../support/ledgers.ts';
import { gossipRpc, roguePeer, varint } from '../support/rogue-peer.ts';
import { keyOf } from './peers.ts';

const HOSTILE = 9;
/** Bytes of the message that is too large. */
const HUGE = Number(process.env.VENOM_HUGE_MESSAGE ?? 100) << 20;
/** Bytes that the run may take more than before; the long tests send ten times as much, at the same limit. On
 * Bun decryption is in plain JavaScript, and its garbage is taken late. */
const MOST_GROWTH = ('Bun' in globalThis ? 512 : 192) << 20;

interface Data {
  readonly type: string;
  readonly enacted?: string;
  readonly anoms?: number;
  readonly origin?: string;
}

const entriesOf = (ledger: string): Data[] => dataIn<Data>(ledger);

const actionsOf = (ledger: string): string[] => [
  ...new Set(
    entriesOf(ledger)
      .filter(({ type }) => type === 'action')
      .map(({ enacted = '' }) => enacted),
  ),
];

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 40_000; !(await holds()); ) {
    if (performance.now() > end) throw new Error(`not within 40 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Resident bytes; undefined where the system does not tell. */
function residentOf(pid: number | undefined): number | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  return 1024 * Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, 'utf8'))?.[1]);
}

/** What the run tells on standard error, as it comes. */
function told({ child }: Running): (pattern: RegExp) => Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: string) => {
    text += chunk;
  });
  return async (pattern) => {
    await until(`${pattern}`, () => pattern.test(text));
    return pattern.exec(text)?.[0] ?? '';
  };
}

test('huge, flooding, repeated and forged: dropped by reason, in bounded memory, and no action changes', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'venom-hostile-'));
  const ledger = join(dir, 'ledger');
  const identity = join(dir, 'honest');
  const honestId = peerKeyOf(await openSeed(identity)).id;
  const hostile = keyOf(HOSTILE);
  const allow = ['--mesh-allow', honestId, '--mesh-allow', hostile.id];
  const mesh = ['--mesh', '--mesh-port', '0', ...allow, '--http', '127.0.0.1:0'];
  const run = start(['run', '--source', 'none', ...mesh, '--ledger-dir', ledger]);
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const says = told(run);
    const address = await says(/\/ip4\/\S+\/p2p\/\w+/);
    const url = (await says(/http:\/\/\S+/)).replace(/\/$/, '');
    const honest = new P2PMesh({ port: 0, dir: identity, peers: [address], redial: 0.3 });
    stops.push(() => honest.stop());
    await honest.start();
    const rogue = await roguePeer(new Uint8Array(32).fill(HOSTILE), address);
    stops.push(() => rogue.stop());
    const dropped = async (): Promise<Record<string, number>> => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const found = text.matchAll(/^venom_mesh_dropped_messages_total\{reason="(\w+)"\} (\d+)$/gm);
      return Object.fromEntries([...found].map(([, reason, count]) => [reason, Number(count)]));
    };
    const counted = (reason: string, least: number): Promise<void> =>
      until(`${reason} ${least}`, async () => ((await dropped())[reason] ?? 0) >= least);
    await until('alive', () => honest.liveNodes === 2);
    await until('actions', () => actionsOf(ledger).length > 0);
    const calm = actionsOf(ledger);
    const resident = residentOf(run.child.pid);
    let peak = resident ?? 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, residentOf(run.child.pid) ?? 0);
    }, 20);
    stops.push(async () => clearInterval(watch));

    const at = Date.now() / 1000;
    const common = { at, epoch: 1, floor: 1, origin: hostile.id, topic: 'risk' };
    const message = (seq: number, body: object = { anoms: 1000 }): Uint8Array =>
      seal('message', { ...common, body: body as { anoms: number }, seq }, hostile).wire;
    const frame = (...wires: Uint8Array[]): Uint8Array => framed(encodeFrame({ type: 'repair', wires }));

    // Counts that are none, then 10,000 in a second: told once, above the rate, and forged.
    await rogue.gossip(gossipRpc());
    const claims = [
      { anoms: 1e9 },
      { anoms: -1 },
      { anoms: 0.5 },
      { anoms: '4' },
      { anoms: null },
      { other: 1 },
    ];
    await rogue.direct(frame(...claims.map((body, i) => message(i + 1, body))));
    const flood = Array.from({ length: 1500 }, (_, i) => message(claims.length + 1 + i));
    for (let i = 0; i < flood.length; i += 100) await rogue.gossip(gossipRpc(...flood.slice(i, i + 100)));
    const forged = (i: number): Uint8Array => {
      const wire = (flood[i % flood.length] ?? new Uint8Array()).slice();
      new DataView(wire.buffer).setUint32(0, i);
      return wire;
    };
    for (let i = 0; i < 8500; i += 500) {
      await rogue.direct(frame(...Array.from({ length: 500 }, (_, j) => forged(i + j))));
    }
    await counted('badSignature', 1);
    // The same again, by gossip and as a repair.
    await rogue.gossip(gossipRpc(...flood.slice(0, 100)));
    await rogue.direct(frame(...claims.map((body, i) => message(i + 1, body))));
    await counted('duplicate', claims.length);
    await rogue.direct(framed(new Uint8Array(100)));
    await counted('malformed', 1);
    // 100 MB, both ways: announced, and sent as far as it is read.
    const huge = new Uint8Array(HUGE);
    const before = (await dropped()).oversized ?? 0;
    const announced = new Uint8Array(4);
    new DataView(announced.buffer).setUint32(0, HUGE);
    await rogue.direct(Buffer.concat([announced, huge]));
    await counted('oversized', before + 1);
    assert.not(rogue.isOpen('direct'), 'it is cut off');
    await rogue.gossip(Buffer.concat([varint(HUGE), huge]));
    // Behind it on the same connection, 10,000 frames at once: most are not even looked at.
    const { rate = 0 } = await dropped();
    await rogue.direct(Buffer.concat(Array.from({ length: 10_000 }, () => framed(new Uint8Array(8)))));
    await counted('rate', rate + 5000);
    assert.equal(actionsOf(ledger), calm);

    // The honest peer is heard all the while.
    honest.broadcast('risk', { anoms: 1 });
    const from = (id: string): number[] =>
      entriesOf(ledger)
        .filter(({ type, origin }) => type === 'injection' && origin === id)
        .map(({ anoms = 0 }) => anoms);
    await until('the honest word', () => from(honestId).length > 0);
    // It halves every 30 s on its way too.
    assert.ok((from(honestId)[0] ?? 0) > 0.5, `${from(honestId)}`);
    const standing = from(hostile.id).reduce((sum, anoms) => sum + anoms, 0);
    assert.ok(standing > 0 && standing < 4, `${standing} stand below the 4 that raise ALERT`);
    if (resident !== undefined) {
      assert.ok(peak - resident < MOST_GROWTH, `${Math.round((peak - resident) / 2 ** 20)} MiB more`);
    }
  } finally {
    for (const stop of stops.reverse()) await stop();
    if (run.child.pid) process.kill(run.child.pid, 'SIGTERM');
    await run.ended;
    rmSync(dir, { recursive: true, force: true });
  }
});

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
