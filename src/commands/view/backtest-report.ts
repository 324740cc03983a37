/** A page of charts of a back-test: one file, no script, nothing from elsewhere. */
import type { Course, DetectionReport } from '../../backtest/backtest.ts';
import type { Summary, TestedFile } from '../../backtest/summary.ts';
import { ACTIONS, type Action } from '../../core/beat-record.ts';
import { renderBacktest } from './backtest.ts';
import { linePath, rangeOf, round, type Scale, ticks, xOf } from './chart.ts';
import { duration, short } from './numbers.ts';
import { escaped, PAGE_STYLE } from './page.ts';

const WIDTH = 1000;
const LEFT = 64;
const METRIC = 110;
const SCORE = 56;
const STRIP = 14;
const GAP = 14;
const AXIS = 20;
/** Metrics of a file that are drawn: the ones with most alarms first. */
const MOST_METRICS = 6;

export function renderReport(files: readonly TestedFile[], summary: Summary): string {
  const [, ...rest] = renderBacktest(files, { ...summary, detections: [] });
  const corpus = summary.corpus
    ? `<pre>${escaped(rest.slice(-(summary.corpus.categories.length + 7)).join('\n'))}</pre>`
    : '';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Back-test of ${files.length === 1 ? escaped(files[0]?.path ?? '') : `${files.length} recordings`}</title>
<style>${PAGE_STYLE}${STYLE}</style></head><body><main>
<h1>Back-test</h1>
<p>What the supervisor would have done on ${files.length === 1 ? 'this recording' : `these ${files.length} recordings`}: each metric, the score of its surprises, the alarms, and the actions, on one axis of time (UTC).</p>
${legend()}
${corpus}
${files.map((file, i) => section(file, summary.detections[i])).join('\n')}
</main></body></html>`;
}

function legend(): string {
  const actions = ACTIONS.map((action) => `<span><i class="a-${action}"></i>${action}</span>`);
  return `<p class="legend"><span><i class="window"></i>labelled window</span><span><i class="alarm"></i>alarm</span><span><i class="false"></i>alarm outside every window</span>${actions.join('')}</p>`;
}

function section({ path, course, windows }: TestedFile, report: DetectionReport | undefined): string {
  const name = course.entity === '' ? path : `${path} · ${course.entity}`;
  const found = report?.windows.filter(({ delay }) => delay !== null).length ?? 0;
  const told =
    windows === null
      ? `${report?.alarms.length ?? 0} alarms`
      : `${found} of ${windows.length} windows found, ${report?.falseAlarms ?? 0} alarms outside`;
  const summary = `${course.rows.length} samples in ${duration(course.span)} · ${told} · ${course.transitions} transitions`;
  return `<section><h2>${escaped(name)}</h2><p>${escaped(summary)}</p>${chart(course, report)}${alarmTable(report)}</section>`;
}

function chart(course: Course, report: DetectionReport | undefined): string {
  const times = course.rows.map(({ timestamp }) => timestamp);
  const scale = { from: times[0] ?? 0, to: times.at(-1) ?? 1, width: WIDTH - LEFT };
  const names = drawn(course, report);
  const actionsAt = names.length * (METRIC + GAP) + SCORE + GAP;
  const height = actionsAt + STRIP + AXIS;
  const parts = [
    ...(report?.windows ?? []).map(({ from, to }) => windowBox(from, to, scale, actionsAt)),
    ...names.map((metric, i) => metricPart(course, metric, times, scale, i * (METRIC + GAP))),
    scorePart(course, report, times, scale, names.length * (METRIC + GAP)),
    actionStrip(course, scale, actionsAt),
    axis(scale, actionsAt + STRIP, actionsAt),
  ];
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(`Metrics, scores and actions of ${course.entity || 'the recording'}`)}"><g transform="translate(${LEFT} 2)">${parts.join('')}</g></svg>`;
}

/** Names of the metrics to draw: those with alarms first. */
function drawn({ series }: Course, report: DetectionReport | undefined): string[] {
  const alarms = new Map<string, number>();
  for (const { metric } of report?.alarms ?? []) {
    if (metric !== null) alarms.set(metric, (alarms.get(metric) ?? 0) + 1);
  }
  return [...series.keys()]
    .sort((a, b) => (alarms.get(b) ?? 0) - (alarms.get(a) ?? 0))
    .slice(0, MOST_METRICS);
}

function windowBox(from: number, to: number, scale: Scale, height: number): string {
  const [left, right] = [xOf(from, scale), xOf(to, scale)];
  return `<rect class="window" x="${round(left)}" y="0" width="${round(Math.max(2, right - left))}" height="${height}"/>`;
}

function metricPart(
  { series }: Course,
  metric: string,
  times: readonly number[],
  scale: Scale,
  top: number,
): string {
  const values = series.get(metric) ?? [];
  const [low, high] = rangeOf(values);
  const yOf = (value: number): number => top + METRIC - ((value - low) / (high - low)) * (METRIC - 16);
  return `<text class="name" x="0" y="${top + 11}">${escaped(metric)}</text>${label(high, yOf(high))}${label(low, yOf(low))}<path class="metric" d="${linePath(times, values, scale, yOf)}"/>`;
}

