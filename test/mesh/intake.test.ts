/** What a node takes from its peers, and what it drops, by reason (DESIGN §6). */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFrame, type Frame } from '../../src/mesh/frames.ts';
import { type DropReason, type Message, seal } from '../../src/mesh/index.ts';
import { bench, keyOf, START } from './peers.ts';

const message = (changes: Partial<Message> = {}): Message => ({
  at: START,
  body: { anoms: 1 },
  epoch: 5,
  floor: 1,
  origin: keyOf(1).id,
  seq: 1,
  topic: 'risk',
  ...changes,
});
const wireOf = (changes: Partial<Message> = {}, signer = 1): Uint8Array =>
  seal('message', message(changes), keyOf(signer)).wire;

function dropped(node: ReturnType<typeof bench>): Partial<Record<DropReason, number>> {
  return Object.fromEntries(Object.entries(node.core.stats.dropped).filter(([, count]) => count > 0));
}

test('a signed message is delivered once, with who said it, when, and as it was signed', () => {
  const node = bench(2);
  assert.is(node.core.onGossip(wireOf(), 'neighbour'), 'accept');
  assert.is(node.core.onGossip(wireOf(), 'neighbour'), 'ignore');
  node.pass(1);
  assert.is(node.delivered.length, 1);
  const [first] = node.delivered;
  if (!first) throw new Error('nothing was delivered');
  const { origin, body, seq, at, wire } = first;
  assert.equal({ origin, body, seq, at }, { origin: keyOf(1).id, body: { anoms: 1 }, seq: 1, at: START });
  assert.equal(wire, wireOf());
  assert.equal(dropped(node), { replay: 1 });
});

test('each reason for a drop is counted under its name, and nothing dropped is delivered', () => {
  const flip = (wire: Uint8Array, at: number): Uint8Array =>
    wire.map((byte, i) => (i === at ? byte ^ 1 : byte));
  const text = new TextEncoder();
  const raw = (json: string): Uint8Array => Uint8Array.from([...new Uint8Array(64), ...text.encode(json)]);
  const cases: [DropReason, 'ignore' | 'reject', Uint8Array][] = [
    ['badSignature', 'reject', flip(wireOf(), 3)],
    ['badSignature', 'reject', wireOf({}, 3)],
    ['malformed', 'reject', new Uint8Array()],
    ['malformed', 'reject', new Uint8Array(64)],
    ['malformed', 'reject', raw('{"anoms":NaN}')],
    ['malformed', 'reject', raw(JSON.stringify({ ...message(), extra: 1 }))],
    ['malformed', 'reject', wireOf({ seq: 0 })],
    ['malformed', 'reject', wireOf({ seq: 1.5 })],
    ['malformed', 'reject', wireOf({ epoch: 2 ** 53 })],
    ['malformed', 'reject', wireOf({ topic: 'No topic' })],
    ['malformed', 'reject', wireOf({ origin: '12D3KooW' })],
    ['malformed', 'reject', raw(` ${JSON.stringify(message())}`)],
    ['oversized', 'reject', wireOf({ body: 'x'.repeat(1 << 16) })],
    ['expired', 'ignore', wireOf({ at: START - 601 })],
    ['future', 'ignore', wireOf({ at: START + 61 })],
    ['notAllowed', 'ignore', wireOf({ origin: keyOf(4).id }, 4)],
    ['replay', 'ignore', wireOf({ origin: keyOf(2).id }, 2)],
  ];
  for (const [reason, answer, wire] of cases) {
    const node = bench(2, { allowed: (peer) => peer !== keyOf(4).id });
    assert.is(node.core.onGossip(wire, 'neighbour'), answer, reason);
    assert.equal(dropped(node), { [reason]: 1 });
    node.pass(60);
    assert.is(node.delivered.length, 0, reason);
  }
});

test('a message signed as another kind of statement does not pass for one', () => {
  const node = bench(2);
  const { floor, ...rest } = message();
  assert.is(floor, 1);
  const direct = seal('direct', { ...rest, to: keyOf(2).id }, keyOf(1)).wire;
  const disguised = seal('message', message(), keyOf(1)).wire.slice();
  disguised.set(direct.subarray(0, 64));
  assert.is(node.core.onGossip(disguised, 'neighbour'), 'reject');
  assert.equal(dropped(node), { badSignature: 1 });
});

