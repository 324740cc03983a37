/** The first half of an explanation: what was sensed, the pulse that follows from it, and what the cores said. */
import type { BeatRecord } from '../../core/beat-record.ts';
import { FLOW_IDS, FLOW_NAMES, type FlowResults } from '../../flows/flow.ts';
import type { Section } from './explanation.ts';
import type { Constants } from './limits.ts';
import { type Line, paragraph, span, type View } from './lines.ts';
import { counted, percent, short, shortTime, significant, time } from './numbers.ts';

export function featuresSection({ features, load }: BeatRecord): Section {
  const { anoms, surprises, missing, fresh, warmingUp, blind } = features;
  return {
    title: 'Features',
    lines: [
      [span(fresh ? 'a new sample came for this beat' : 'no new sample came for this beat')],
      ...(blind ? [[span('BLIND: no sample for too long, so the Entropy core cannot see', 'yellow')]] : []),
      ...(warmingUp ? [[span('warming up: the detector has seen too little to judge', 'cyan')]] : []),
      [span(counted(anoms, 'independent surprise'))],
      ...surprises.map(
        (surprise): Line => [
          span(`  ${surprise.family}: ${surprise.reason} (score ${significant(surprise.score, 3)})`),
        ],
      ),
      [
        span(
          missing.length === 0
            ? 'no reading missing'
            : `${counted(missing.length, 'reading')} missing, counted as unknown: ${missing.join(', ')}`,
        ),
      ],
      [span(loadInWords(load))],
    ],
  };
}

function loadInWords(load: BeatRecord['load']): string {
  if (load === null) return 'open loop: no load signal is named';
  const { metric, value, setpoint, held } = load;
  if (value === null) return `load ${metric} unknown, setpoint ${short(setpoint)}`;
  const share = percent(value / setpoint);
  return `load ${metric} ${significant(value)}, setpoint ${short(setpoint)} (${share} of it)${held ? ', held from an earlier beat' : ''}`;
}

export function riskSection({ features, injected, riskAnoms, totalAnoms }: BeatRecord): Section {
  return {
    title: 'Risk',
    lines: [
      [
        span(
          `total anomalies = seen ${short(features.anoms)} + risk ${short(riskAnoms)} (injected, halving with time) = ${short(totalAnoms)}`,
        ),
      ],
      ...(injected > 0 ? [[span(`${short(injected)} of the risk injected since the beat before`)]] : []),
    ],
  };
}

export function pulseSection(record: BeatRecord, constants: Constants): Section {
  const { tLambda, tThreshold, p, lnU, load } = record;
  const { t1, kFlows: k, pNodes, epsilon } = constants;
  const coupling: Line[] =
    load === null || load.value === null
      ? [[span(`ln U = ${significant(lnU)} (not tied to a load)`)]]
      : [
          [span('ln U = (load/setpoint) · T_threshold · (1 − 1/(k·P_NODES)) / T1')],
          [
            span(
              `     = (${significant(load.value)}/${short(load.setpoint)}) · ${shortTime(tThreshold)} · (1 − 1/(${k}·${pNodes})) / ${shortTime(t1)} = ${significant(lnU)}`,
            ),
          ],
        ];
  return {
    title: 'Pulse',
    lines: [
      ...coupling,
      [span('T_Λ = max(ε, T1 · ln U / (1 − 1/(k·P)))')],
      [
        span(
          `    = max(${shortTime(epsilon)}, ${shortTime(t1)} · ${significant(lnU)} / (1 − 1/(${k}·${short(p)}))) = ${time(tLambda)}`,
        ),
      ],
      [span(`T_threshold ${shortTime(tThreshold)}: the pulse is at ${percent(tLambda / tThreshold)} of it`)],
    ],
  };
}

export function coresSection({ flows }: BeatRecord, view: View): Section {
  return {
    title: 'Cores',
    lines: FLOW_IDS.flatMap((id): Line[] => {
      const { error, explanation, version } = flows[id];
      const head: Line[] = [[span(`${id} ${FLOW_NAMES[id]}`.padEnd(12), 'bold'), span(version, 'dim')]];
      const scored = paragraph(scores(flows)[id], view, 2);
      const said =
        error === undefined
          ? paragraph(explanation, view, 2)
          : paragraph(`failed, so its scores are 0: ${error}`, view, 2, ['yellow']);
      return [...head, ...scored, ...said];
    }),
  };
}

function scores({ R, B, E, O }: FlowResults): Record<'R' | 'B' | 'E' | 'O', string> {
  return {
    R: `urgency ${significant(R.scores.urgency)}, cost ${significant(R.scores.cost)}, ${R.plan}`,
    B: `conserve ${significant(B.scores.conserve)}`,
    E: E.error === undefined ? `threat ${significant(E.scores.threat)}` : 'threat unknown',
    O: `expected gain ${significant(O.scores.expectedGain)}, ${O.plan}`,
  };
}
