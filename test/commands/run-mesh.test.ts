/** Runs on a mesh: Node, Deno and Bun share risk, agree on a weight, watch each other's ledgers, and replay. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openSeed, peerKeyOf, readWitnessed } from '../../src/mesh/index.ts';
import { venom, venomMany } from '../support/cli.ts';
import { venomHere } from '../support/cli-here.ts';
import { dataIn } from '../support/ledgers.ts';
import { must } from '../support/supervised.ts';

const binaries = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));
const bin = fileURLToPath(new URL('../../bin/dev.js', import.meta.url));
const RUNTIMES = [['node'], ['deno', 'run', '-A', '--quiet'], ['bun']];

/** So many beats a second that waiting for peers costs little. */
const QUIETLY = ['--source', 'none', '--t1', '0.02'];

const test = suite<{ dir: string }>('run on a mesh');
test.before((context) => {
  context.dir = mkdtempSync(join(tmpdir(), 'venom-run-mesh-'));
});
test.after(({ dir }) => rmSync(dir, { recursive: true, force: true }));

/** A run on the mesh, in a process of its own. */
class Node {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor([program = '', ...before]: readonly string[], args: readonly string[]) {
    this.process = spawn(binaries + program, [...before, bin, 'run', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
      for (const watcher of this.#watchers) watcher();
    });
    this.ended = new Promise((resolve) => this.process.on('close', resolve));
    void this.ended.then(() => {
      for (const watcher of this.#watchers) watcher();
    });
  }

  /** Resolves once it has told what matches. */
  told(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = pattern.exec(this.stderr);
        if (found) resolve(found[0]);
        else if (this.process.exitCode !== null) reject(new Error(`ended: ${this.stderr}`));
        else return;
        this.#watchers.delete(look);
      };
      this.#watchers.add(look);
      look();
    });
  }
}

interface Data {
  readonly type: string;
  readonly anoms?: number;
  readonly mlWeight?: number;
  readonly origin?: string;
  readonly statement?: string;
  readonly asked?: number;
  readonly size?: number;
  readonly totalAnoms?: number;
}

const entriesOf = (ledger: string): Data[] => dataIn<Data>(ledger);

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
}

// It starts all three itself: once is enough.
const once = 'Deno' in globalThis || 'Bun' in globalThis ? test.skip : test;

once(
  'three runtimes: what one tells changes the threat of the others; a weight takes a quorum; all replay',
  async ({ dir }) => {
    const nodes: Node[] = [];
    const ledgers: string[] = [];
    try {
      const peers: string[] = [];
      for (const [place, runtime] of RUNTIMES.entries()) {
        const ledger = join(dir, `ledger${place}`);
        const flags = [...QUIETLY, '--mesh', '--mesh-port', '0', '--mesh-quorum', '2'];
        flags.push('--checkpoint-seconds', '1');
        const joined = peers.length > 0 ? ['--peer', peers.join(',')] : [];
        const node = new Node(runtime, [...flags, ...joined, '--ledger-dir', ledger]);
        nodes.push(node);
        ledgers.push(ledger);
        peers.push((await node.told(/\/ip4\/\S+\/p2p\/\w+/)) ?? '');
      }
      for (const node of nodes) await until(() => (node.stderr.match(/is alive/g) ?? []).length >= 2);

      const inject = (...args: string[]) =>
        venom(['mesh', 'inject', ...args, '--peer', peers.join(','), '--json']);
      const told = await inject('9');
      assert.is(told.code, 0, told.stderr);
      const { id } = JSON.parse(told.stdout);
      const injected = (ledger: string) =>
        entriesOf(ledger).filter(({ type, anoms }) => type === 'injection' && anoms);
      for (const ledger of ledgers) {
        await until(() => injected(ledger).length > 0);
        const [first] = injected(ledger);
        assert.equal([first?.origin, first?.asked], [id, 9]);
        assert.ok(must(first?.anoms) <= 3, 'one peer stays below ALERT');
        assert.ok((first?.statement?.length ?? 0) > 100);
        await until(() =>
          entriesOf(ledger).some(({ type, totalAnoms = 0 }) => type === 'pulse' && totalAnoms > 2.9),
        );
      }

      const weights = (ledger: string) =>
        entriesOf(ledger).filter(({ mlWeight, type }) => type === 'injection' && mlWeight === 0.2);
      assert.is((await inject('--ml-weight', '0.2')).code, 0);
      assert.equal(
        ledgers.map((ledger) => weights(ledger).length),
        [0, 0, 0],
        'the word of one is not enough',
      );
      assert.is((await inject('--ml-weight', '0.2')).code, 0);
      for (const ledger of ledgers) await until(() => weights(ledger).length > 0);
      assert.is(weights(ledgers[0] ?? '')[0]?.origin, 'quorum of 2 peers');
      for (const ledger of ledgers) await until(() => mostWitnesses(ledger) >= 2);
    } finally {
      // Through the id: after kill() of the child, Deno tells of a signal even where the child ended by itself.
      for (const { process: child } of nodes) if (child.pid) process.kill(child.pid, 'SIGTERM');
    }
    assert.equal(await Promise.all(nodes.map(({ ended }) => ended)), [0, 0, 0]);
    for (const ledger of ledgers) {
      const { code, stdout, stderr } = await venomHere(['replay', '--ledger-dir', ledger, '--json']);
      assert.is(code, 0, stderr);
      assert.ok(JSON.parse(stdout).same);
    }
    await requireWitnesses(ledgers, dir);
  },
);

