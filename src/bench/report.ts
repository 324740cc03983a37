/** A run as one HTML page that needs nothing else: no script, no font, no address. Follows light and dark. */
import { escaped, growthChart, rowsChart } from './chart.ts';
import type { Comparison, RowComparison } from './comparison.ts';
import type { BenchDocument, Fact, Row, SuiteResult } from './document.ts';
import {
  duration,
  factText,
  headline,
  perSecond,
  plural,
  ratioText,
  speedText,
  unmatchedText,
} from './table.ts';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --dim: #59636e; --paper: #fff; --line: #d8dee4; --row: #0a7d62;
  --rival: #8a94a0; --dot: #1b1f24; --bad: #b3261e; --good: #0a7d62; --third: #8250df; --fourth: #b35900; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --dim: #9aa5b1; --paper: #0f1419; --line: #2c343d;
  --row: #2fb893; --rival: #66717d; --dot: #e6edf3; --bad: #ff8a80; --good: #57d9b0; --third: #b48cff; --fourth: #ffb066; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 860px; padding: 24px 16px 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 40px 0 8px; }
p, dl { color: var(--dim); margin: 4px 0; }
svg { width: 100%; height: auto; display: block; font-size: 12px; }
svg text { fill: var(--ink); } svg .tick, svg .value { fill: var(--dim); }
.grid { stroke: var(--line); fill: none; } .row .bar { fill: var(--row); opacity: .55; }
.rival .bar { fill: var(--rival); opacity: .55; } .spread { stroke: var(--dot); stroke-width: 3; }
.round { fill: var(--dot); opacity: .35; }
.curve-0 { --c: var(--row); } .curve-1 { --c: var(--bad); } .curve-2 { --c: var(--third); } .curve-3 { --c: var(--fourth); }
[class^=curve] polyline { fill: none; stroke: var(--c); stroke-width: 2; }
[class^=curve] circle, [class^=curve] text { fill: var(--c); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin-top: 8px; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: 3px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--dim); font-weight: 500; } th:first-child, td:first-child { text-align: left; white-space: normal; }
.slower { color: var(--bad); font-weight: 600; } .faster { color: var(--good); font-weight: 600; }
`;

/** @param comparison with an older run, where one was asked for */
export function reportHtml(run: BenchDocument, comparison?: Comparison): string {
  const title = `venom bench: ${run.machine.runtime}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
${aboutRun(run)}
${comparison ? aboutComparison(comparison) : ''}
${run.suites.map((suite) => section(suite, comparison)).join('\n')}
</body>
</html>
`;
}

function aboutRun({ machine, version, began, rounds, load }: BenchDocument): string {
  const engines = Object.entries(machine.versions).map(([name, value]) => `${name} ${value}`);
  const gigabytes = (machine.memory / 2 ** 30).toFixed(1);
  return [
    `<p>${escaped(headline(machine))}, kernel ${escaped(machine.release)}, ${gigabytes} GiB; ${escaped(engines.join(', '))}</p>`,
    `<p>venom ${escaped(version)}, ${escaped(began)}, ${rounds} rounds in alternating order; load average ${load.before.toFixed(2)} before, ${load.after.toFixed(2)} at the end</p>`,
    '<p>Bars, and discs on logarithmic axes, are medians, thick lines quartiles, dots rounds; the first row of a suite is the rival that speed is told against.</p>',
  ].join('\n');
}

function aboutComparison({ with: file, version, began, rule, warning, rows, unmatched }: Comparison): string {
  const count = (verdict: RowComparison['verdict']): number =>
    rows.filter((row) => row.verdict === verdict).length;
  const told = (verdict: 'slower' | 'faster'): string =>
    count(verdict) === 0 ? `0 ${verdict}` : `<span class="${verdict}">${count(verdict)} ${verdict}</span>`;
  return [
    `<p>Against ${escaped(file)} (venom ${escaped(version)}, ${escaped(began)}): ${told('slower')}, ${told('faster')}, ${count('same')} within the noise; ${escaped(rule)}.</p>`,
    warning === null ? '' : `<p class="slower">Beware: ${escaped(warning)}.</p>`,
    unmatched.length > 0 ? `<p>${escaped(unmatchedText(unmatched))}.</p>` : '',
  ].join('\n');
}

function section(suite: SuiteResult, comparison: Comparison | undefined): string {
  const { title, operation, rows, facts = [] } = suite;
  const compared = new Map(
    comparison?.rows.filter((row) => row.suite === suite.suite).map((row) => [row.name, row]),
  );
  const chart = rows.length > 0 ? (growthChart(title, rows) ?? rowsChart(title, rows)) : '';
  return [
    `<section id="${escaped(suite.suite)}"><h2>${escaped(title)}</h2>`,
    chart,
    rows.length > 0 ? rowsTable(rows, operation, comparison ? compared : undefined) : '',
    facts.length > 0 ? factsTable(facts) : '',
    '</section>',
  ].join('\n');
}

function rowsTable(
  rows: readonly Row[],
  operation: string,
  compared: ReadonlyMap<string, RowComparison> | undefined,
): string {
  const head = [
    '',
    'speed',
    'median',
    'quartiles',
    `${plural(operation)} a second`,
    ...(compared ? ['against the older run'] : []),
  ];
  const lines = rows.map(({ name, ratio, median, quartiles: [low, high] }) => {
    const then = compared?.get(name);
    const verdict = then
      ? `<td class="${then.verdict}">${escaped(ratioText(then))}</td>`
      : compared
        ? '<td>–</td>'
        : '';
    return `<tr><td>${escaped(name)}</td><td>${speedText(ratio)} ×</td><td>${duration(median)}</td><td>${duration(low)} … ${duration(high)}</td><td>${perSecond(median)}</td>${verdict}</tr>`;
  });
  const heads = head.map((text) => `<th>${escaped(text)}</th>`).join('');
  return `<div class="wide"><table><thead><tr>${heads}</tr></thead><tbody>${lines.join('\n')}</tbody></table></div>`;
}

function factsTable(facts: readonly Fact[]): string {
  const lines = facts.map(
    (fact) => `<tr><td>${escaped(fact.name)}</td><td>${factText(fact)} ${escaped(fact.unit)}</td></tr>`,
  );
  return `<div class="wide"><table><tbody>${lines.join('\n')}</tbody></table></div>`;
}
