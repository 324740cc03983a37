/**
 * The decision vector against its thresholds (DESIGN §3.4), in the order in which decide() asks, with the question
 * that settled it marked.
 */
import type { Action, BeatRecord } from '../../core/beat-record.ts';
import type { Section } from './explanation.ts';
import type { Limits } from './limits.ts';
import { actionText, type Line, span, type View } from './lines.ts';
import { beside, short, significant } from './numbers.ts';
import { padEnd, padStart } from './text.ts';

interface Question {
  readonly name: string;
  readonly value: number;
  readonly relation: '≥' | '>' | '<';
  readonly limit: number;
}

/** An action and all that must hold for it. */
interface Rule {
  readonly action: Action;
  readonly questions: readonly Question[];
}

const NAME = 13;
const VALUE = 10;
const LIMIT = 8;
const PASSED = 13;

function rulesOf({ decvec }: BeatRecord, limits: Limits): Rule[] {
  const { rawThreat, stability, repairScore, optGain } = decvec;
  const ask = (name: string, value: number, relation: Question['relation'], limit: number): Question => ({
    name,
    value,
    relation,
    limit,
  });
  return [
    { action: 'QUARANTINE', questions: [ask('raw threat', rawThreat, '≥', limits.threatQuarantine)] },
    { action: 'ALERT', questions: [ask('raw threat', rawThreat, '≥', limits.threatAlert)] },
    {
      action: 'APPLY_BALANCE',
      questions: [
        ask('stability', stability, '>', limits.stability),
        ask('repair score', repairScore, '<', limits.repair),
      ],
    },
    { action: 'APPLY_OPTIMIZE', questions: [ask('opt gain', optGain, '>', limits.optGain)] },
    { action: 'NOOP', questions: [] },
  ];
}

function passes({ value, relation, limit }: Question): boolean {
  if (relation === '≥') return value >= limit;
  return relation === '>' ? value > limit : value < limit;
}

export function decisionSection(record: BeatRecord, limits: Limits, view: View): Section {
  const unseeing = record.flows.E.error !== undefined;
  const rules = rulesOf(record, limits);
  const first = rules.find((rule) => rule.questions.every(passes));
  const follows: Action = unseeing ? 'ALERT' : (first?.action ?? 'NOOP');
  const settled = rules.findIndex((rule) => rule.action === follows);
  const lines: Line[] = [
    [
      span(
        `${padEnd('', 2)}${padEnd('asked', NAME)}${padStart('value', VALUE)}  ${padEnd('threshold', LIMIT + 3)}${padEnd('passed', PASSED)}`,
        'dim',
      ),
    ],
    ...(unseeing ? [failedEntropyLine()] : []),
    ...rules.flatMap((rule, index): Line[] => {
      const reached = !unseeing && index <= settled;
      return ruleLines(rule, reached, !unseeing && index === settled, view);
    }),
  ];
  if (follows !== record.decided) {
    lines.push([
      span(
        `these numbers lead to ${follows}, but ${record.decided} is recorded: check the ledger with venom replay`,
      ),
    ]);
  }
  return { title: 'Decision', lines: [...lines, ...weighted(record)] };
}

function failedEntropyLine(): Line {
  return [
    span('> ', 'bold'),
    span('Entropy core failed: a supervisor that cannot see is not calm -> '),
    span(actionText('ALERT'), 'yellow'),
  ];
}

function ruleLines({ action, questions }: Rule, reached: boolean, settled: boolean, { width }: View): Line[] {
  const arrow = settled ? span('> ', 'bold') : span('  ');
  const tail = span(` ${action}${settled ? ' decided' : ''}`, settled ? 'bold' : 'dim');
  if (questions.length === 0) {
    const text = padEnd('otherwise', NAME + VALUE + 2 + LIMIT + 3);
    return [
      [arrow, span(width < 60 ? 'otherwise' : text + padEnd(reached ? 'yes' : 'not reached', PASSED)), tail],
    ];
  }
  return questions.flatMap((question, index): Line[] => {
    const asked = reached && questions.slice(0, index).every(passes);
    const passed = passes(question);
    const answer = asked ? (passed ? 'yes' : 'no') : 'not reached';
    const last = index === questions.length - 1;
    const numbers: Line = [
      index === 0 ? arrow : span('  '),
      span(padEnd(question.name, NAME)),
      span(padStart(beside(question.value, question.limit), VALUE)),
      span(`  ${padEnd(question.relation, 2)} ${padEnd(short(question.limit), LIMIT)}`),
      span(padEnd(answer, width < 60 ? 0 : PASSED), asked && passed ? 'green' : 'dim'),
    ];
    if (width >= 60) return [last ? [...numbers, tail] : [...numbers, span(' and', 'dim')]];
    // Too narrow for one row: the answer and the action hang under the numbers.
    return [
      numbers,
      [span('    '), span(asked ? (passed ? 'yes' : 'no') : 'not reached'), last ? tail : span(' and')],
    ];
  });
}

/** The weighted scores with their products. */
function weighted({ decvec, weightsBefore: w }: BeatRecord): Line[] {
  const product = (
    name: string,
    raw: string,
    score: number,
    id: string,
    weight: number,
    result: number,
  ): Line => [
    span(
      `${padEnd(name, NAME)}= ${padEnd(raw, 9)} ${significant(score)} · w_${id} ${significant(weight)} = ${significant(result)}`,
    ),
  ];
  return [
    [],
    product('threat', 'threat', decvec.rawThreat, 'E', w.E, decvec.threat),
    product('stability', 'conserve', decvec.rawConserve, 'B', w.B, decvec.stability),
    product('repair score', 'urgency', decvec.rawUrgency, 'R', w.R, decvec.repairScore),
    product('opt gain', 'gain', decvec.rawGain, 'O', w.O, decvec.optGain),
  ];
}
