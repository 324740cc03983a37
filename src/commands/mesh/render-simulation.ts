/** A simulated mesh as text, and as a picture: the share of all deliveries made, over the time since they were sent. */
import type { Quantiles, SimulationResult } from '../../mesh/simulation/simulate.ts';
import { element, line, rounded, text } from '../model/svg.ts';

export function simulationText(result: SimulationResult): string {
  const { nodes, loss, seed, partition, delivered, expected, convergence, membershipHealed } = result;
  const cut = partition
    ? `, ${partition.share * 100} % cut off for ${partition.seconds} s from second ${partition.at}`
    : '';
  return [
    `${nodes} nodes, ${rounded(loss * 100)} % loss${cut}, seed ${seed}, ${result.messages} messages`,
    `delivered      ${delivered} of ${expected} (${shareOf(result)}), ${result.repaired} by repair, ${result.deliveredTwice} twice, ${result.outOfOrder} out of order`,
    `to one node    ${quantilesText(result.latency)}`,
    `to all nodes   ${quantilesText(result.toAll)}`,
    `converged      ${secondsText(convergence)} after the last message${partition ? ' or the healing' : ''}`,
    ...(partition ? [`members whole  ${secondsText(membershipHealed)} after the healing`] : []),
    `false deaths   ${result.falseDeaths}`,
    `bytes a node   ${result.bytesPerNode.mean.toLocaleString('en')} sent on average, ${result.bytesPerNodeSecond.toLocaleString('en')} a second`,
  ].join('\n');
}

function shareOf({ delivered, expected }: SimulationResult): string {
  return `${rounded((100 * delivered) / expected)} %`;
}

function quantilesText(quantiles: Quantiles | null): string {
  if (!quantiles) return 'none';
  const { p50, p90, p99, max } = quantiles;
  return `p50 ${secondsText(p50)}, p90 ${secondsText(p90)}, p99 ${secondsText(p99)}, most ${secondsText(max)}`;
}

function secondsText(seconds: number | null): string {
  if (seconds === null) return 'never';
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

const [WIDTH, HEIGHT] = [760, 440];
const PLOT = { left: 70, top: 96, width: 650, height: 270 };
const STYLE = `svg { background: #ffffff; } text { fill: #1b2733; font-size: 13px; } .heading { font-size: 16px; font-weight: 600; letter-spacing: -0.2px; }
.grid { stroke: #dde3e8; } .frame { fill: none; stroke: #9aa7b2; } .curve { fill: none; stroke: #2463a6; stroke-width: 2.5; }
@media (prefers-color-scheme: dark) { svg { background: #0f1318; } text { fill: #dbe4ec; } .grid { stroke: #26303a; } .curve { stroke: #6cb0f5; } }`;

/** Time on a logarithmic axis: gossip takes tenths of a second, and a partition a minute. */
export function simulationSvg(result: SimulationResult): string {
  const [least, most] = [0.01, 100];
  const x = (seconds: number): number => {
    const held = Math.min(most, Math.max(least, seconds));
    return PLOT.left + (PLOT.width * Math.log10(held / least)) / Math.log10(most / least);
  };
  const y = (share: number): number => PLOT.top + PLOT.height * (1 - share);
  const bottom = PLOT.top + PLOT.height;
  const points = result.curve.map(([seconds, share]) => `${rounded(x(seconds))},${rounded(y(share))}`);
  const [head = '', ...facts] = simulationText(result).split('\n');
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': head,
      'font-family': "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif",
    },
    [
      `<style>${STYLE}</style>`,
      text(head, 24, 34, { class: 'heading' }),
      text(facts[0]?.replace(/\s+/g, ' ') ?? '', 24, 58),
      text(facts[1]?.replace(/\s+/g, ' ') ?? '', 24, 78),
      ...[0.01, 0.1, 1, 10, 100].flatMap((seconds) => [
        line(x(seconds), PLOT.top, x(seconds), bottom, 'grid'),
        text(`${seconds} s`, x(seconds), bottom + 20, { 'text-anchor': 'middle' }),
      ]),
      ...[0, 0.25, 0.5, 0.75, 1].flatMap((share) => [
        line(PLOT.left, y(share), PLOT.left + PLOT.width, y(share), 'grid'),
        text(`${share * 100} %`, PLOT.left - 8, y(share) + 4, { 'text-anchor': 'end' }),
      ]),
      element('rect', { x: PLOT.left, y: PLOT.top, width: PLOT.width, height: PLOT.height, class: 'frame' }),
      element('polyline', { points: [`${x(least)},${y(0)}`, ...points].join(' '), class: 'curve' }),
      text(
        'time since a message was sent; share of all deliveries made',
        PLOT.left + PLOT.width / 2,
        bottom + 46,
        {
          'text-anchor': 'middle',
        },
      ),
    ].join('\n'),
  )}\n`;
}
