/** The live view of many entities. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderEntities } from '../../../src/commands/view/index.ts';
import { columnsOf } from '../../../src/commands/view/text.ts';
import type { BeatRecord } from '../../../src/core/beat-record.ts';
import { beat } from './samples.ts';

const named = (entity: string, more: Partial<BeatRecord> = {}): BeatRecord => ({
  ...beat(),
  entity,
  ...more,
});
const view = { width: 100, height: 24, colour: false };

test('what matters comes first, and the reason is that of the first', () => {
  const calm = beat();
  const rows = renderEntities(
    [
      named('pod=a'),
      named('pod=b', { enacted: 'ALERT', reason: 'Threat 0.7 is at or above 0.6.' }),
      named('pod=c', { decvec: { ...calm.decvec, rawThreat: 0.59 } }),
    ],
    view,
  );
  assert.match(rows[0] ?? '', /^VENOM {2}3 entities/);
  assert.equal(
    rows.slice(2, 5).map((row) => row.split(' ')[0]),
    ['pod=b', 'pod=c', 'pod=a'],
  );
  assert.match(rows[5] ?? '', /Threat 0\.7/);
});

test('no size breaks it: never higher or wider than the terminal, and what is left out is counted', () => {
  const many = Array.from({ length: 300 }, (_, i) =>
    named(`namespace=${'ш'.repeat(i % 60)},pod=cart-${i}\u001b[2J`),
  );
  for (const width of [1, 10, 40, 80, 200]) {
    for (const height of [0, 1, 3, 10, 50]) {
      const rows = renderEntities(many, { width, height, colour: false });
      assert.ok(rows.length <= height);
      for (const row of rows) {
        assert.ok(columnsOf(row) <= width, `${width}: ${row}`);
        assert.not.ok(row.includes('\u001b'));
      }
    }
  }
  const rows = renderEntities(many, view);
  assert.ok(rows.some((row) => /^and \d+ more$/.test(row)));
});

test.run();
