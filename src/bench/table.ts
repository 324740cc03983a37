/** Results as text: a table for each suite. */
import type { Comparison, RowComparison, Verdict } from './comparison.ts';
import type { BenchDocument, Fact, Machine, SuiteResult } from './document.ts';

export function headline({ runtime, processor, processors, system }: Machine): string {
  return `${runtime} on ${processor} (${processors} threads, ${system})`;
}

/** All of a run. */
export function tablesOf({ machine, suites }: BenchDocument): string {
  return [headline(machine), ...suites.map((suite) => tableOf(suite))].join('\n\n');
}

export function tableOf({ title, operation, rows, facts = [] }: SuiteResult): string {
  return [title, ...(rows.length > 0 ? rowsOf(rows, operation) : []), ...factsOf(facts)].join('\n');
}

function rowsOf(rows: SuiteResult['rows'], operation: string): string[] {
  const width = Math.max(...rows.map(({ name }) => name.length));
  const head = `  ${''.padEnd(width)}  ${'speed'.padStart(9)}  ${'median'.padStart(10)}  ${'quartiles'.padEnd(24)} ${plural(operation)} a second`;
  const lines = rows.map(({ name, median, quartiles: [low, high], ratio }) => {
    const spread = `${duration(low)} … ${duration(high)}`;
    return `  ${name.padEnd(width)}  ${speedText(ratio).padStart(7)} ×  ${duration(median).padStart(10)}  ${spread.padEnd(24)} ${perSecond(median)}`;
  });
  return [head, ...lines];
}

function factsOf(facts: readonly Fact[]): string[] {
  const width = Math.max(0, ...facts.map(({ name }) => name.length));
  return facts.map((fact) =>
    `  ${fact.name.padEnd(width)}  ${factText(fact).padStart(12)} ${fact.unit}`.trimEnd(),
  );
}

const MARKS: Readonly<Record<Verdict, string>> = { slower: 'SLOWER', faster: 'faster', same: '' };

export function comparisonTable({
  with: file,
  version,
  began,
  runtime,
  rule,
  warning,
  rows,
  unmatched,
}: Comparison): string {
  const names = rows.map(({ suite, name }) => `${suite}: ${name}`);
  const width = Math.max(0, ...names.map(({ length }) => length));
  return [
    `Against ${file} (venom ${version}, ${runtime}, ${began})`,
    `  ${rule}`,
    ...(warning === null ? [] : [`  Beware: ${warning}`]),
    ...rows.map((row, i) =>
      `  ${(names[i] ?? '').padEnd(width)}  ${ratioText(row).padEnd(28)}  ${MARKS[row.verdict]}`.trimEnd(),
    ),
    ...(unmatched.length > 0 ? [`  ${unmatchedText(unmatched)}`] : []),
  ].join('\n');
}

/** e.g. `Not compared: rows of beat (6 only in the old run)` */
export function unmatchedText(unmatched: Comparison['unmatched']): string {
  const counts = new Map<string, { suite: string; run: string; count: number }>();
  for (const { suite, in: run } of unmatched) {
    const key = `${suite} ${run}`;
    counts.set(key, { suite, run, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const told = [...counts.values()].map(
    ({ suite, run, count }) => `${suite} (${count} only in the ${run} run)`,
  );
  return `Not compared: rows of ${told.join(', ')}`;
}

/** e.g. `1.31 [1.28 … 1.35] × the time` */
export function ratioText({
  ratio,
  interval: [low, high],
}: Pick<RowComparison, 'ratio' | 'interval'>): string {
  return `${ratio.toFixed(2)} [${low.toFixed(2)} … ${high.toFixed(2)}] × the time`;
}

/** Of a row over the rival's. */
export function speedText(ratio: number): string {
  return ratio < 0.01 ? ratio.toPrecision(2) : ratio.toFixed(2);
}

export function factText({ value }: Fact): string {
  if (value === null) return '–';
  return Number.isInteger(value) ? value.toLocaleString('en') : value.toPrecision(3);
}

/** @param value µs */
export function duration(value: number): string {
  if (value >= 1000) return `${(value / 1000).toFixed(1)} ms`;
  return value >= 1 ? `${value.toFixed(2)} µs` : `${(value * 1000).toFixed(1)} ns`;
}

/** @param median µs an operation */
export function perSecond(median: number): string {
  return Math.round(1e6 / median).toLocaleString('en');
}

export function plural(word: string): string {
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
