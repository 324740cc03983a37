/**
 * Replay rests on this: the same inputs give the same bits on every runtime. 10,000 random beats through the
 * pure functions of a beat, hashed over the raw bits of every number they give, are one constant everywhere.
 */
import { createHash } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { flowInput, judge, recalibrate, sense } from '../../src/core/beat.ts';
import { newGenome } from '../../src/core/genome.ts';
import { InlineExecutor } from '../../src/flows/index.ts';
import { TLambdaPulse } from '../../src/sync/index.ts';
import { Random } from '../support/random.ts';

const BEATS = 10_000;
const EXPECTED = 'ec429faf839472f7d0ee05529fc873cd2a89dd80d307e8d5e47b8414d6ec3a94';

/** Feeds every number of a value, in order of keys, as the eight bytes of its double; words as text. */
function feed(hash: { update(data: Uint8Array | string): unknown }, value: unknown): void {
  if (typeof value === 'number') hash.update(new Uint8Array(new Float64Array([value]).buffer));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(key);
      feed(hash, member);
    }
  } else hash.update(String(value));
}

test(`${BEATS} random beats have the same bits on every runtime`, async () => {
  const random = new Random(20260101);
  const hash = createHash('sha256');
  const executor = new InlineExecutor({ threat: async () => random.next() });
  let genome = newGenome();
  let timestamp = 1_700_000_000;
  for (let i = 0; i < BEATS; i++) {
    // A new configuration now and then, and a new genome with it.
    if (i % 500 === 0) genome = newGenome();
    const section = Math.floor(i / 500);
    const parameters = {
      pulse: new TLambdaPulse({
        k: 1 + (section % 8),
        p: 2 + section,
        t1: 0.0005 * (1 + section),
        u: 2 + section ** 3,
      }),
      pid: { kp: 0.6, ki: 0.1, kd: 0.05, tThreshold: 0.02, dtMax: 10, resetOnCrossing: section % 2 === 0 },
      load: section % 3 === 0 ? null : { metric: 'load', setpoint: 0.7 },
    };
    timestamp += random.between(-0.01, 2);
    const inputs = {
      timestamp,
      liveNodes: random.integer(1, 40),
      load: random.next() < 0.1 ? null : random.between(0, 2),
      anoms: random.integer(0, 6),
      injected: random.next() < 0.1 ? random.integer(1, 5) : 0,
      blind: random.next() < 0.01,
    };
    const sensed = sense(genome, parameters, inputs);
    const flows = await executor.run(flowInput(genome, parameters, sensed, inputs.blind));
    const judgement = judge(genome.weights, flows);
    const after = recalibrate(genome, parameters, inputs, sensed, flows, {
      ...judgement,
      enacted: judgement.decided,
    });
    feed(hash, { sensed, flows, judgement, after });
    genome = after.genome;
  }
  assert.is(hash.digest('hex'), EXPECTED);
});

test.run();
