/** Peers found by a name, asked of a real DNS server again and again: names that are not there yet, vanish and come back. */
import { Resolver } from 'node:dns/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addressesOf, type NameResolver } from '../../src/mesh/discovery.ts';
import { P2PMesh, type P2PMeshOptions } from '../../src/mesh/index.ts';
import { dnsServer } from '../support/dns-server.ts';

const NAME = 'venom-mesh.test';
const stops: (() => Promise<void>)[] = [];

async function setUp() {
  const server = await dnsServer();
  // Another for each question, as a mesh takes another for each look: on Bun one remembers what is not there.
  const fresh = (): Resolver => {
    const made = new Resolver({ timeout: 200, tries: 1 });
    made.setServers([server.address]);
    return made;
  };
  const resolver: NameResolver = {
    resolve4: (name: string) => fresh().resolve4(name),
    resolve6: (name: string) => fresh().resolve6(name),
    resolveSrv: (name) => fresh().resolveSrv(name),
  } as NameResolver;
  stops.push(() => server.stop());
  const node = async (options: Partial<P2PMeshOptions> = {}): Promise<P2PMesh> => {
    const mesh = new P2PMesh({ port: 0, redial: 0.1, resolver, ...options });
    stops.push(() => mesh.stop());
    return mesh.start();
  };
  return { server, resolver, node };
}

test.after.each(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 10));
};

const portOf = (mesh: P2PMesh): number => Number(/\/tcp\/(\d+)\//.exec(mesh.addresses[0] ?? '')?.[1]);
const alive = (mesh: P2PMesh, peer: P2PMesh): boolean =>
  mesh.members.some(({ id, state }) => id === peer.id && state === 'alive');

test('A, AAAA and SRV records of a real server become addresses, and what it says wrong becomes none', async () => {
  const { server, resolver } = await setUp();
  const ask = (): Promise<string[]> => addressesOf(NAME, 9000, resolver);
  assert.equal(await ask(), []);
  server.records.set(NAME, [
    { type: 'A', name: NAME, data: '127.0.0.2', ttl: 0 },
    { type: 'A', name: NAME, data: '127.0.0.3', ttl: 0 },
    { type: 'AAAA', name: NAME, data: '::1', ttl: 0 },
  ]);
  const addresses = ['/ip4/127.0.0.2/tcp/9000', '/ip4/127.0.0.3/tcp/9000', '/ip6/::1/tcp/9000'];
  assert.equal(await ask(), addresses);
  for (const fault of ['SERVFAIL', 'silence', 'garbage'] as const) {
    server.fault = fault;
    assert.equal(await ask().catch(() => []), [], fault);
  }
  server.fault = undefined;
  assert.equal(await ask(), addresses);
  server.records.set(NAME, [
    { type: 'SRV', name: NAME, data: { target: 'one.test', port: 7001 }, ttl: 0 },
    { type: 'SRV', name: NAME, data: { target: 'gone.test', port: 7002 }, ttl: 0 },
  ]);
  server.records.set('one.test', [{ type: 'A', name: 'one.test', data: '127.0.0.4', ttl: 0 }]);
  assert.equal(await ask(), ['/ip4/127.0.0.4/tcp/7001']);
});

test('a node finds peers by a name that is not there yet, vanishes, and comes back with others', async () => {
  const { server, node } = await setUp();
  const first = await node({ host: '127.0.0.2' });
  const port = portOf(first);
  const seeker = await node({ dns: { name: NAME, port } });
  const troubles: string[] = [];
  seeker.on('trouble', ({ what, why }) => troubles.push(`${what} ${why}`));
  await until(() => server.asked >= 6);
  assert.equal([seeker.liveNodes, troubles], [1, []], 'a name that is not there yet is no trouble');
  server.records.set(NAME, [{ type: 'A', name: NAME, data: '127.0.0.2', ttl: 0 }]);
  await until(() => alive(seeker, first));

  server.records.delete(NAME);
  const asked = server.asked;
  await until(() => server.asked >= asked + 6);
  assert.ok(alive(seeker, first), 'who is connected stays when the name vanishes');

  await first.stop();
  const second = await node({ host: '127.0.0.3', port });
  server.records.set(NAME, [
    { type: 'A', name: NAME, data: '127.0.0.2', ttl: 0 },
    { type: 'A', name: NAME, data: '127.0.0.3', ttl: 0 },
  ]);
  await until(() => alive(seeker, second));

  const third = await node({ host: '127.0.0.4' });
  server.records.set(NAME, [
    { type: 'SRV', name: NAME, data: { target: 'three.test', port: portOf(third) }, ttl: 0 },
  ]);
  server.records.set('three.test', [{ type: 'A', name: 'three.test', data: '127.0.0.4', ttl: 0 }]);
  await until(() => alive(seeker, third));

  // One that fails for a while holds nobody up for good.
  server.fault = 'SERVFAIL';
  const failing = server.asked;
  await until(() => server.asked >= failing + 6);
  server.fault = undefined;
  const freed = portOf(third);
  await third.stop();
  const again = await node({ host: '127.0.0.4', port: freed });
  await until(() => alive(seeker, again));
});

// On Deno something of libp2p keeps the process alive after it was stopped.
test.after(function endOnDeno() {
  if ('Deno' in globalThis) setTimeout(() => process.exit(), 500);
});

test.run();
