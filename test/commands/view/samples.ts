/** Beats, arbitrary and by hand, for the tests of the views. */
import fc from 'fast-check';
import type { Constants } from '../../../src/commands/view/index.ts';
import { ACTIONS, type BeatRecord } from '../../../src/core/beat-record.ts';

export const CONSTANTS: Constants = {
  threatQuarantine: 0.85,
  threatAlert: 0.6,
  stability: 0.25,
  repair: 0.1,
  optGain: 0.1,
  t1: 0.001,
  kFlows: 4,
  pNodes: 5,
  epsilon: 1e-6,
  epsilonReset: 1e-4,
  maxWeightDelta: 0.05,
  threatFeedback: 0.5,
};

/** A calm beat in closed loop: the load at a fifth of its setpoint, one surprise. */
export function beat(changes: Partial<BeatRecord> = {}): BeatRecord {
  const weights = { R: 0.25, B: 0.25, E: 0.1, O: 0.4 };
  return {
    type: 'beat',
    beat: 12,
    timestamp: 1_790_000_000.5,
    tLambda: 0.0042105,
    tThreshold: 0.02,
    p: 5,
    lnU: 4,
    load: { metric: 'cpu.total', value: 0.1475, setpoint: 0.7, held: false },
    features: {
      anoms: 1,
      surprises: [
        {
          metric: 'cpu.total',
          family: 'cpu',
          value: 0.98,
          score: 7.1,
          reason: 'cpu.total 0.98, usual 0.03 to 0.41',
        },
      ],
      missing: [],
      fresh: true,
      warmingUp: false,
      blind: false,
    },
    metrics: { 'cpu.total': 0.1475 },
    injected: 0,
    riskAnoms: 0,
    totalAnoms: 1,
    flows: {
      R: {
        flow: 'R',
        scores: { urgency: 0.1, cost: 0.05 },
        explanation: '1 anomaly makes repair urgent to 0.1.',
        version: 'R/1',
        plan: 'repair+replicate',
      },
      B: {
        flow: 'B',
        scores: { conserve: 0.21 },
        explanation: 'A pulse of 4.211 ms against 20 ms asks to hold back to 0.21.',
        version: 'B/1',
        gains: { kp: 0.6, ki: 0.1, kd: 0.05 },
      },
      E: {
        flow: 'E',
        scores: { threat: 0.53 },
        explanation: '1 anomaly at weight 0.12 makes a threat of 0.53.',
        version: 'E/1',
      },
      O: {
        flow: 'O',
        scores: { expectedGain: 0.789 },
        explanation: 'A pulse of 4.211 ms leaves 78.9 % of 20 ms to reinvest.',
        version: 'O/1',
        plan: 'reinvest+transform',
      },
    },
    decvec: {
      threat: 0.053,
      stability: 0.0525,
      repairScore: 0.025,
      optGain: 0.276,
      rawThreat: 0.53,
      rawUrgency: 0.1,
      rawConserve: 0.21,
      rawGain: 0.789,
    },
    decided: 'APPLY_OPTIMIZE',
    enacted: 'APPLY_OPTIMIZE',
    reason: 'The optimise gain of 0.276 is above 0.1: T_Λ 4.211 ms of 20 ms leaves room to reinvest.',
    pid: {
      pidOut: -0.011,
      pTerm: -0.0095,
      iTerm: -0.0016,
      dTerm: 0.0001,
      deltaT: -0.01579,
      integral: -0.016,
      weightAdjustment: 0.011,
      lyapunov: 1.247e-4,
      deltaV: -1e-6,
      state: 'converging',
    },
    deltaO: 0,
    threatAge: 3,
    pidStable: true,
    weightsBefore: { R: 0.25, B: 0.25, E: 0.15, O: 0.35 },
    weights,
    budget: 0.43,
    ledgerLength: 85,
    ...changes,
  };
}

/** A beat with this raw threat. */
export function threatened(rawThreat: number, changes: Partial<BeatRecord> = {}): BeatRecord {
  const base = beat();
  return { ...base, decvec: { ...base.decvec, rawThreat }, ...changes };
}

