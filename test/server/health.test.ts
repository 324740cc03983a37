/** When it counts as alive, and when as ready. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ArbiterStatus } from '../../src/core/arbiter-options.ts';
import { liveness, type Observed, readiness } from '../../src/server/health.ts';
import { world } from '../support/supervised.ts';

const status: ArbiterStatus = { ...world().arbiter.getStatus(), running: true };
const well: Observed = { status, silence: 1, uptime: 100, stalledAfter: 60, ledgerFailure: undefined };

const UNREADY: readonly (readonly [why: string, observed: Observed])[] = [
  ['no beat for 61 s', { ...well, silence: 61 }],
  ['no beat was made yet', { ...well, silence: undefined, uptime: 3 }],
  ['the run is ending', { ...well, status: { ...status, running: false } }],
  ['no sample comes from the source', { ...well, status: { ...status, blind: true } }],
  ['the ledger does not verify', { ...well, status: { ...status, ledgerVerified: false } }],
  ['the ledger takes nothing: full', { ...well, ledgerFailure: 'full' }],
];

test('it is ready where nothing is wrong', () => {
  assert.equal(readiness(well), { ok: true, reasons: [] });
});

for (const [why, observed] of UNREADY) {
  test(`it is not ready: ${why}`, () => {
    assert.equal(readiness(observed), { ok: false, reasons: [why] });
  });
}

test('only a loop that is stuck calls for a new start', () => {
  for (const [why, observed] of UNREADY) assert.is(liveness(observed).ok, why !== 'no beat for 61 s', why);
  assert.is(liveness({ ...well, silence: undefined, uptime: 61 }).ok, false);
});

test.run();