test('a life that ended is stale, and a new one starts its numbers anew', () => {
  const node = bench(2);
  node.core.onGossip(wireOf({ epoch: 5, seq: 1 }), 'n');
  node.core.onGossip(wireOf({ epoch: 6, seq: 1 }), 'n');
  node.core.onGossip(wireOf({ epoch: 5, seq: 2 }), 'n');
  node.pass(1);
  assert.equal(
    node.delivered.map(({ epoch, seq }) => [epoch, seq]),
    [
      [5, 1],
      [6, 1],
    ],
  );
  assert.equal(dropped(node), { staleEpoch: 1 });
});

test('an origin that says two things under one number is told apart from one who repeats it', () => {
  const node = bench(2);
  node.core.onGossip(wireOf(), 'n');
  assert.is(node.core.onGossip(wireOf({ body: { anoms: 2 } }), 'n'), 'reject');
  // Forged: not signed by the origin, so no word against it.
  assert.is(node.core.onGossip(wireOf({ body: { anoms: 3 } }, 3), 'n'), 'reject');
  assert.equal(dropped(node), { equivocation: 1, badSignature: 1 });
});

test('messages that come in any order leave in that of their numbers, and a gap holds them up until it is filled', () => {
  const node = bench(2);
  for (const seq of [3, 2, 5]) node.core.onGossip(wireOf({ seq }), 'n');
  node.pass(1);
  assert.is(node.delivered.length, 0);
  node.core.onGossip(wireOf({ seq: 1 }), 'n');
  node.pass(1);
  assert.equal(
    node.delivered.map(({ seq }) => seq),
    [1, 2, 3],
  );
});

test('a gap that nobody fills is passed over when patience ends, or at once where its origin says it is gone', () => {
  const node = bench(2);
  for (const seq of [2, 4]) node.core.onGossip(wireOf({ seq }), 'n');
  node.pass(29);
  assert.is(node.delivered.length, 0);
  node.pass(1.5);
  node.pass(0.1);
  assert.equal(
    node.delivered.map(({ seq }) => seq),
    [2],
  );
  node.core.onGossip(wireOf({ seq: 9, floor: 9 }), 'n');
  node.pass(0.1);
  assert.equal(
    node.delivered.map(({ seq }) => seq),
    [2, 4, 9],
  );
  // Too late: its turn is over.
  assert.is(node.core.onGossip(wireOf({ seq: 3 }), 'n'), 'ignore');
});

test('ten thousand messages a second from one origin: what is above its rate is dropped, and not asked for again', () => {
  const node = bench(2);
  for (let seq = 1; seq <= 3000; seq++) node.core.onGossip(wireOf({ seq }), 'n');
  node.pass(3);
  assert.is(node.delivered.length, 1000);
  assert.equal(dropped(node), { rate: 2000 });
  assert.ok(node.core.stats.kept < 1 << 20);
});

test('a neighbour that floods is cut off before its signatures are looked at', () => {
  let looked = 0;
  const node = bench(2, {
    verify: () => {
      looked++;
      return false;
    },
  });
  const wire = wireOf();
  for (let i = 0; i < 10_000; i++) node.core.onGossip(wire, 'flooding');
  assert.is(looked, 4000);
  assert.equal(dropped(node), { rate: 6000, badSignature: 4000 });
});

test('a neighbour that floods by frames is cut off too: by frames, and by the signatures in them', () => {
  let looked = 0;
  const flooded = () =>
    bench(2, {
      limits: {
        intake: {
          perNeighbourFrames: { rate: 10, burst: 100 },
          perNeighbourChecks: { rate: 10, burst: 400 },
        },
      },
      verify: () => {
        looked++;
        return false;
      },
    });
  const common = { at: START, epoch: 1, origin: keyOf(1).id };
  const pulse = { ...common, every: 1, floor: 1, head: 0, left: false };
  const hello = { ...common, body: 1, to: keyOf(2).id, topic: 'hello' };
  const wires = (count: number, make: (i: number) => Uint8Array): Uint8Array[] =>
    Array.from({ length: count }, (_, i) => make(i));
  const floods: [Frame, number][] = [
    [{ type: 'repair', wires: wires(50, (i) => wireOf({ seq: i + 1 })) }, 20],
    [
      {
        type: 'digest',
        summary: 0,
        probe: false,
        wires: wires(50, (i) => seal('heartbeat', { ...pulse, beat: i + 1 }, keyOf(1)).wire),
      },
      20,
    ],
    [{ type: 'direct', wires: [seal('direct', { ...hello, seq: 1 }, keyOf(1)).wire] }, 1000],
  ];
  for (const [frame, times] of floods) {
    looked = 0;
    const node = flooded();
    const bytes = encodeFrame(frame);
    for (let i = 0; i < times; i++) node.core.onFrame(bytes, 'flooding');
    const most = frame.type === 'direct' ? 100 : 400;
    assert.is(looked, most, frame.type);
    assert.equal(dropped(node), { rate: 1000 - most, badSignature: most }, frame.type);
    node.core.onFrame(bytes, 'another');
    assert.ok(looked > most, 'who does not flood is heard');
  }
});