/** Each ledger has a checkpoint that both others cosigned, and a third party is convinced of it by the note alone. */
async function requireWitnesses(ledgers: readonly string[], dir: string): Promise<void> {
  const ids = await Promise.all(ledgers.map(async (ledger) => peerKeyOf(await openSeed(ledger)).id));
  for (const [place, ledger] of ledgers.entries()) {
    const { witnesses } = await readWitnessed(ledger, 2);
    assert.equal(witnesses.map(({ peer }) => peer).sort(), ids.filter((_, i) => i !== place).sort());
  }
  const [own = '', ...others] = ids;
  const [ledger = ''] = ledgers;
  const printed = await venom(['ledger', 'checkpoint', '--witnesses', '2', '--ledger-dir', ledger]);
  assert.is(printed.code, 0, printed.stderr);
  const note = join(dir, 'witnessed');
  const check = async (text: string, ...args: string[]) => {
    writeFileSync(note, text);
    return venom(['ledger', 'check', note, '--public-key', join(ledger, 'key.pub'), ...args, '--json']);
  };
  const good = await check(printed.stdout, '--witness', others.join(','));
  assert.is(good.code, 0, good.stderr);
  assert.equal([JSON.parse(good.stdout).kind, JSON.parse(good.stdout).witnesses.length], ['checkpoint', 2]);
  const itself = await check(printed.stdout, '--witness', ids.join(','));
  assert.is(itself.code, 4, 'its own word does not count');
  const renamed = printed.stdout.replace(others[0] ?? '', own);
  assert.is((await check(renamed, '--quorum', '2')).code, 4, 'a line in the name of another is none');
}

function mostWitnesses(ledger: string): number {
  const place = join(ledger, 'witnessed');
  const notes = existsSync(place) ? readdirSync(place).filter((name) => !name.endsWith('.tmp')) : [];
  return Math.max(0, ...notes.map((name) => linesOf(join(place, name)) - 1));
}

/** Signatures of a note; none where it has just given way to later ones. */
function linesOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').match(/^— /gm)?.length ?? 0;
  } catch {
    return 0;
  }
}

