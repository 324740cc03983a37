/** How good a threat model is, as text and as a page with pictures. */
import type { Confusion, Evaluation } from '../../inference/evaluation.ts';
import { round } from './chart.ts';
import { escaped, PAGE_STYLE } from './page.ts';
import { padEnd, padStart } from './text.ts';

const LABEL = 13;

export function renderEvaluation(source: string, evaluation: Evaluation): string[] {
  const { rows, positives, auc, brier, logLoss, calibrationError, calibration, confusion } = evaluation;
  const row = (label: string, text: string): string => `${padEnd(label, LABEL)}${text}`;
  return [
    row('model', source),
    row('rows', `${rows}, ${positives} of them labelled 1`),
    row('AUC', auc === null ? 'none: all rows have one label' : auc.toFixed(4)),
    row(
      'Brier score',
      `${brier.toFixed(4)} (0 is perfect, ${baseline(evaluation).toFixed(4)} is always saying how often it is)`,
    ),
    row('log loss', logLoss.toFixed(4)),
    row('calibration', `off by ${calibrationError.toFixed(4)} on average`),
    '',
    ...confusion.flatMap((one) => confusionLines(one)),
    'threat said        rows   mean said   really',
    ...calibration
      .filter(({ count }) => count > 0)
      .map(
        ({ from, to, count, predicted, observed }) =>
          `${from.toFixed(1)} to ${to.toFixed(1)}${padStart(String(count), 13)}${padStart((predicted ?? 0).toFixed(4), 12)}${padStart((observed ?? 0).toFixed(4), 9)}`,
      ),
  ];
}

function baseline({ rows, positives }: Evaluation): number {
  const rate = positives / rows;
  return rate * (1 - rate);
}

function confusionLines({
  threshold,
  truePositive,
  falsePositive,
  trueNegative,
  falseNegative,
  precision,
  recall,
}: Confusion): string[] {
  const share = (value: number | null): string => (value === null ? 'none' : `${(100 * value).toFixed(1)} %`);
  return [
    `at ${threshold.toFixed(2)}            was 1    was 0`,
    `said 1 ${padStart(String(truePositive), 14)}${padStart(String(falsePositive), 9)}   precision ${share(precision)}`,
    `said 0 ${padStart(String(falseNegative), 14)}${padStart(String(trueNegative), 9)}   recall ${share(recall)}`,
    '',
  ];
}

const SIZE = 320;
const EDGE = 44;

export function renderModelReport(source: string, evaluation: Evaluation): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Threat model ${escaped(source)}</title>
<style>${PAGE_STYLE}
.pictures{display:flex;flex-wrap:wrap;gap:24px}.pictures figure{margin:0;flex:1 1 300px;max-width:440px}figcaption{color:var(--dim);font-size:13px}
.curve{fill:none;stroke:var(--metric);stroke-width:2}.chance{stroke:var(--dim);stroke-dasharray:4 3;fill:none}.bin{fill:var(--score)}.count{fill:var(--line)}.frame{fill:none;stroke:var(--line)}
</style></head><body><main>
<h1>Threat model</h1>
<p>How good the threat of <b>${escaped(source)}</b> is on ${evaluation.rows} labelled rows, ${evaluation.positives} of them labelled 1.</p>
<div class="pictures"><figure>${rocPicture(evaluation)}<figcaption>How many of what was wrong it finds, against how often it cries without cause, at every threshold. AUC ${evaluation.auc?.toFixed(4) ?? 'none'}: 1 is perfect, 0.5 is chance.</figcaption></figure>
<figure>${calibrationPicture(evaluation)}<figcaption>What it says against how often it was so; on the dashed line a threat of 0.7 means 7 in 10. Grey: rows in each tenth. Brier score ${evaluation.brier.toFixed(4)}.</figcaption></figure></div>
<pre>${escaped(renderEvaluation(source, evaluation).join('\n'))}</pre>
</main></body></html>`;
}

const x = (share: number): number => round(EDGE + share * SIZE);
const y = (share: number): number => round(10 + (1 - share) * SIZE);

function picture(label: string, horizontal: string, vertical: string, inner: string): string {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map(
    (at) =>
      `<text class="tick" x="${x(at)}" y="${SIZE + 26}" text-anchor="middle">${at}</text><text class="tick" x="${EDGE - 6}" y="${y(at) + 4}" text-anchor="end">${at}</text>`,
  );
  return `<svg viewBox="0 0 ${SIZE + EDGE + 12} ${SIZE + 50}" role="img" aria-label="${label}"><rect class="frame" x="${EDGE}" y="10" width="${SIZE}" height="${SIZE}"/><path class="chance" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>${inner}${ticks.join('')}<text class="tick" x="${x(0.5)}" y="${SIZE + 44}" text-anchor="middle">${horizontal}</text><text class="tick" transform="translate(12 ${y(0.5)}) rotate(-90)" text-anchor="middle">${vertical}</text></svg>`;
}

function rocPicture({ roc }: Evaluation): string {
  const points = roc.map(([falsePositive, truePositive]) => `${x(falsePositive)} ${y(truePositive)}`);
  return picture(
    'ROC curve',
    'false alarms, share',
    'found, share',
    `<path class="curve" d="M${points.join('L')}"/>`,
  );
}

function calibrationPicture({ calibration, rows }: Evaluation): string {
  const bars = calibration.map(({ from, to, count }) => {
    const height = (count / rows) * SIZE;
    return `<rect class="count" x="${x(from) + 1}" y="${round(10 + SIZE - height)}" width="${x(to) - x(from) - 2}" height="${round(height)}"/>`;
  });
  const dots = calibration.map(({ predicted, observed }) =>
    predicted === null || observed === null
      ? ''
      : `<circle class="bin" cx="${x(predicted)}" cy="${y(observed)}" r="5"/>`,
  );
  return picture('Calibration', 'threat said', 'really, share', bars.join('') + dots.join(''));
}
