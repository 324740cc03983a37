/** Real nodes on loopback, and peers that mean harm, for real (DESIGN §6). */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { InputError } from '../../src/core/errors.ts';
import { addressesOf } from '../../src/mesh/discovery.ts';
import { accessOf, beginLife, P2PMesh, type P2PMeshOptions, peerKeyOf, seal } from '../../src/mesh/index.ts';
import { type Network, type NetworkOptions, openNetwork } from '../../src/mesh/libp2p-network.ts';
import { rejection } from '../support/ledgers.ts';
import { keyOf } from './peers.ts';

const started: { stop(): Promise<void> }[] = [];

async function node(options: Partial<P2PMeshOptions> = {}): Promise<P2PMesh> {
  const mesh = new P2PMesh({ port: 0, redial: 0.3, ...options });
  started.push(mesh);
  return mesh.start();
}

/** libp2p alone, with nothing of ours above it: it sends what it likes. */
async function outsider(number: number, options: Partial<NetworkOptions> = {}): Promise<Network> {
  const network = await openNetwork({
    seed: new Uint8Array(32).fill(number),
    host: '127.0.0.1',
    port: 0,
    mdns: false,
    allowed: () => true,
    onGossip: () => 'ignore',
    onFrame: () => undefined,
    onConnected: () => undefined,
    onTrouble: () => undefined,
    ...options,
  });
  started.push(network);
  return network;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await pause(10);
};

test.after.each(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
});

const address = (mesh: P2PMesh): string => mesh.addresses[0] ?? '';

test('a message reaches all but its sender, a direct one only whom it is for', async () => {
  const a = await node();
  const b = await node({ peers: a.addresses });
  const c = await node({ peers: a.addresses });
  const heard: string[] = [];
  for (const [name, mesh] of Object.entries({ a, b, c })) {
    mesh.handle('*', ({ topic, body }) => heard.push(`${name} ${topic} ${JSON.stringify(body)}`));
  }
  await until(() => [a, b, c].every(({ liveNodes }) => liveNodes === 3));
  b.broadcast('risk', { anoms: 1 });
  a.send(c.id, 'hello', 'x');
  await until(() => heard.length >= 3);
  assert.equal(heard.sort(), ['a risk {"anoms":1}', 'c hello "x"', 'c risk {"anoms":1}']);
  assert.ok((await a.ping(b.id)) < 5);
});

test('gossip of many nodes behind one address goes on being heard', async () => {
  const heard = new Set<string>();
  const middle = await outsider(1, {
    onGossip: (wire) => {
      heard.add(wire.slice(0, 2).join());
      return 'ignore';
    },
  });
  const others: Network[] = [];
  for (let number = 2; number < 18; number++) others.push(await outsider(number));
  for (const other of others) await other.dial(...middle.addresses());
  // For longer than gossipsub takes to think less of a peer.
  for (let wave = 0; wave < 30; wave++) {
    for (const [place, other] of others.entries())
      other.publish(new Uint8Array(64).fill(wave).fill(place, 0, 1));
    await pause(100);
  }
  for (let i = 0; i < 50 && !others.every((_, place) => heard.has(`${place},29`)); i++) await pause(100);
  assert.equal(
    others.flatMap((_, place) => (heard.has(`${place},29`) ? [] : [place])),
    [],
  );
});

test('nodes that know one name get to know each other, and need it no longer', async () => {
  const middle = await node();
  const ends = [await node({ peers: middle.addresses }), await node({ peers: middle.addresses })] as const;
  const [one, other] = ends;
  await until(() => ends.every(({ peers }) => new Set(peers.map(({ peer }) => peer)).size === 2));
  await middle.stop();
  const heard: string[] = [];
  other.handle('*', ({ topic }) => heard.push(topic));
  one.broadcast('risk', { anoms: 1 });
  await until(() => heard.length > 0);
  assert.equal(heard, ['risk']);
});

test('one who is not on the allowlist, and one without the network key, does not get in', async () => {
  const networkKey = new Uint8Array(32).fill(1);
  const listed = await node({ allow: [keyOf(1).id] });
  const keyed = await node({ networkKey });
  const refused: string[] = [];
  listed.on('trouble', ({ what, peer }) => refused.push(`${what} ${peer}`));
  for (const [mesh, number, key] of [
    [listed, 2, undefined],
    [keyed, 1, undefined],
    [keyed, 1, new Uint8Array(32).fill(2)],
  ] as const) {
    const stranger = await outsider(number, { networkKey: key });
    await stranger.dial(address(mesh)).catch(() => undefined);
    await until(() => mesh.peers.length === 0 && stranger.neighbours().length === 0);
  }
  assert.equal([...new Set(refused)], [`refused ${keyOf(2).id}`]);
  await (await outsider(1)).dial(address(listed));
  await (await outsider(3, { networkKey })).dial(address(keyed));
  await until(() => listed.peers.length === 1 && keyed.peers.length === 1);
});

