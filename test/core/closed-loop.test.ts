/** The expected behaviour at the end of DESIGN §3.5. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Arbiter } from '../../src/core/arbiter.ts';
import type { BeatRecord } from '../../src/core/beat-record.ts';
import { FedSource, ManualClock, SigmoidModel } from '../support/world.ts';

class Plant {
  readonly clock = new ManualClock();
  readonly source = new FedSource();
  readonly arbiter: Arbiter;
  load: number;

  constructor(load: number) {
    this.load = load;
    this.arbiter = new Arbiter({
      entropyModel: new SigmoidModel(),
      source: this.source,
      load: { metric: 'load', setpoint: 1 },
      clock: this.clock,
    });
  }

  async beat(): Promise<BeatRecord> {
    this.clock.advance(1);
    this.source.feed({ timestamp: this.clock.now(), metrics: { load: this.load } });
    const record = await this.arbiter.executeBeat();
    if (!record) throw new Error('no beat');
    return record;
  }

  async held(beats: number): Promise<BeatRecord[]> {
    const records: BeatRecord[] = [];
    for (let i = 0; i < beats; i++) records.push(await this.beat());
    return records;
  }

  /** load ← load + 0.2·(d + 0.8·budget − load), one beat a second. */
  async closed(beats: number, d: number): Promise<number[]> {
    const loads: number[] = [];
    for (let i = 0; i < beats; i++) {
      const { budget } = await this.beat();
      this.load += 0.2 * (d + 0.8 * budget - this.load);
      loads.push(this.load);
    }
    return loads;
  }
}

const settled = (loads: number[]): boolean => loads.slice(-50).every((load) => Math.abs(load - 1) <= 0.01);

test('a load held at 0.21 of its setpoint is optimised, and the budget reaches 1', async () => {
  const records = await new Plant(0.21).held(200);
  assert.ok(records.slice(1).every(({ enacted }) => enacted === 'APPLY_OPTIMIZE'));
  assert.is(records.at(-1)?.budget, 1);
});

test('a load held at 3 times its setpoint is balanced, and the budget reaches 0', async () => {
  const records = await new Plant(3).held(200);
  assert.ok(records.slice(20).every(({ enacted }) => enacted === 'APPLY_BALANCE'));
  assert.is(records.at(-1)?.budget, 0);
});

for (const d of [0.21, 0.3, 0.5, 0.7, 0.9, 0.99]) {
  test(`in closed loop the load settles on the setpoint within 1 % at d = ${d}`, async () => {
    assert.ok(settled(await new Plant(0).closed(1500, d)));
  });
}

test('the load settles again after a step of d from 0.3 to 0.9 and back', async () => {
  const plant = new Plant(0.3);
  for (const d of [0.3, 0.9, 0.3]) {
    const loads = await plant.closed(1500, d);
    assert.ok(settled(loads), `d = ${d}: ${loads.slice(-3)}`);
  }
});

test('the loop is said to be stable once it has settled', async () => {
  const plant = new Plant(0.3);
  await plant.closed(1500, 0.5);
  assert.ok(plant.arbiter.getStatus().pidStable);
});

test.run();