function label(value: number, y: number): string {
  return `<text class="tick" x="-6" y="${round(y + 4)}" text-anchor="end">${escaped(short(Number(value.toPrecision(4))))}</text>`;
}

function scorePart(
  course: Course,
  report: DetectionReport | undefined,
  times: readonly number[],
  scale: Scale,
  top: number,
): string {
  const yOf = (score: number): number => top + SCORE - score * (SCORE - 8);
  const scores = course.rows.map(({ told }) => told);
  const threshold = report?.threshold ?? 1;
  const line = `<path class="threshold" d="M0 ${round(yOf(threshold))}H${scale.width}"/>`;
  const marks = (report?.alarms ?? []).map(({ timestamp, told, window }) => {
    const kind = window === null && (report?.windows.length ?? 0) > 0 ? 'false' : 'alarm';
    return `<circle class="${kind}" cx="${round(xOf(timestamp, scale))}" cy="${round(yOf(told))}" r="3.5"/>`;
  });
  return `<text class="tick" x="-6" y="${top + 12}" text-anchor="end">score 1</text>${label(0, yOf(0))}${line}<path class="score" d="${linePath(times, scores, scale, yOf)}"/>${marks.join('')}`;
}

/** Spells that share a column become one: the gravest action shows. */
function actionStrip({ spells }: Course, scale: Scale, top: number): string {
  const columns = new Array<Action | undefined>(scale.width);
  spells.forEach(({ from, action }, i) => {
    const first = Math.min(scale.width - 1, Math.floor(xOf(from, scale)));
    const last = Math.min(scale.width - 1, Math.floor(xOf(spells[i + 1]?.from ?? scale.to, scale)));
    for (let x = first; x <= last; x++) {
      const before = columns[x];
      if (before === undefined || ACTIONS.indexOf(action) < ACTIONS.indexOf(before)) columns[x] = action;
    }
  });
  let boxes = '';
  for (let x = 0; x < columns.length; ) {
    const action = columns[x];
    let end = x + 1;
    while (end < columns.length && columns[end] === action) end++;
    if (action)
      boxes += `<rect class="a-${action}" x="${x}" y="${top}" width="${end - x}" height="${STRIP}"/>`;
    x = end;
  }
  return `<text class="tick" x="-6" y="${top + 11}" text-anchor="end">action</text>${boxes}`;
}

function axis(scale: Scale, top: number, height: number): string {
  const day = scale.to - scale.from > 2 * 86_400;
  return ticks(scale.from, scale.to, 8)
    .map((at) => {
      const x = round(xOf(at, scale));
      const iso = new Date(at * 1000).toISOString();
      return `<path class="grid" d="M${x} 0V${height}"/><text class="tick" x="${x}" y="${top + 14}" text-anchor="middle">${day ? iso.slice(0, 10) : iso.slice(11, 19)}</text>`;
    })
    .join('');
}

function alarmTable(report: DetectionReport | undefined): string {
  if (!report || report.alarms.length === 0) return '';
  const labelled = report.windows.length > 0;
  const rows = report.alarms.map(({ timestamp, told, reason, metric, window }) => {
    const where = labelled ? `<td>${window === null ? 'outside' : `window ${window + 1}`}</td>` : '';
    return `<tr><td>${escaped(new Date(timestamp * 1000).toISOString().slice(0, 19).replace('T', ' '))}</td><td>${told.toFixed(3)}</td>${where}<td>${escaped(reason ?? metric ?? '')}</td></tr>`;
  });
  return `<details><summary>${rows.length} ${rows.length === 1 ? 'alarm' : 'alarms'}</summary><table><thead><tr><th>time</th><th>score</th>${labelled ? '<th>where</th>' : ''}<th>why</th></tr></thead><tbody>${rows.join('')}</tbody></table></details>`;
}

const STYLE = `
.legend span{margin-right:14px;white-space:nowrap}.legend i{display:inline-block;width:12px;height:12px;border-radius:2px;margin-right:5px;vertical-align:-1px}
.window{fill:var(--window);background:var(--window)}.metric{fill:none;stroke:var(--metric);stroke-width:1.1}.score{fill:none;stroke:var(--score);stroke-width:1}
.threshold{stroke:var(--dim);stroke-dasharray:4 3;fill:none}.grid{stroke:var(--line);stroke-width:.5}
circle.alarm{fill:var(--alarm)}circle.false{fill:var(--false)}i.alarm{background:var(--alarm)}i.false{background:var(--false)}
.name{font:600 12px ui-monospace,monospace;fill:var(--fg)}
.a-QUARANTINE{fill:#a40e26;background:#a40e26}.a-ALERT{fill:#fb8f44;background:#fb8f44}.a-APPLY_BALANCE{fill:#bf8700;background:#bf8700}.a-APPLY_OPTIMIZE{fill:#4ac26b;background:#4ac26b}.a-NOOP{fill:#8c959f66;background:#8c959f66}
table{border-collapse:collapse;font-size:13px;width:100%}td,th{text-align:left;padding:3px 10px 3px 0;border-bottom:1px solid var(--line);vertical-align:top}td:first-child{white-space:nowrap}
summary{cursor:pointer;color:var(--dim)}
`.trim();