once(
  'a ledger that was begun anew is proved by its peer, shown, and goes on being proved without either',
  async ({ dir }) => {
    const [here, there] = [join(dir, 'rewritten'), join(dir, 'witness')];
    const common = [...QUIETLY, '--mesh', '--mesh-port', '0', '--checkpoint-seconds', '1'];
    const address = /\/ip4\/\S+\/p2p\/\w+/;
    const nodes: Node[] = [];
    const start = (...args: string[]): Node => {
      const node = new Node(['node'], [...common, ...args]);
      nodes.push(node);
      return node;
    };
    const stop = async (node: Node): Promise<void> => {
      if (node.process.pid) process.kill(node.process.pid, 'SIGTERM');
      assert.is(await node.ended, 0, node.stderr);
    };
    try {
      const first = start('--ledger-dir', here);
      const peer = await first.told(address);
      const witness = start('--ledger-dir', there, '--peer', peer, '--http', '127.0.0.1:0');
      const back = await witness.told(address);
      const url = (await witness.told(/http:\/\/\S+/)).replace(/\/$/, '');
      await until(() => entriesOf(there).some(({ type }) => type === 'witness'));
      await until(() => mostWitnesses(there) === 1);
      await stop(first);
      for (const part of ['entries', 'tile', 'checkpoint']) rmSync(join(here, part), { recursive: true });
      const again = start('--ledger-dir', here, '--peer', back);
      const [, file = ''] = /ledger check (\S+)/.exec(await witness.told(/says two things .*\.json/)) ?? [];
      const id = peer.split('/').at(-1);
      const { evidence, witnessed } = await (await fetch(`${url}/api/status`)).json();
      assert.ok(witnessed.size > 0);
      assert.equal(
        witnessed.witnesses.map((one: { peer: string }) => one.peer),
        [id],
      );
      assert.equal(
        evidence.map((one: { peer: string }) => one.peer),
        [id],
      );
      const metrics = await (await fetch(`${url}/metrics`)).text();
      assert.match(metrics, /^venom_mesh_ledger_evidence_total 1$/m);
      assert.match(metrics, /^venom_mesh_peers 1$/m);
      assert.match(metrics, /^venom_mesh_witnesses 1$/m);
      assert.match(metrics, /^venom_mesh_cosignatures_total [1-9]/m);
      assert.match(metrics, /^venom_mesh_dropped_cosignatures_total\{reason="forged"\} 0$/m);
      await stop(again);
      await stop(witness);
      assert.is(entriesOf(there).filter(({ type }) => type === 'evidence').length, 1);
      const good = await venomHere(['ledger', 'check', file]);
      assert.is(good.code, 0, good.stderr);
      assert.match(good.stdout, new RegExp(`evidence holds: ${id}`));
      const forged = join(dir, 'forged.json');
      writeFileSync(forged, readFileSync(file, 'utf8').replaceAll(`${id}`, back.split('/').at(-1) ?? ''));
      const bad = await venomHere(['ledger', 'check', forged]);
      assert.is(bad.code, 4, bad.stdout);
      assert.is((await venomHere(['replay', '--ledger-dir', there])).code, 0);
    } finally {
      for (const { process: child } of nodes) child.kill('SIGKILL');
    }
  },
);

test('what is given without a mesh, and a mesh that anybody could join, are refused', async () => {
  const cases: [string[], number, RegExp][] = [
    [['--peer', '/ip4/127.0.0.1/tcp/9000'], 2, /--peer is given, but there is no mesh/],
    [['--mesh', '--mesh-host', '0.0.0.0', '--mesh-port', '0'], 3, /0\.0\.0\.0/],
    [['--mesh', '--mesh-port', '70000'], 2, /--mesh-port is 70000/],
    [['--mesh', '--mesh-dns', 'no name'], 2, /--mesh-dns is "no name"/],
    [['--mesh', '--mesh-network-key', '/nowhere'], 5, /cannot read \/nowhere/],
  ];
  const all = await venomMany(
    cases.map(([flags]) => ({ args: ['run', '--source', 'none', '--beats', '1', ...flags] })),
  );
  for (const [index, [, code, says]] of cases.entries()) {
    const ended = must(all[index]);
    assert.match(ended.stderr, says);
    assert.is(ended.code, code, ended.stderr);
  }
});

test.run();
