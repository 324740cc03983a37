/**
 * The whole chain of one beat, from what was sensed to what was recorded (`venom explain`): every formula with its
 * numbers, every threshold with the value it met, so that a reader can check the decision by hand.
 */
import type { BeatRecord } from '../../core/beat-record.ts';
import { budgetSection, pidSection, stabilitySection, weightsSection } from './explanation-control.ts';
import { decisionSection } from './explanation-decision.ts';
import { coresSection, featuresSection, pulseSection, riskSection } from './explanation-senses.ts';
import type { Constants } from './limits.ts';
import { actionSpan, type Line, paint, paragraph, span, type View } from './lines.ts';
import { moment } from './numbers.ts';
import { columnsOf, legible, padEnd, padStart } from './text.ts';

export interface ExplanationParts {
  readonly record: BeatRecord;
  /** The ledger entries of this beat, in order. */
  readonly entries: ReadonlyArray<{ readonly index: number; readonly type: string; readonly hash: string }>;
  /** What the guard said, where it said something. */
  readonly guard?: string | undefined;
}

/** A titled part of the explanation. Lines wider than the view are wrapped, not cut. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

const INDENT = 2;

export function renderExplanation(parts: ExplanationParts, constants: Constants, view: View): string[] {
  const { record } = parts;
  const inner = { ...view, width: Math.max(1, view.width - INDENT) };
  const sections: Section[] = [
    featuresSection(record),
    riskSection(record),
    pulseSection(record, constants),
    coresSection(record, inner),
    decisionSection(record, constants, inner),
    guardSection(parts, inner),
    pidSection(record, constants),
    weightsSection(record, constants, inner),
    budgetSection(record, inner),
    stabilitySection(record),
    ledgerSection(parts, inner),
  ];
  const lines: Line[] = [
    [span(`beat ${record.beat}`, 'bold'), span(`  ${moment(record.timestamp)}`, 'dim')],
    [actionSpan(record.enacted)],
    ...paragraph(record.reason, view, INDENT),
  ];
  for (const { title, lines: body } of sections) {
    lines.push([], [span(title, 'bold')]);
    for (const line of body)
      lines.push(...fitted(line, inner).map((part) => [span(' '.repeat(INDENT)), ...part]));
  }
  return lines.map((line) => paint(line, view));
}

/** A line as it is where it fits. Else one of a single span is wrapped, its indent kept; tables are cut. */
function fitted(line: Line, view: View): Line[] {
  const [only] = line;
  if (only === undefined || line.length > 1) return [line];
  const text = legible(only.text, view.unicode ?? true);
  if (columnsOf(text) <= view.width) return [line];
  const indent = Math.min(text.length - text.trimStart().length, Math.floor(view.width / 4));
  return paragraph(text, view, indent + INDENT, only.format).map((part, index) =>
    index === 0 ? [span(' '.repeat(indent)), ...part.slice(1)] : part,
  );
}

function guardSection({ record: { decided, enacted }, guard }: ExplanationParts, view: View): Section {
  const verdict: Line[] = [
    [span('decided  '), actionSpan(decided)],
    [span('enacted  '), actionSpan(enacted), span(decided === enacted ? '' : ', changed by the guard')],
  ];
  return { title: 'Guard', lines: [...verdict, ...(guard === undefined ? [] : paragraph(guard, view))] };
}

function ledgerSection({ entries, record }: ExplanationParts, view: View): Section {
  const { width, unicode = true } = view;
  if (entries.length === 0) return { title: 'Ledger', lines: [[span('no entries of this beat were given')]] };
  const rows = entries.map(({ index, type, hash }) => ({
    index: String(index),
    type: legible(type, unicode),
    hash: legible(hash, unicode),
  }));
  const widest = (texts: readonly string[]) =>
    texts.reduce((most, text) => Math.max(most, columnsOf(text)), 0);
  const indexColumns = widest(rows.map(({ index }) => index));
  const typeColumns = widest(rows.map(({ type }) => type));
  const hashColumns = widest(rows.map(({ hash }) => hash));
  const oneRow = indexColumns + typeColumns + hashColumns + 4 <= width;
  return {
    title: 'Ledger',
    lines: [
      ...rows.flatMap(({ index, type, hash }): Line[] => {
        const entry = `${padStart(index, indexColumns)}  `;
        return oneRow
          ? [[span(`${entry}${padEnd(type, typeColumns)}  ${hash}`)]]
          : [[span(entry), span(type)], ...paragraph(hash, view, INDENT)];
      }),
      [span(`${record.ledgerLength} entries after this beat`)],
    ],
  };
}
