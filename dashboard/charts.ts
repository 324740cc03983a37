/** Charts over the last beats: uPlot, in the colours of the page. */
import uPlot from 'uplot';
import type { BeatRecord } from '../src/core/beat-record.ts';

/** Beats shown: five minutes at one a second. */
export const SHOWN = 300;

interface Line {
  readonly label: string;
  /** Custom property of the page's style, or a colour. */
  readonly color: string;
  readonly dash?: number[];
  value(record: BeatRecord): number | null;
}

interface Spec {
  readonly id: string;
  readonly lines: readonly Line[];
  /** Fixed ends of the scale. */
  readonly range?: [number, number];
  readonly digits: number;
}

const SPECS: readonly Spec[] = [
  {
    id: 'c-pulse',
    digits: 2,
    lines: [
      { label: 'T_Λ', color: '--optimize', value: ({ tLambda }) => tLambda * 1e3 },
      {
        label: 'threshold',
        color: '--quarantine',
        dash: [6, 4],
        value: ({ tThreshold }) => tThreshold * 1e3,
      },
    ],
  },
  {
    id: 'c-threat',
    digits: 2,
    range: [0, 1],
    lines: [
      { label: 'threat', color: '--ink', value: ({ decvec }) => decvec.rawThreat },
      { label: 'ALERT', color: '--alert', dash: [6, 4], value: () => 0.6 },
      { label: 'QUARANTINE', color: '--quarantine', dash: [6, 4], value: () => 0.85 },
    ],
  },
  {
    id: 'c-lyapunov',
    digits: 2,
    lines: [
      { label: 'V', color: '--balance', value: ({ pid }) => pid.lyapunov * 1e6 },
      { label: 'ΔV', color: '--alert', value: ({ pid }) => pid.deltaV * 1e6 },
    ],
  },
  {
    id: 'c-weights',
    digits: 2,
    range: [0, 1],
    lines: [
      { label: 'R', color: '--noop', value: ({ weights }) => weights.R },
      { label: 'B', color: '--balance', value: ({ weights }) => weights.B },
      { label: 'E', color: '--alert', value: ({ weights }) => weights.E },
      { label: 'O', color: '--optimize', value: ({ weights }) => weights.O },
      { label: 'budget', color: '--ink', dash: [2, 3], value: ({ budget }) => budget },
    ],
  },
];

const AXIS_WIDTH = 46;

export class Charts {
  #plots: readonly { readonly plot: uPlot; readonly spec: Spec; readonly place: HTMLElement }[] = [];
  #records: readonly BeatRecord[] = [];

  constructor() {
    this.#make();
    const again = (): void => {
      for (const { plot } of this.#plots) plot.destroy();
      this.#make();
      this.draw(this.#records);
    };
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
    const resized = new ResizeObserver(() => {
      for (const { plot, place } of this.#plots) plot.setSize(sizeOf(place));
    });
    for (const { place } of this.#plots) resized.observe(place);
  }

  #make(): void {
    this.#plots = SPECS.map((spec) => {
      const place = document.getElementById(spec.id);
      if (!place) throw new Error(`the page has no ${spec.id}`);
      return {
        spec,
        place,
        plot: new uPlot(optionsOf(spec, place), [[], ...spec.lines.map(() => [])], place),
      };
    });
  }

  draw(records: readonly BeatRecord[]): void {
    this.#records = records;
    const shown = records.slice(-SHOWN);
    const times = shown.map(({ timestamp }) => timestamp);
    for (const { plot, spec } of this.#plots) {
      plot.setData([times, ...spec.lines.map(({ value }) => shown.map(value))]);
    }
  }
}

/** Pixels; the legend stands below the canvas and takes the lines that it needs. */
const HEIGHT = 170;

function sizeOf(place: HTMLElement): { width: number; height: number } {
  return { width: Math.max(200, place.clientWidth), height: HEIGHT };
}

function optionsOf({ lines, range, digits }: Spec, place: HTMLElement): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--dim'),
    grid: { stroke: color('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    ...sizeOf(place),
    cursor: { y: false },
    scales: { y: range ? { range: () => range } : { range: (_, low, high) => around(low, high) } },
    axes: [axis, { ...axis, size: AXIS_WIDTH, values: (_, ticks) => ticks.map(short) }],
    series: [
      { value: (_, at) => (at == null ? '' : new Date(at * 1000).toLocaleTimeString()) },
      ...lines.map(({ label, color: name, dash }) => ({
        label,
        stroke: color(name),
        width: 1.5,
        points: { show: false },
        ...(dash && { dash }),
        value: (_: uPlot, at: number | null) => (at == null ? '' : at.toFixed(digits)),
      })),
    ],
  };
}

function around(low: number | null, high: number | null): [number, number] {
  const [from, to] = [Math.min(0, low ?? 0), high ?? 1];
  return [from, to === from ? from + 1 : to + (to - from) * 0.05];
}

function short(value: number): string {
  return Math.abs(value) >= 1000 ? `${+(value / 1000).toFixed(1)}k` : String(+value.toPrecision(3));
}
