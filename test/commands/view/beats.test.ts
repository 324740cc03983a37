/** What the views say of particular beats. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  renderExplanation,
  renderFrame,
  renderLine,
  renderSummary,
} from '../../../src/commands/view/index.ts';
import { beat, blindBeat, CONSTANTS, threatened } from './samples.ts';

const FRAME = { width: 80, height: 24, colour: false, limits: CONSTANTS };

function frame(...history: ReturnType<typeof beat>[]): string {
  return renderFrame(history, FRAME).join('\n');
}

function explanation(record = beat(), guard?: string): string {
  const entries = [{ index: 79, type: 'pulse', hash: 'ab'.repeat(32) }];
  return renderExplanation({ record, entries, guard }, CONSTANTS, { width: 100, colour: false }).join('\n');
}

test('a plain line has its fields in a fixed order', () => {
  const line = renderLine(beat());
  assert.match(
    line,
    /^beat 12 {2}APPLY_OPTIMIZE {2}T_Λ 4\.21\d ms of 20 ms {2}load 0\.1475 {2}threat 0\.530 {2}anoms 1 {2}O 0\.400 {2}converging {2}— The optimise/,
  );
});

test('a plain line names what was decided where the guard changed it', () => {
  assert.match(renderLine(beat({ enacted: 'NOOP' })), /NOOP .* decided APPLY_OPTIMIZE/);
  assert.not.match(renderLine(beat()), 'decided');
});

test('open loop is said', () => {
  const open = beat({ load: null });
  for (const said of [renderLine(open), frame(open), explanation(open)]) assert.match(said, 'open loop');
});

test('blind is said, and its threat is unknown, not 0', () => {
  for (const said of [renderLine(blindBeat()), frame(blindBeat()), explanation(blindBeat())]) {
    assert.match(said, 'BLIND');
    assert.match(said, /threat +unknown/);
  }
});

test('missing readings and warming up are said', () => {
  const base = beat();
  const dim = beat({ features: { ...base.features, missing: ['disk.util'], warmingUp: true } });
  for (const said of [renderLine(dim), frame(dim), explanation(dim)]) {
    assert.match(said, 'missing');
    assert.match(said, 'warming up');
  }
});

test('quarantine is marked without colour, and inverted with it', () => {
  const record = threatened(0.9, { decided: 'QUARANTINE', enacted: 'QUARANTINE', budget: 0 });
  assert.match(frame(record), '!! QUARANTINE');
  assert.match(frame(record), 'quarantine: 0.85 or more');
  const coloured = renderFrame([record], { ...FRAME, colour: true }).join('\n');
  assert.ok(coloured.includes('\x1b[7m!! QUARANTINE'));
});

test('the top of the sparkline means quarantine and nothing else', () => {
  const row = (threat: number) =>
    frame(threatened(threat))
      .split('\n')
      .find((line) => line.startsWith('threat'));
  assert.match(row(0.85) ?? '', '█');
  assert.not.match(row(0.8499) ?? '', '█');
});

test('a frame shows the reason, the guard, the surprise and the ledger', () => {
  const shown = frame(beat({ enacted: 'NOOP' }));
  assert.match(shown, 'The optimise gain of 0.276');
  assert.match(shown, /NOOP +the guard held APPLY_OPTIMIZE/);
  assert.match(shown, 'cpu.total 0.98, usual 0.03 to 0.41');
  assert.match(shown, '85 entries');
});

test('surprises that have no row are counted', () => {
  const base = beat();
  const [surprise] = base.features.surprises;
  const surprises = Array.from({ length: 9 }, () => surprise).filter((one) => one !== undefined);
  assert.match(frame(beat({ features: { ...base.features, anoms: 9, surprises } })), /and \d more/);
});

test('a low frame keeps the action and its reason', () => {
  const lines = renderFrame([beat()], { ...FRAME, height: 2 });
  assert.is(lines[0], 'APPLY_OPTIMIZE');
  assert.match(lines[1] ?? '', 'The optimise gain');
});

test('before the first beat the frame says that it waits', () => {
  assert.equal(renderFrame([], FRAME), ['waiting for the first beat']);
});

test('an explanation marks the question that decided, and those not reached', () => {
  const said = explanation();
  assert.match(said, /> opt gain +0\.276 +> +0\.1 +yes +APPLY_OPTIMIZE decided/);
  assert.match(said, /raw threat +0\.530 +≥ +0\.85 +no +QUARANTINE/);
  assert.match(said, /repair score +0\.025 +< +0\.1 +not reached/);
  assert.match(said, /otherwise +not reached +NOOP/);
});

test('an explanation says when the recorded decision does not follow from its numbers', () => {
  assert.match(
    explanation(beat({ decided: 'ALERT' })),
    'these numbers lead to APPLY_OPTIMIZE, but ALERT is recorded',
  );
  assert.not.match(explanation(), 'these numbers lead to');
});

test('a failed Entropy core explains an alert', () => {
  const said = explanation(blindBeat());
  assert.match(said, 'Entropy core failed');
  assert.not.match(said, 'these numbers lead to');
});

test('an explanation has the formula with its numbers, the guard, and the hashes whole', () => {
  const said = explanation(beat({ enacted: 'NOOP' }), 'cooldown: 3 of 10 beats');
  assert.match(said, 'max(1 µs, 1 ms · 4.000 / (1 − 1/(4·5)))');
  assert.match(said, 'cooldown: 3 of 10 beats');
  assert.match(said, `79  pulse  ${'ab'.repeat(32)}`);
});

test('a ΔO that the threat held back is said', () => {
  assert.match(explanation(beat({ deltaO: 0 })), 'ΔO counted as 0');
  assert.not.match(explanation(beat({ deltaO: 0.011 })), 'ΔO counted as');
});

const zero = { decided: 0, enacted: 0 };
const SUMMARY = {
  beats: 100,
  durationSeconds: 125,
  actions: {
    QUARANTINE: zero,
    ALERT: zero,
    APPLY_BALANCE: zero,
    APPLY_OPTIMIZE: { decided: 90, enacted: 88 },
    NOOP: { decided: 10, enacted: 12 },
  },
  flaps: 4,
  stability: { pidStable: false, state: 'diverging' as const, v: 1.2e-5 },
  weights: beat().weights,
  budget: 0.36,
  ledger: { length: 703, verified: false, verifiedFrom: 0, merkleRoot: 'a3'.repeat(32), dir: null },
  loop: { metric: 'cpu.total', setpoint: 0.7 },
  stopReason: 'all 100 beats done',
};

test('a summary says how the run went', () => {
  const said = renderSummary(SUMMARY, { width: 80, colour: false }).join('\n');
  for (const part of [
    '100 beats in 2 min 05 s',
    'closed on cpu.total at 0.7',
    '4 transitions',
    'UNSTABLE, diverging',
    '36.0 % of optional work',
    '703 entries, NOT VERIFIED',
    'a3'.repeat(32),
    'memory only',
    'all 100 beats done',
  ]) {
    assert.match(said, part);
  }
  assert.match(said, /APPLY_OPTIMIZE +88 +90/);
});

test('a summary of a run without beats says that stability is unknown', () => {
  const said = renderSummary(
    { ...SUMMARY, beats: 0, stability: null, loop: null },
    { width: 80, colour: false },
  );
  assert.match(said.join('\n'), 'unknown: no beat was made');
  assert.match(said.join('\n'), 'open loop');
});

test.run();
