/**
 * 24 real nodes in one process, for half an hour: everything told arrives once at every other, and memory stands still
 * once each node keeps as many messages as it may. Run by `npm run test:soak`; VENOM_SOAK_MINUTES shortens it, and
 * VENOM_SOAK_NODES makes it fewer nodes, which are full sooner.
 */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { P2PMesh } from '../../src/mesh/index.ts';

const NODES = Number(process.env.VENOM_SOAK_NODES ?? 24);
const MINUTES = Number(process.env.VENOM_SOAK_MINUTES ?? 30);
/** Seconds between two messages of a node, 48 a second in all: of 24 nodes, 1,024 each are kept after 9 minutes or more. */
const EVERY = NODES / 48;
/** Megabytes that resident memory may wander by: the collectors' own business. */
const WANDER = 60;

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function resident(): number {
  return Math.round(process.memoryUsage().rss / 1e6);
}

test(`${NODES} nodes for ${MINUTES} minutes`, async () => {
  const before = resident();
  const nodes: P2PMesh[] = [];
  const peers: string[] = [];
  for (let place = 0; place < NODES; place++) {
    const node = await new P2PMesh({ port: 0, redial: 0.5, peers: peers.slice(0, 4) }).start();
    nodes.push(node);
    peers.push(...node.addresses.slice(0, 1));
  }
  try {
    while (nodes.some(({ liveNodes }) => liveNodes < NODES)) await pause(0.2);
    const joined = resident();
    console.log(`${((joined - before) / NODES).toFixed(1)} MB a node with nothing kept`);
    const told = new Array<number>(NODES).fill(0);
    const taken = nodes.map(() => 0);
    let delays: number[] = [];
    for (const [place, node] of nodes.entries()) {
      node.handle('tick', ({ body }) => {
        taken[place] = (taken[place] ?? 0) + 1;
        delays.push(performance.now() - Number((body as { at: number }).at));
      });
    }
    const series: number[] = [];
    const rounds = Math.round((MINUTES * 60) / EVERY);
    const tenth = Math.max(1, Math.floor(rounds / 10));
    for (let round = 1; round <= rounds; round++) {
      for (const [place, node] of nodes.entries()) {
        node.broadcast('tick', { at: performance.now() });
        told[place] = (told[place] ?? 0) + 1;
        await pause(EVERY / NODES);
      }
      if (round % tenth > 0 || series.length === 10) continue;
      series.push(resident());
      delays.sort((a, b) => a - b);
      const [p50, p99] = [quantile(delays, 0.5), quantile(delays, 0.99)];
      console.log(
        `${delays.length} deliveries: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms; ${series.at(-1)} MB`,
      );
      delays = [];
    }
    const all = told.reduce((sum, count) => sum + count, 0);
    const whole = (): boolean => taken.every((count, place) => count === all - (told[place] ?? 0));
    for (let i = 0; i < 600 && !whole(); i++) await pause(0.1);
    assert.ok(whole(), `told ${all}, taken ${taken.join(' ')}`);
    assert.ok(nodes.every(({ liveNodes }) => liveNodes === NODES));
    console.log(`resident after each tenth, MB: ${series.join(' ')}`);
    const settled = Math.max(...series.slice(3, 6));
    assert.ok(Math.max(...series.slice(8)) <= settled + WANDER, series.join(' '));
  } finally {
    await Promise.all(nodes.map((node) => node.stop()));
  }
});

test.run();
