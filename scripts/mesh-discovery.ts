/**
 * Nodes that find each other, for real: by mDNS between two network namespaces and between two processes of one, and by a
 * name that a DNS server of their own knows, then does not, then knows again. Each on another runtime.
 *
 *   node scripts/mesh-discovery.ts        Linux, as root, with iproute2; about a minute
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
const RUNTIMES: readonly (readonly string[])[] = [['node'], ['deno', 'run', '-A', '--quiet'], ['bun']];
const [HERE, THERE] = ['venomfind0', 'venomfind1'];
const NAME = 'venom-mesh.test';
const LIMIT = 40;

const scratch = mkdtempSync(join(tmpdir(), 'venom-find-'));
const key = join(scratch, 'network.key');
const resolvConf = join(scratch, 'resolv.conf');
const children = new Set<ChildProcess>();
let nodes = 0;
let failed = 0;

interface Found {
  readonly child: ChildProcess;
  readonly told: () => string;
}

function begin(args: readonly string[]): Found {
  const [command = '', ...rest] = args;
  const child = spawn(command, rest, { stdio: ['pipe', 'ignore', 'pipe'] });
  children.add(child);
  child.on('close', () => children.delete(child));
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return { child, told: () => text };
}

/** A run on the mesh, in a namespace whose names are asked of its own DNS server. */
function node(space: string, address: string, port: number, ...how: readonly string[]): Found {
  const [program = '', ...before] = RUNTIMES[nodes % RUNTIMES.length] ?? [];
  const ledger = join(scratch, `ledger${nodes++}`);
  const mesh = ['--mesh', '--mesh-port', `${port}`, '--mesh-host', address, '--mesh-network-key', key];
  const run = [
    join(binaries, program),
    ...before,
    join(root, 'bin', 'dev.js'),
    'run',
    '--source',
    'none',
    ...mesh,
  ];
  const mounted = 'mount --bind "$0" /etc/resolv.conf && exec "$@"';
  const within = ['ip', 'netns', 'exec', space, 'unshare', '-m', 'sh', '-c', mounted, resolvConf];
  return begin([...within, ...run, '--ledger-dir', ledger, ...how]);
}

const alive = ({ told }: Found): number => told().match(/is alive/g)?.length ?? 0;
const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function check(what: string, holds: () => boolean): Promise<void> {
  const began = performance.now();
  while (!holds() && performance.now() - began < LIMIT * 1000) await pause(0.1);
  if (!holds()) failed++;
  console.log(`${holds() ? 'ok  ' : 'FAIL'} ${((performance.now() - began) / 1000).toFixed(1)} s  ${what}`);
}

async function end(...ended: readonly Found[]): Promise<void> {
  for (const { child } of ended) {
    const closed = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGTERM');
    await closed;
  }
}

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

function connect(): void {
  for (const space of [HERE, THERE]) ip('netns', 'add', space);
  ip('link', 'add', 'vfind0', 'netns', HERE, 'type', 'veth', 'peer', 'name', 'vfind1', 'netns', THERE);
  for (const [space, link, address] of [
    [HERE, 'vfind0', '10.78.0.1'],
    [THERE, 'vfind1', '10.78.0.2'],
  ] as const) {
    ip('-n', space, 'link', 'set', 'lo', 'up');
    ip('-n', space, 'addr', 'add', `${address}/24`, 'dev', link);
    ip('-n', space, 'link', 'set', link, 'up');
    ip('-n', space, 'route', 'add', '224.0.0.0/4', 'dev', link);
  }
}

async function byMulticast(): Promise<void> {
  const found = [
    node(HERE, '10.78.0.1', 0, '--mesh-mdns'),
    node(THERE, '10.78.0.2', 0, '--mesh-mdns'),
    node(HERE, '10.78.0.1', 0, '--mesh-mdns'),
  ];
  await check('mDNS: Node and Bun in one namespace and Deno in another find each other', () =>
    found.every((one) => alive(one) >= 2),
  );
  await end(...found);
}

async function byName(): Promise<void> {
  const server = begin([
    'ip',
    'netns',
    'exec',
    HERE,
    join(binaries, 'node'),
    join(root, 'test/support/dns-child.ts'),
    '10.78.0.1',
    NAME,
  ]);
  const publish = (...addresses: readonly string[]) =>
    server.child.stdin?.write(`${JSON.stringify(addresses)}\n`);
  const found = [
    node(HERE, '10.78.0.1', 9000, '--mesh-dns', `${NAME}:9000`),
    node(THERE, '10.78.0.2', 9000, '--mesh-dns', `${NAME}:9000`),
  ];
  const [one, other] = found;
  await check('DNS: both listen', () => found.every(({ told }) => told().includes('On the mesh')));
  await pause(6);
  await check('… and know nobody while there is no such name', () =>
    found.every((each) => alive(each) === 0),
  );
  publish('10.78.0.1', '10.78.0.2');
  await check('… find each other by it once it is there', () => found.every((each) => alive(each) >= 1));
  publish();
  if (other) await end(other);
  await check('… one leaves, and the name vanishes', () => one?.told().includes('is left') === true);
  const again = node(THERE, '10.78.0.2', 9000, '--mesh-dns', `${NAME}:9000`);
  await check('… another listens in its place', () => again.told().includes('On the mesh'));
  publish('10.78.0.2', '10.78.0.1');
  await check('… and is found when the name comes back', () => one !== undefined && alive(one) >= 2);
  await end(...(one ? [one] : []), again, server);
}

try {
  writeFileSync(key, randomBytes(32).toString('hex'));
  writeFileSync(resolvConf, 'nameserver 10.78.0.1\n');
  connect();
  await byMulticast();
  await byName();
} finally {
  for (const child of children) child.kill('SIGKILL');
  for (const space of [HERE, THERE]) spawnSync('ip', ['netns', 'del', space]);
  rmSync(scratch, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all found each other' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
