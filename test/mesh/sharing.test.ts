/** What is let in from peers, and what is told to them (DESIGN §6). */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ReplayTally, replay } from '../../src/core/replay.ts';
import { type Delivery, shareRisk } from '../../src/mesh/index.ts';
import { world as supervised } from '../support/supervised.ts';

function world() {
  const handlers = new Map<string, (delivery: Delivery) => void>();
  const told: unknown[] = [];
  const taken: unknown[] = [];
  const refused: string[] = [];
  const sharing = shareRisk(
    {
      broadcast: (topic, body) => told.push([topic, body]),
      handle: (topic, handler) => {
        handlers.set(topic, handler);
        return () => handlers.delete(topic);
      },
    },
    {
      inject: (anoms, { origin, asked, statement }) => taken.push([anoms, origin, asked, statement]),
      setMlWeight: (mlWeight, { origin, by }) => taken.push([mlWeight, origin, by]),
    },
    {
      weight: { model: 'm', quorum: 2 },
      time: { now: () => 100, monotonic: () => 0 },
      onRefusal: (origin, reason) => refused.push(`${origin} ${reason}`),
    },
  );
  const hear = (topic: string, origin: string, body: Delivery['body']): void => {
    const rest = { at: 100, direct: false, epoch: 1, seq: 1, wire: Uint8Array.from([1, 2, 3]) };
    handlers.get(topic)?.({ ...rest, topic, origin, body });
  };
  return { sharing, hear, told, taken, refused };
}

test('what a peer saw is injected within its limit, with who said it and as it was signed', () => {
  const { hear, taken, refused } = world();
  hear('risk', 'a', { anoms: 2 });
  hear('risk', 'a', { anoms: 2 });
  hear('risk', 'a', { anoms: 2 });
  assert.equal(taken, [
    [2, 'a', 2, 'AQID'],
    [1, 'a', 2, 'AQID'],
  ]);
  assert.equal(refused, ['a peerLimit', 'a peerLimit']);
});

test('bodies of any shape are refused without a word into the loop', () => {
  const { hear, taken, refused } = world();
  for (const body of [null, 7, 'x', [], {}, { anoms: null }, { anoms: '3' }, { anoms: -1 }])
    hear('risk', 'a', body);
  hear('model/weight', 'a', { mlWeight: 0.2, model: 'another' });
  assert.equal(taken, []);
  assert.equal(refused, [...Array(8).fill('a notACount'), 'a otherModel']);
});

test('a weight needs two that say the same; what was injected is told on to nobody', () => {
  const { hear, taken, told, sharing } = world();
  hear('model/weight', 'a', { mlWeight: 0.2, model: 'm' });
  hear('risk', 'c', { anoms: 3 });
  assert.equal(told, []);
  hear('model/weight', 'b', { mlWeight: 0.2, model: 'm' });
  assert.equal(taken.at(-1), [0.2, 'quorum of 2 peers', ['a', 'b']]);
  sharing.tell(0);
  sharing.tell(2);
  assert.equal(told, [['risk', { anoms: 2 }]]);
});

test('one peer that tells all the time never raises ALERT, however far apart the beats are', async () => {
  for (const interval of [0.5, 20, 90]) {
    const { arbiter, beat, clock, entries, ledger } = supervised();
    const handlers = new Map<string, (delivery: Delivery) => void>();
    shareRisk(
      {
        broadcast: () => undefined,
        handle: (topic, handler) => handlers.set(topic, handler) && (() => true),
      },
      {
        inject: (anoms, details) =>
          arbiter.inject(anoms, details.origin, { ...details, since: clock.monotonic() }),
        setMlWeight: () => undefined,
      },
      { weight: { model: null }, time: clock },
    );
    const wire = Uint8Array.of(1);
    const rest = { direct: false, epoch: 1, seq: 1, topic: 'risk', origin: 'a', body: { anoms: 1000 }, wire };
    let most = 0;
    for (let i = 0; i < 8; i++) {
      for (let told = 0; told < 10; told++) {
        handlers.get('risk')?.({ ...rest, at: clock.now() });
        clock.advance(interval / 10);
      }
      const { decided, totalAnoms } = await beat({ load: 0.5, anoms: 0 });
      most = Math.max(most, totalAnoms);
      assert.is.not(decided, 'ALERT');
    }
    assert.ok(most > 2 && most <= 3, `${most} with a beat every ${interval} s`);
    assert.ok(
      (await entries('injection')).every(({ asked, since }) => asked === 1000 && since === undefined),
    );
    const tally: ReplayTally = { runs: 0, cutShort: 0, skipped: 0, otherCores: 0 };
    for await (const { differences } of replay(ledger.entries(), tally)) assert.equal(differences, []);
  }
});

test.run();
