/** Node, Deno and Bun as one mesh, each in a process of its own, on loopback. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const binaries = fileURLToPath(new URL('../../node_modules/.bin/', import.meta.url));
const child = fileURLToPath(new URL('../support/mesh-child.ts', import.meta.url));
const RUNTIMES = [['node'], ['deno', 'run', '-A', '--quiet'], ['bun']];

interface Line {
  readonly type: string;
  readonly id?: string;
  readonly address?: string;
  readonly origin?: string;
  readonly seq?: number;
  readonly to?: string;
  readonly live?: number;
}

class Peer {
  readonly lines: Line[] = [];
  readonly process: ChildProcess;
  readonly #watchers: (() => void)[] = [];

  constructor([program = '', ...before]: readonly string[], peers: readonly string[]) {
    this.process = spawn(binaries + program, [...before, child, '', ...peers], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!this.process.stdout) throw new Error('no standard output');
    createInterface({ input: this.process.stdout }).on('line', (line) => {
      this.lines.push(JSON.parse(line));
      for (const watcher of this.#watchers.splice(0)) watcher();
    });
  }

  async until(holds: (line: Line) => boolean): Promise<Line> {
    for (;;) {
      const found = this.lines.find(holds);
      if (found) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  tell(line: string): void {
    this.process.stdin?.write(`${line}\n`);
  }
}

test('what one runtime says, the others hear, once and in order; who leaves and who is killed is told apart', async () => {
  const peers: Peer[] = [];
  try {
    const addresses: string[] = [];
    for (const runtime of RUNTIMES) {
      const peer = new Peer(runtime, addresses);
      peers.push(peer);
      addresses.push((await peer.until(({ type }) => type === 'ready')).address ?? '');
    }
    for (const peer of peers) await peer.until(({ live }) => live === 3);
    for (let i = 0; i < 20; i++) for (const peer of peers) peer.tell(JSON.stringify({ anoms: i }));
    const ids = peers.map((peer) => peer.lines.find(({ type }) => type === 'ready')?.id ?? '');
    for (const [place, peer] of peers.entries()) {
      for (const origin of ids.filter((_, i) => i !== place)) {
        await peer.until((line) => line.type === 'message' && line.origin === origin && line.seq === 20);
        const heard = peer.lines.filter((line) => line.type === 'message' && line.origin === origin);
        assert.equal(
          heard.map(({ seq }) => seq),
          Array.from({ length: 20 }, (_, i) => i + 1),
        );
      }
    }
    const [first, second, third] = peers;
    second?.tell('stop');
    await first?.until(({ id, to }) => id === ids[1] && to === 'left');
    third?.process.kill('SIGKILL');
    await first?.until(({ id, to }) => id === ids[2] && to === 'dead');
  } finally {
    for (const peer of peers) peer.process.kill('SIGKILL');
  }
});

test.run();
