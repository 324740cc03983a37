/** The pace of the queue, who counts as alive, and how much risk and whose weight is taken (DESIGN §6). */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RISK_HALF_LIFE } from '../../src/core/constants.ts';
import { InputError } from '../../src/core/errors.ts';
import { InboundQueue } from '../../src/mesh/inbound-queue.ts';
import { RiskLimits, seal, WeightVotes } from '../../src/mesh/index.ts';
import { Membership } from '../../src/mesh/membership.ts';
import { keyOf } from './peers.ts';

test('messages go one every millisecond, and one every 0.3 ms while more than a hundred wait', () => {
  const queue = new InboundQueue<number>(1000);
  for (let i = 0; i < 201; i++) queue.push(i, 0);
  assert.equal(queue.release(0), []);
  // The first waits 1 ms; 101 follow at 0.3 ms each, and then 99 are left, at 1 ms each.
  assert.is(queue.release(0.001 + 101 * 0.0003 + 1e-9).length, 102);
  assert.is(queue.release(0.001 + 101 * 0.0003 + 0.00099).length, 0);
  assert.is(queue.release(0.001 + 101 * 0.0003 + 0.00101).length, 1);
  assert.is(queue.release(1).length, 98);
  queue.push(7, 5);
  assert.equal(queue.release(5.0009), []);
  assert.equal(queue.release(5.0011), [7]);
});

test('a full queue lets go what waited longest, and counts it', () => {
  const queue = new InboundQueue<number>(3);
  for (let i = 0; i < 5000; i++) queue.push(i, 0);
  assert.is(queue.dropped, 4997);
  assert.equal(queue.release(10), [4997, 4998, 4999]);
});

const heartbeat = (epoch: number, beat: number, left = false, every = 1) => {
  const statement = { at: 1, beat, epoch, every, floor: 1, head: 0, left, origin: keyOf(1).id };
  return seal('heartbeat', statement, keyOf(1));
};

test('a silent node is dead after five of its intervals, and not before', () => {
  const members = new Membership();
  members.hear(heartbeat(1, 1), 0);
  members.tick(4.99);
  assert.is(members.live, 1);
  assert.equal([...members.suspects], [keyOf(1).id]);
  members.tick(5);
  assert.is(members.live, 0);
  assert.equal(
    members.changes().map(({ from, to }) => `${from} ${to}`),
    ['unknown alive', 'alive dead'],
  );
});

test('an older heartbeat, or one of an older life, is no news', () => {
  const members = new Membership();
  members.hear(heartbeat(2, 5), 0);
  const news = (epoch: number, beat: number): boolean => members.isNews(heartbeat(epoch, beat).statement);
  assert.equal(
    [news(2, 5), news(2, 4), news(1, 99), news(2, 6), news(3, 1)],
    [false, false, false, true, true],
  );
});

test('leaving, coming back and a restart under the same identity are told apart', () => {
  const members = new Membership();
  members.hear(heartbeat(1, 1), 0);
  members.hear(heartbeat(1, 2, true), 1);
  assert.is(members.live, 0);
  members.hear(heartbeat(2, 1), 2);
  members.hear(heartbeat(3, 1), 3);
  assert.equal(
    members.changes().map(({ to, restarted }) => [to, restarted]),
    [
      ['alive', false],
      ['left', false],
      ['alive', true],
      ['alive', true],
    ],
  );
});

test('a node that comes and goes is not counted until it has been steady', () => {
  const members = new Membership();
  for (let life = 1; life <= 5; life++) members.hear(heartbeat(life, 1), life);
  assert.is(members.live, 0);
  assert.ok(members.list(5)[0]?.damped);
  for (let beat = 2; beat <= 200; beat++) {
    members.hear(heartbeat(5, beat), 4 + beat);
    members.tick(4 + beat);
  }
  assert.is(members.live, 1);
});

test('one peer never stands for as much as raises ALERT, and all together never for what raises QUARANTINE', () => {
  const told = fc.record({
    peer: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
    anoms: fc.oneof(
      fc.nat(20),
      fc.constantFrom(Number.NaN, -1, 1e9, Number.POSITIVE_INFINITY, 0.5, '4', null),
    ),
    wait: fc.double({ min: 0, max: 60, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(told, { maxLength: 60 }), (all) => {
      const limits = new RiskLimits();
      const standing = new Map<string, number>();
      let now = 0;
      for (const { peer, anoms, wait } of all) {
        now += wait;
        for (const [id, amount] of standing) standing.set(id, amount * 2 ** (-wait / RISK_HALF_LIFE));
        const { taken } = limits.admit(peer, anoms, now);
        assert.ok(taken >= 0);
        standing.set(peer, (standing.get(peer) ?? 0) + taken);
        assert.ok((standing.get(peer) ?? 0) <= 3 + 1e-9, `${peer} stands for ${standing.get(peer)}`);
        assert.ok([...standing.values()].reduce((sum, each) => sum + each, 0) <= 12 + 1e-9);
      }
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('what is no count, what cannot be, and what is old is refused and counted', () => {
  const limits = new RiskLimits();
  for (const anoms of [Number.NaN, -1, '3', null, {}, Number.POSITIVE_INFINITY]) {
    assert.equal(limits.admit('a', anoms, 0), { taken: 0, refusal: 'notACount' });
  }
  assert.equal(limits.admit('a', 1e9, 0), { taken: 0, refusal: 'implausible' });
  assert.equal(limits.admit('a', 3, 0, 1000), { taken: 0, refusal: 'old' });
  assert.equal(limits.admit('a', 2, 0), { taken: 2, refusal: null });
  assert.equal(limits.admit('a', 2, 0), { taken: 1, refusal: 'peerLimit' });
  assert.equal(limits.admit('a', 2, RISK_HALF_LIFE), { taken: 1.5, refusal: 'peerLimit' });
  assert.equal(limits.refused, { notACount: 6, implausible: 1, old: 1, peerLimit: 2 });
  assert.throws(
    () => new RiskLimits({ perPeer: 4 }),
    (error: Error) => error instanceof InputError,
  );
});

test('a weight is taken from an authority, or from a quorum of distinct peers that say the same of this model', () => {
  const votes = new WeightVotes({ model: 'm', authorities: ['boss'], quorum: 3 });
  const vote = (peer: string, weight: unknown, model = 'm', now = 0) => votes.vote(peer, model, weight, now);
  assert.equal(vote('a', 0.2), { taken: false, reason: 'waiting' });
  assert.equal(vote('a', 0.2), { taken: false, reason: 'waiting' });
  assert.equal(vote('b', 0.3), { taken: false, reason: 'waiting' });
  assert.equal(vote('c', 0.2, 'another'), { taken: false, reason: 'otherModel' });
  for (const weight of [Number.NaN, -0.1, 1e9, '0.2', null]) {
    assert.equal(vote('c', weight), { taken: false, reason: 'notAWeight' });
  }
  assert.equal(vote('b', 0.2), { taken: false, reason: 'waiting' });
  assert.equal(vote('c', 0.2), { taken: true, mlWeight: 0.2, by: ['a', 'b', 'c'] });
  assert.equal(vote('boss', 0.4), { taken: true, mlWeight: 0.4, by: ['boss'] });
  vote('a', 0.5);
  vote('b', 0.5);
  // Two of the three have aged out.
  assert.equal(vote('c', 0.5, 'm', 301), { taken: false, reason: 'waiting' });
});

test.run();