test('forged, repeated, reordered and outsized frames of a real peer change nothing but the counts', async () => {
  const a = await node();
  const b = await node({ peers: a.addresses });
  const heard: number[] = [];
  a.handle('risk', ({ seq }) => heard.push(seq));
  const hostile = await outsider(9);
  await hostile.dial(address(a));
  await until(() => a.liveNodes === 2 && hostile.neighbours().length === 1);
  await until(() => a.peers.length === 2);
  // A node that never beat is not counted among the living.
  assert.is(a.liveNodes, 2);
  const at = Date.now() / 1000;
  const wire = (seq: number, origin = keyOf(9).id): Uint8Array =>
    seal('message', { at, body: { anoms: 1e9 }, epoch: 1, floor: 1, origin, seq, topic: 'risk' }, keyOf(9))
      .wire;
  const before = a.stats.dropped;
  const frame = (json: string, ...wires: Uint8Array[]): Uint8Array => {
    const blocks = [new TextEncoder().encode(json), ...wires];
    return Uint8Array.from(
      blocks.flatMap((block) => [0, 0, block.length >> 8, block.length & 255, ...block]),
    );
  };
  const repair = (...wires: Uint8Array[]): void => hostile.send(a.id, frame('{"type":"repair"}', ...wires));
  repair(wire(1, b.id));
  repair(wire(2), wire(1), wire(2), wire(3));
  hostile.send(a.id, new Uint8Array(100));
  await until(() => heard.length === 3 && a.stats.dropped.malformed > before.malformed);
  assert.equal(heard, [1, 2, 3]);
  assert.is(a.stats.dropped.badSignature, before.badSignature + 1);
  assert.is(a.stats.dropped.duplicate, before.duplicate + 1);
  const trouble: string[] = [];
  a.on('trouble', ({ what, peer }) => trouble.push(`${what} ${peer}`));
  hostile.send(a.id, new Uint8Array(100 << 20));
  await until(() => trouble.length > 0);
  assert.equal(trouble, [`oversized ${keyOf(9).id}`]);
  b.broadcast('risk', { anoms: 1 });
  await until(() => heard.length === 4);
});

test('a mesh that anybody could join listens on loopback only, and says why', () => {
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.example']) {
    assert.throws(
      () => new P2PMesh({ port: 0, host }),
      (error: Error) => error instanceof InputError && /anybody who reaches it/.test(error.message),
    );
  }
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) new P2PMesh({ port: 0, host });
  assert.ok(accessOf({ host: '0.0.0.0', networkKey: new Uint8Array(32) })(keyOf(1).id));
  assert.not(accessOf({ host: '0.0.0.0', allow: [keyOf(2).id] })(keyOf(1).id));
  assert.throws(() => accessOf({ host: '::1', allow: ['12D3KooWnobody'] }), /is no peer id/);
  assert.throws(() => accessOf({ host: '::1', networkKey: new Uint8Array(31) }), /31 bytes/);
});

test('an address of another machine, and a port that is taken, are told with a way out', async () => {
  const a = await node();
  const taken = Number(/\/tcp\/(\d+)\//.exec(address(a))?.[1]);
  const networkKey = new Uint8Array(32);
  for (const [host, port] of [
    ['127.0.0.1', taken],
    ['192.0.2.1', 0],
  ] as const) {
    const { code, message } = await rejection(new P2PMesh({ host, port, networkKey }).start());
    assert.is(code, 'ERR_MESH_LISTEN', message);
    assert.match(message, host);
  }
  assert.throws(() => new P2PMesh({ port: 0, host: 'nowhere.invalid', networkKey }), /must be an IP address/);
});

test('an identity stays the same, is for its owner alone, and each life has a higher epoch', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'venom-mesh-'));
  try {
    const first = await beginLife(dir, 2000);
    const second = await beginLife(dir, 1000);
    assert.equal(first.seed, second.seed);
    assert.ok(second.epoch > first.epoch, 'also where the clock went back');
    assert.is((await stat(join(dir, 'mesh.key'))).mode & 0o777, 0o600);
    assert.is((await node({ dir })).id, peerKeyOf(first.seed).id);
    assert.is((await rejection(beginLife(join(dir, 'mesh.key'), 1))).code, 'ERR_MESH_IDENTITY');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});

test('names are looked up as services, else as addresses of both families; one that is not there yet is none', async () => {
  const nothing = async () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
  const records: Record<string, string[]> = {
    pods: ['10.0.0.2', '10.0.0.1', '10.0.0.2'],
    'a.svc': ['10.0.0.9'],
  };
  const resolver = {
    resolve4: async (name: string) => records[name] ?? nothing(),
    resolve6: async (name: string) => (name === 'pods' ? ['fd00::1'] : nothing()),
    resolveSrv: async (name: string) =>
      name === 'srv' ? [{ name: 'a.svc', port: 7000, priority: 0, weight: 0 }] : nothing(),
  } as unknown as Parameters<typeof addressesOf>[2];
  assert.equal(await addressesOf('pods', 9000, resolver), [
    '/ip4/10.0.0.1/tcp/9000',
    '/ip4/10.0.0.2/tcp/9000',
    '/ip6/fd00::1/tcp/9000',
  ]);
  assert.equal(await addressesOf('srv', 9000, resolver), ['/ip4/10.0.0.9/tcp/7000']);
  assert.equal(await addressesOf('absent', 9000, resolver), []);
});

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
