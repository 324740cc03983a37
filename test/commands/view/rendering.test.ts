/** Laws that hold for every view, whatever the beat. */
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type RunSummary,
  renderExplanation,
  renderFrame,
  renderLine,
  renderSummary,
  type View,
} from '../../../src/commands/view/index.ts';
import { columnsOf } from '../../../src/commands/view/text.ts';
import { anyBeat, anyView, CONSTANTS, text } from './samples.ts';

const COLOUR = /\x1b\[[\d;]*m/g;

/** No line wider than the view, nothing but colours among the control codes, ASCII where it was asked for. */
function assertPrintable(lines: readonly string[], { width, colour, unicode = true }: View): void {
  for (const line of lines) {
    const bare = colour ? line.replace(COLOUR, '') : line;
    assert.not(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(bare), JSON.stringify(line));
    assert.ok(columnsOf(bare) <= width, `${columnsOf(bare)} columns of ${width}: ${line}`);
    if (!unicode) assert.ok(/^[\x20-\x7e]*$/.test(bare), JSON.stringify(line));
  }
}

test('a frame fits its width and height, and holds no control codes but colours', () => {
  fc.assert(
    fc.property(fc.array(anyBeat, { maxLength: 3 }), anyView, (history, view) => {
      const lines = renderFrame(history, { ...view, limits: CONSTANTS });
      assertPrintable(lines, view);
      assert.ok(lines.length <= view.height);
    }),
    { numRuns: 300 },
  );
});

test('an explanation fits its width', () => {
  const entries = fc.array(fc.record({ index: fc.nat(), type: text, hash: text }), { maxLength: 3 });
  fc.assert(
    fc.property(
      anyBeat,
      entries,
      fc.option(text, { nil: undefined }),
      anyView,
      (record, found, guard, view) => {
        assertPrintable(renderExplanation({ record, entries: found, guard }, CONSTANTS, view), view);
      },
    ),
    { numRuns: 300 },
  );
});

test('a summary fits its width', () => {
  const both = fc.record({ decided: fc.nat(), enacted: fc.nat() });
  const number = fc.double({ noNaN: true });
  const summary: fc.Arbitrary<RunSummary> = fc.record({
    beats: fc.nat(),
    durationSeconds: number,
    actions: fc.record({
      QUARANTINE: both,
      ALERT: both,
      APPLY_BALANCE: both,
      APPLY_OPTIMIZE: both,
      NOOP: both,
    }),
    flaps: fc.nat(),
    stability: fc.option(
      fc.record({ pidStable: fc.boolean(), state: fc.constant('holding' as const), v: number }),
    ),
    weights: fc.record({ R: number, B: number, E: number, O: number }),
    budget: number,
    ledger: fc.record({
      length: fc.nat(),
      verified: fc.boolean(),
      verifiedFrom: fc.nat(),
      merkleRoot: text,
      dir: fc.option(text),
    }),
    loop: fc.option(fc.record({ metric: text, setpoint: number })),
    stopReason: text,
  });
  fc.assert(
    fc.property(summary, anyView, (any, view) => assertPrintable(renderSummary(any, view), view)),
    { numRuns: 300 },
  );
});

test('a plain line is one line of printable characters', () => {
  fc.assert(
    fc.property(anyBeat, fc.boolean(), (record, unicode) => {
      const line = renderLine(record, { unicode });
      assertPrintable([line], { width: Number.POSITIVE_INFINITY, colour: false, unicode });
    }),
    { numRuns: 300 },
  );
});

test('a frame has the same rows at the same places whatever the beat', () => {
  const labels = (lines: readonly string[]) => lines.map((line) => line.slice(0, 10).trim());
  fc.assert(
    fc.property(anyBeat, anyBeat, fc.integer({ min: 12, max: 40 }), (one, other, height) => {
      const view = { width: 80, height, colour: false, limits: CONSTANTS };
      const [first, second] = [one, other].map((beat) => labels(renderFrame([beat], view)));
      const rows = [
        'pulse T_Λ',
        'load',
        'threat',
        'anomalies',
        'weights',
        'stability',
        'senses',
        'surprises',
      ];
      for (const row of rows) assert.is(first?.indexOf(row), second?.indexOf(row), row);
    }),
  );
});

test.run();
