/**
 * A mesh of real hosts on one machine: five network namespaces with an address each, behind a switch that delays and
 * drops frames (test/native/switch.c). A node is cut off, one is killed and comes back, one is stopped; through all of it
 * anomalies are told, and afterwards every node has to have all of them.
 *
 *   node scripts/mesh-hosts.ts        Linux, as root, with iproute2 and a C compiler; about four minutes
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NODES = 5;
const root = join(import.meta.dirname, '..');
const bin = join(root, 'bin', 'dev.js');
const runtime = join(root, 'node_modules', '.bin', 'node');
const scratch = mkdtempSync(join(tmpdir(), 'venom-hosts-'));
const key = join(scratch, 'network.key');
const spaces = Array.from({ length: NODES }, (_, place) => `venom${place}`);
const started = performance.now();
const children = new Set<ChildProcess>();
let failed = 0;

function seconds(since = started): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function tell(what: string, ok: boolean, saw: string): void {
  if (!ok) failed++;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${seconds().padStart(7)}  ${what}: ${saw}`);
}

function begin(command: string, args: readonly string[]): ChildProcess {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  children.add(child);
  child.on('close', () => children.delete(child));
  return child;
}

async function until(holds: () => boolean, limit: number): Promise<boolean> {
  const end = performance.now() + limit * 1000;
  while (performance.now() < end) {
    if (holds()) return true;
    await pause(0.1);
  }
  return holds();
}

function pause(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, time * 1000));
}

interface Data {
  readonly type: string;
  readonly anoms?: number;
  readonly origin?: string;
  readonly p?: number;
  readonly enacted?: string;
  readonly decided?: string;
}

class Host {
  readonly place: number;
  readonly ledger: string;
  #process: ChildProcess | undefined;
  #told = '';

  constructor(place: number) {
    this.place = place;
    this.ledger = join(scratch, `ledger${place}`);
  }

  get address(): string {
    return `10.77.0.${10 + this.place}`;
  }

  /** Names of the other hosts that it said are `state`, each as often as it said so. */
  said(id: string, state: string): number {
    return this.#told.split(`The peer ${id} is ${state}.`).length - 1;
  }

  get id(): string {
    return /as (\w+) at/.exec(this.#told)?.[1] ?? '';
  }

  start(peers: readonly string[]): void {
    const flags = [
      'run',
      '--source',
      'none',
      '--t1',
      '0.1',
      '--t-threshold',
      '2',
      '--ledger-dir',
      this.ledger,
    ];
    const mesh = ['--mesh', '--mesh-host', this.address, '--mesh-network-key', key];
    const known = peers.flatMap((peer) => ['--peer', peer]);
    const args = ['netns', 'exec', `venom${this.place}`, runtime, bin, ...flags, ...mesh, ...known];
    this.#process = begin('ip', [...args, '--checkpoint-seconds', '2']);
    this.#process.stdout?.resume();
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#told += text;
    });
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#process?.on('close', resolve));
    this.#process?.kill(signal);
    return ended;
  }

  get entries(): Data[] {
    const directory = join(this.ledger, 'entries');
    return readdirSync(directory)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1))
      .map((line) => JSON.parse(line).data);
  }

  get live(): number {
    return this.entries.findLast(({ type }) => type === 'pulse')?.p ?? 0;
  }

  has(origin: string): boolean {
    return this.entries.some((entry) => entry.type === 'injection' && entry.origin === origin);
  }
}

const link = join(scratch, 'switch');
const hosts = spaces.map((_, place) => new Host(place));
const told: string[] = [];

/** One anomaly of a node of its own, told in a namespace to whom it reaches there. @returns its id */
async function inject(from: number, to: Host): Promise<void> {
  const peer = `/ip4/${to.address}/tcp/9000/p2p/${to.id}`;
  const flags = ['--peer', peer, '--network-key', key, '--wait', '30', '--json'];
  const child = begin('ip', ['netns', 'exec', `venom${from}`, runtime, bin, 'mesh', 'inject', '1', ...flags]);
  let [out, trouble] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    trouble += text;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`inject ended with ${code}: ${trouble}`);
  told.push(JSON.parse(out).id);
}

function live(): string {
  return hosts.map((host) => host.live).join(' ');
}

async function allHaveAll(of: readonly Host[], limit: number): Promise<boolean> {
  return until(() => of.every((host) => told.every((origin) => host.has(origin))), limit);
}

