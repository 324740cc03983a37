/** The second half of an explanation: what the controller made of the beat (DESIGN §3.2, §3.5). */
import type { BeatRecord } from '../../core/beat-record.ts';
import { FLOW_IDS, FLOW_NAMES } from '../../flows/flow.ts';
import type { Section } from './explanation.ts';
import { deltaVWord } from './frame-rows.ts';
import { bar } from './graphs.ts';
import type { Constants } from './limits.ts';
import { type Line, span, type View } from './lines.ts';
import { fixed, percent, short, shortTime, signed, significant, time } from './numbers.ts';
import { padEnd, padStart } from './text.ts';

export function pidSection({ pid, tLambda, tThreshold, flows }: BeatRecord, constants: Constants): Section {
  const { kp, ki, kd } = flows.B.gains;
  const { epsilonReset, maxWeightDelta } = constants;
  const bounded = -pid.pidOut > maxWeightDelta || -pid.pidOut < -maxWeightDelta;
  const reset = Math.abs(pid.deltaT) < epsilonReset;
  return {
    title: 'PID',
    lines: [
      [span(`e = T_Λ − T_threshold = ${time(tLambda)} − ${shortTime(tThreshold)} = ${time(pid.deltaT)}`)],
      [
        span(
          `I = ${significant(pid.integral)}${reset ? ` (reset: |e| is below ${shortTime(epsilonReset)})` : ''}`,
        ),
      ],
      [span(`out = (Kp·e + Ki·I) + Kd·D, with Kp ${short(kp)}, Ki ${short(ki)}, Kd ${short(kd)}`)],
      [
        span(
          `    = (${significant(pid.pTerm)} + ${significant(pid.iTerm)}) + ${significant(pid.dTerm)} = ${significant(pid.pidOut)}`,
        ),
      ],
      [
        span(
          `ΔO = clamp(−out, ±${short(maxWeightDelta)}) = ${significant(pid.weightAdjustment)}${bounded ? ' (at its bound)' : ''}`,
        ),
      ],
    ],
  };
}

const COLUMN = 10;
/** Width from which the weights have their full names. */
const NAMED = 46;

export function weightsSection(record: BeatRecord, constants: Constants, view: View): Section {
  const { weightsBefore, weights, pid, deltaO } = record;
  const named = view.width >= NAMED;
  const name = named ? 12 : 3;
  const columns = Math.min(40, view.width - name - 3 * COLUMN - 2);
  const graph = columns >= 4;
  return {
    title: 'Weights',
    lines: [
      [
        span(
          padEnd('', name) +
            padStart('before', COLUMN) +
            padStart('after', COLUMN) +
            padStart('change', COLUMN),
          'dim',
        ),
      ],
      ...FLOW_IDS.map(
        (id): Line => [
          span(padEnd(named ? `${id} ${FLOW_NAMES[id]}` : id, name)),
          span(padStart(fixed(weightsBefore[id]), COLUMN)),
          span(padStart(fixed(weights[id]), COLUMN)),
          span(padStart(signed(weights[id] - weightsBefore[id]), COLUMN)),
          ...(graph ? [span('  '), span(bar(weights[id], columns, view.unicode ?? true), 'magenta')] : []),
        ],
      ),
      ...(deltaO !== pid.weightAdjustment
        ? [
            [
              span(
                `ΔO counted as ${short(deltaO)}: no reinvesting while the threat is above ${short(constants.threatFeedback)}`,
              ),
            ],
          ]
        : []),
      [span(feedback(record, constants))],
    ],
  };
}

function feedback({ decvec, weights, threatAge }: BeatRecord, { threatFeedback }: Constants): string {
  const threat = significant(decvec.rawThreat);
  const after = `after normalising ${significant(weights.E)}`;
  return decvec.rawThreat > threatFeedback
    ? `E = clamp(0.15 · threat · exp(−t/50) · max(0, 1 − O/0.3), 0.05, 0.30) with threat ${threat}, t ${short(threatAge)}; ${after}`
    : `E = 0.10, for the threat ${threat} is not above ${short(threatFeedback)}; ${after}`;
}

export function budgetSection({ budget, enacted, weights }: BeatRecord, view: View): Section {
  const why =
    enacted === 'QUARANTINE'
      ? '0 while QUARANTINE is enacted'
      : `clamp((O − 0.1)/0.7, 0, 1) with O ${significant(weights.O)}`;
  return {
    title: 'Budget',
    lines: [
      [
        span(`${percent(budget)} of optional work  `),
        span(bar(budget, Math.min(40, view.width - 28), view.unicode ?? true), 'cyan'),
      ],
      [span(why)],
    ],
  };
}

export function stabilitySection({ pid, pidStable }: BeatRecord): Section {
  return {
    title: 'Stability',
    lines: [
      [span(`V = e²/2 = ${significant(pid.lyapunov)} s²`)],
      [span(`ΔV = ${significant(pid.deltaV)} s², ${deltaVWord(pid.deltaV)}: ${pid.state}`)],
      [
        span(pidStable ? 'stable' : 'UNSTABLE', pidStable ? 'green' : ['red', 'bold']),
        span(' over the last beats'),
      ],
    ],
  };
}