/** A beat whose Entropy core saw nothing. */
export function blindBeat(): BeatRecord {
  const base = beat();
  return {
    ...base,
    features: { ...base.features, anoms: 0, surprises: [], fresh: false, blind: true },
    flows: { ...base.flows, E: { ...base.flows.E, scores: { threat: 0 }, error: 'blind: no sample' } },
    decvec: { ...base.decvec, rawThreat: 0, threat: 0 },
    decided: 'ALERT',
    enacted: 'ALERT',
  };
}

const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ noNaN: true, min: 0, max: 1 }),
  fc.constantFrom(0, -0, 5e-324, 1.7976931348623157e308, -1e300, 0.84999999999, 1e21),
);
const count = fc.nat({ max: 1_000_000 });
/** Names and messages as a hostile source may send them. */
export const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '\x1b[31m',
        '\x1b]0;title\x07',
        '\u009b2J',
        '\r',
        '\n',
        '漢字',
        '👨‍👩‍👧',
        'é',
        '\u202e',
        'cpu ',
        '\ud800',
        '🫠',
        'T_Λ ≥ ',
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
);
const weights = fc.record({ R: number, B: number, E: number, O: number });
const explained = { explanation: text, version: text };
const failing = fc.option(text, { nil: undefined }).map((error) => (error === undefined ? {} : { error }));

/** Any beat, however odd its numbers and texts. */
export const anyBeat: fc.Arbitrary<BeatRecord> = fc.record({
  type: fc.constant('beat' as const),
  beat: count,
  timestamp: number,
  tLambda: number,
  tThreshold: number,
  p: number,
  lnU: number,
  load: fc.option(
    fc.record({
      metric: text,
      value: fc.option(number),
      setpoint: number,
      held: fc.boolean(),
    }),
  ),
  features: fc.record({
    anoms: count,
    surprises: fc.array(
      fc.record({ metric: text, family: text, value: number, score: number, reason: text }),
      {
        maxLength: 6,
      },
    ),
    missing: fc.array(text, { maxLength: 5 }),
    fresh: fc.boolean(),
    warmingUp: fc.boolean(),
    blind: fc.boolean(),
  }),
  metrics: fc.constant(null),
  injected: number,
  riskAnoms: number,
  totalAnoms: number,
  flows: fc.record({
    R: fc
      .tuple(
        fc.record({
          flow: fc.constant('R' as const),
          scores: fc.record({ urgency: number, cost: number }),
          plan: fc.constant('repair+replicate' as const),
          ...explained,
        }),
        failing,
      )
      .map(([result, error]) => ({ ...result, ...error })),
    B: fc.record({
      flow: fc.constant('B' as const),
      scores: fc.record({ conserve: number }),
      gains: fc.record({ kp: number, ki: number, kd: number }),
      ...explained,
    }),
    E: fc
      .tuple(
        fc.record({
          flow: fc.constant('E' as const),
          scores: fc.record({ threat: number }),
          ...explained,
        }),
        failing,
      )
      .map(([result, error]) => ({ ...result, ...error })),
    O: fc.record({
      flow: fc.constant('O' as const),
      scores: fc.record({ expectedGain: number }),
      plan: fc.constant('reinvest+transform' as const),
      ...explained,
    }),
  }),
  decvec: fc.record({
    threat: number,
    stability: number,
    repairScore: number,
    optGain: number,
    rawThreat: number,
    rawUrgency: number,
    rawConserve: number,
    rawGain: number,
  }),
  decided: fc.constantFrom(...ACTIONS),
  enacted: fc.constantFrom(...ACTIONS),
  reason: text,
  pid: fc.record({
    pidOut: number,
    pTerm: number,
    iTerm: number,
    dTerm: number,
    deltaT: number,
    integral: number,
    weightAdjustment: number,
    lyapunov: number,
    deltaV: number,
    state: fc.constantFrom(
      'settled' as const,
      'converging' as const,
      'holding' as const,
      'diverging' as const,
    ),
  }),
  deltaO: number,
  threatAge: number,
  pidStable: fc.boolean(),
  weightsBefore: weights,
  weights,
  budget: number,
  ledgerLength: count,
});

/** Width and looks of an output. */
export const anyView = fc.record({
  width: fc.integer({ min: 1, max: 160 }),
  height: fc.integer({ min: 1, max: 40 }),
  colour: fc.boolean(),
  unicode: fc.boolean(),
});