async function main(): Promise<void> {
  execFileSync('cc', ['-O2', '-o', link, join(root, 'test', 'native', 'switch.c')]);
  writeFileSync(key, randomBytes(32).toString('hex'), { mode: 0o600 });
  for (const space of spaces) execFileSync('ip', ['netns', 'add', space]);
  const wire = begin(link, spaces);
  const order = (text: string): unknown => wire.stdin?.write(`${text}\n`);
  await new Promise((resolve) => wire.stdout?.once('data', resolve));
  for (const host of hosts) {
    const inside = (...args: string[]) => execFileSync('ip', ['-n', `venom${host.place}`, ...args]);
    inside('addr', 'add', `${host.address}/24`, 'dev', 'mesh0');
    inside('link', 'set', 'mesh0', 'up');
    inside('link', 'set', 'lo', 'up');
  }
  const [first, second, third, fourth, fifth] = hosts as [Host, Host, Host, Host, Host];
  const address = (host: Host): string => `/ip4/${host.address}/tcp/9000/p2p/${host.id}`;
  const known: string[] = [];
  for (const host of hosts) {
    host.start(known.slice(0, 2));
    await until(() => host.id !== '', 60);
    known.push(address(host));
  }
  const whole = async (limit: number): Promise<boolean> =>
    until(() => hosts.every((host) => host.live === NODES), limit);
  tell('five hosts count five', await whole(60), live());

  let since = performance.now();
  await inject(0, first);
  tell('one anomaly is in all ledgers', await allHaveAll(hosts, 30), seconds(since));

  order('delay 0.2');
  order('loss 0.1');
  since = performance.now();
  for (const host of [second, fourth]) await inject(host.place, host);
  tell('with 200 ms and 10 % lost, two more are', await allHaveAll(hosts, 60), seconds(since));
  await pause(20);
  tell(
    'nobody is counted dead for it',
    hosts.every(({ live: count }) => count === NODES),
    live(),
  );

  order('cut 4');
  since = performance.now();
  const alone = await until(() => hosts.slice(0, 4).every((host) => host.said(fifth.id, 'dead') > 0), 60);
  tell('who is cut off is found dead by the four', alone, seconds(since));
  await inject(0, first);
  await inject(2, third);
  tell('the four have what was told meanwhile', await allHaveAll(hosts.slice(0, 4), 60), live());
  tell('who is cut off has not', !fifth.has(told.at(-1) ?? ''), `counts ${fifth.live}`);
  order('heal 4');
  since = performance.now();
  tell('healed: the fifth has it too', await allHaveAll(hosts, 90), seconds(since));
  tell('and all count five again', await whole(120), `${live()} after ${seconds(since)}`);

  order('delay 0');
  order('loss 0');
  await third.end('SIGKILL');
  since = performance.now();
  const lost = (): boolean => hosts.every((host) => host === third || host.said(third.id, 'dead') > 0);
  tell('one that is killed is found dead', await until(lost, 60), seconds(since));
  await inject(1, second);
  third.start([known[0] ?? '', known[1] ?? '']);
  since = performance.now();
  tell('started again, it has what it missed', await allHaveAll(hosts, 90), seconds(since));
  tell('and is counted under its old name', await whole(120), `${live()} after ${seconds(since)}`);

  since = performance.now();
  const code = await fourth.end('SIGTERM');
  const left = (): boolean => hosts.every((host) => host === fourth || host.said(fourth.id, 'left') > 0);
  tell('one that stops says so', (await until(left, 30)) && code === 0, `exit ${code}, ${seconds(since)}`);

  const rest = hosts.filter((host) => host !== fourth);
  const codes = await Promise.all(rest.map((host) => host.end('SIGTERM')));
  tell(
    'the others stop in order',
    codes.every((one) => one === 0),
    codes.join(' '),
  );
  const acted = hosts.flatMap(({ entries }) => entries.flatMap(({ enacted, decided }) => [enacted, decided]));
  tell('no quarantine', !acted.includes('QUARANTINE'), `${acted.filter(Boolean).length / 2} decisions`);
  for (const host of hosts) {
    for (const command of [['ledger', 'verify'], ['replay']]) {
      const { status } = spawnSync(runtime, [bin, ...command, '--ledger-dir', host.ledger]);
      if (status !== 0) tell(`${command.join(' ')} of host ${host.place}`, false, `exit ${status}`);
    }
  }
  tell(
    'ledgers',
    true,
    `${hosts.map(({ entries }) => entries.length).join(' ')} entries verified and replayed`,
  );
  console.log(failed === 0 ? 'All as promised.' : `${failed} not as promised.`);
}

try {
  await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
  for (const space of spaces) spawnSync('ip', ['netns', 'del', space]);
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
