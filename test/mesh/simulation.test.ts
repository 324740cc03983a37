import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { simulate } from '../../src/mesh/index.ts';
import { rejection } from '../support/ledgers.ts';

const small = { nodes: 20, seed: 3, loss: 0.2, messages: 40, duration: 10 };

test('the same seed gives the same result, another seed another', () => {
  const [first, again, other] = [simulate(small), simulate(small), simulate({ ...small, seed: 4 })];
  assert.equal(first, again);
  assert.not.equal(first, other);
});

test('all is delivered at 20 % loss, once and in order, and nobody is declared dead who is not', () => {
  const { expected, delivered, deliveredTwice, outOfOrder, convergence, falseDeaths } = simulate(small);
  assert.is(delivered, expected);
  assert.equal([deliveredTwice, outOfOrder, falseDeaths], [0, 0, 0]);
  assert.ok(convergence !== null && convergence < 10);
});

test('a mesh that was cut in half for a minute is whole again within half a minute', () => {
  const run = simulate({ ...small, partition: { share: 0.5, at: 2, seconds: 60 } });
  assert.is(run.delivered, run.expected);
  assert.ok(run.repaired > 0);
  assert.ok(run.convergence !== null && run.convergence < 30, `${run.convergence}`);
  assert.ok(run.membershipHealed !== null && run.membershipHealed < 30, `${run.membershipHealed}`);
  assert.equal([run.deliveredTwice, run.outOfOrder], [0, 0]);
});

test('an option that cannot be is refused by its name', async () => {
  for (const [options, name] of [
    [{ nodes: 1 }, 'nodes is 1'],
    [{ loss: 1 }, 'loss is 1'],
    [{ messages: 0 }, 'messages is 0'],
    [{ partition: { share: 2, at: 0, seconds: 1 } }, 'partition.share is 2'],
  ] as const) {
    const { message } = await rejection(Promise.resolve().then(() => simulate({ ...small, ...options })));
    assert.match(message, name);
  }
});

test.run();