test('a direct message is taken once, by the one it is for', () => {
  const [one, two, three] = [bench(1), bench(2), bench(3)];
  one.core.send(two.core.id, 'hello', { text: 'x' });
  const frame = one.sent[0]?.frame ?? new Uint8Array();
  for (const node of [two, two, three]) node.core.onFrame(frame, one.core.id);
  two.pass(1);
  three.pass(1);
  assert.equal(
    two.delivered.map(({ topic, direct }) => [topic, direct]),
    [['hello', true]],
  );
  assert.equal(dropped(two), { replay: 1 });
  assert.is(three.delivered.length, 0);
  assert.equal(dropped(three), { malformed: 1 });
});

test('frames that are none are counted, and those of strangers not read', () => {
  const node = bench(2, { allowed: (peer) => peer === keyOf(1).id });
  const frames = [
    new Uint8Array(),
    new Uint8Array(3),
    Uint8Array.from([0xff, 0xff, 0xff, 0xff]),
    Uint8Array.from([0, 0, 0, 2, 123, 125]),
  ];
  for (const frame of frames) node.core.onFrame(frame, keyOf(1).id);
  node.core.onFrame(new Uint8Array(1 << 21), keyOf(1).id);
  node.core.onFrame(new Uint8Array(8), keyOf(9).id);
  assert.equal(dropped(node), { malformed: 4, oversized: 1, notAllowed: 1 });
});

test('a message that is too large, or a topic that is none, is refused where it is sent', () => {
  const { core } = bench(1);
  assert.throws(() => core.broadcast('risk', 'x'.repeat(1 << 16)), /takes \d+ bytes/);
  assert.throws(() => core.broadcast('No topic', 1), /no topic/);
  assert.is(core.broadcast('risk', 1).seq, 1);
});

test('who broadcasts knows who holds it: nobody by gossip that was lost, the neighbour once it has pulled it', () => {
  const [alice, bob] = [keyOf(1).id, keyOf(2).id];
  const from = bench(1, { neighbours: [bob] });
  const to = bench(2, { neighbours: [alice] });
  const exchange = (): void => {
    while (from.sent.length + to.sent.length > 0) {
      for (const { frame } of from.sent.splice(0)) to.core.onFrame(frame, alice);
      for (const { frame } of to.sent.splice(0)) from.core.onFrame(frame, bob);
    }
  };
  exchange();
  const { seq } = from.core.broadcast('risk', { anoms: 1 });
  assert.equal(from.core.holders(seq), []);
  // Of another life, of another origin, and beyond what was ever said.
  for (const head of [
    { origin: alice, epoch: 2, prefix: 1, ranges: [] },
    { origin: bob, epoch: 1, prefix: 1, ranges: [] },
    { origin: alice, epoch: 1, prefix: 0, ranges: [[1, 1]] as [number, number][] },
  ]) {
    from.core.onFrame(encodeFrame({ type: 'heads', heads: [head], wires: [] }), bob);
    assert.equal(from.core.holders(seq), []);
  }
  from.sent.length = 0;
  from.core.askHolders(seq);
  exchange();
  to.pass(0.1);
  assert.equal(
    to.delivered.map(({ body }) => body),
    [{ anoms: 1 }],
  );
  from.core.askHolders(seq);
  exchange();
  assert.equal(from.core.holders(seq), [bob]);
  assert.equal(from.core.holders(seq + 1), []);
  from.core.askHolders(seq);
  assert.equal(from.sent, [], 'who said so is not asked again');
});

test.run();
