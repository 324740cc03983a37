/** An evaluation as a picture that stands by itself: SVG, or the same within a page. No scripts, nothing fetched. */
import type { RocPoint } from '../../inference/evaluation.ts';
import { significant } from '../view/numbers.ts';
import type { Judged } from './evaluate-model.ts';
import { calibrationChart, confusionTable, rocChart } from './report-charts.ts';
import { element, escaped, text } from './svg.ts';

const WIDTH = 920;
const HEIGHT = 690;
const ROC = { left: 76, top: 132, size: 340 };
const CALIBRATION = { left: 540, top: 132, size: 340 };
const TABLES = { left: [76, 300], top: 562 } as const;

/** Colours that keep their contrast on either ground. */
const STYLE = `
svg { --ground: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --curve: #0b62c4; --alert: #b35900; --quarantine: #c01c28; --right: #1a6e2e; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { svg { --ground: #0f1318; --ink: #e6edf3; --soft: #9aa7b4; --line: #313a44; --curve: #6cb1ff; --alert: #f0a34a; --quarantine: #ff7b80; --right: #6fce85; } }
.ground { fill: var(--ground); }
text { fill: var(--ink); font-size: 13px; }
.heading { font-size: 19px; font-weight: 600; }
.title { font-size: 14px; font-weight: 600; }
.label, .tick { fill: var(--soft); }
.tick, .count { font-size: 11.5px; }
.count { fill: var(--soft); }
.cell { font-size: 14px; }
.right { fill: var(--right); }
.wrong { fill: var(--quarantine); }
.frame { fill: none; stroke: var(--line); }
.grid { stroke: var(--line); stroke-width: 0.5; }
.axis { stroke: var(--soft); }
.diagonal { stroke: var(--soft); stroke-dasharray: 4 4; }
.curve { fill: none; stroke: var(--curve); stroke-width: 2; stroke-linejoin: round; }
.bin { fill: var(--curve); stroke: var(--ground); }
.bar { fill: var(--curve); fill-opacity: 0.45; }
.halo { paint-order: stroke; stroke: var(--ground); stroke-width: 4px; fill: var(--ink); }
.alert { fill: var(--alert); stroke: var(--ground); }
.quarantine { fill: var(--quarantine); stroke: var(--ground); }
`;

export function reportSvg(judged: Judged, roc: readonly RocPoint[]): string {
  return `${drawn(judged, roc, { width: WIDTH, height: HEIGHT })}\n`;
}

export function reportHtml(judged: Judged, roc: readonly RocPoint[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(titleOf(judged))}</title>
<style>
body { margin: 0; background: #ffffff; }
@media (prefers-color-scheme: dark) { body { background: #0f1318; } }
svg { display: block; width: 100%; max-width: ${WIDTH}px; height: auto; margin: 0 auto; }
</style>
</head>
<body>
${drawn(judged, roc, {})}
</body>
</html>
`;
}

function drawn(judged: Judged, roc: readonly RocPoint[], size: Readonly<Record<string, number>>): string {
  const { auc, ece, calibration, confusions } = judged;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      ...size,
      role: 'img',
      'aria-label': summaryOf(judged),
      'font-family': "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    },
    [
      `<title>${escaped(titleOf(judged))}</title>`,
      `<style>${STYLE}</style>`,
      element('rect', { width: WIDTH, height: HEIGHT, class: 'ground' }),
      text(shortened(titleOf(judged), 78), 34, 40, { class: 'heading' }),
      text(shortened(subtitleOf(judged), 130), 34, 64, { class: 'label' }),
      text(summaryOf(judged), 34, 84, { class: 'label' }),
      rocChart(ROC, roc, auc, confusions),
      calibrationChart(CALIBRATION, calibration, ece),
      ...confusions.map((table, i) => confusionTable(TABLES.left[i] ?? 0, TABLES.top, table)),
    ].join('\n'),
  );
}

function titleOf({ model }: Judged): string {
  return `Threat model ${model.source}`;
}

function subtitleOf({ data, rows, positives, model }: Judged): string {
  const weight = model.mlWeight === null ? '' : `, ml weight ${significant(model.mlWeight)}`;
  return `${rows} rows of ${data}, ${positives} of them threats${weight}, sha256 ${model.sha256.slice(0, 12)}…`;
}

function summaryOf({ auc, brier, logLoss, ece }: Judged): string {
  return `AUC ${auc.toFixed(4)} · Brier score ${brier.toFixed(4)} · log-loss ${logLoss.toFixed(4)} · ECE ${ece.toFixed(4)}`;
}

function shortened(words: string, most: number): string {
  return words.length > most ? `${words.slice(0, most - 1)}…` : words;
}
