/**
 * Draws docs/images/fleet-growth.svg from a measurement: ns an entity against the size of the fleet.
 *
 *   node bin/venom.js bench fleet-growth --json | node scripts/growth-chart.ts
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PLOT = { left: 60, top: 30, width: 560, height: 260 };
const COLOURS = { fleet: '#0a7', TypeScript: '#b40' } as const;

interface Point {
  readonly entities: number;
  readonly nanoseconds: number;
}

function pointsOf(document: unknown, who: keyof typeof COLOURS): Point[] {
  const { suites } = document as { suites: { suite: string; rows: { name: string; median: number }[] }[] };
  const rows = suites.find(({ suite }) => suite === 'fleet-growth')?.rows ?? [];
  return rows
    .filter(({ name }) => name.endsWith(`, ${who}`))
    .map(({ name, median }) => ({
      entities: Number(name.slice(0, name.indexOf(' ')).replaceAll(',', '')),
      nanoseconds: 1000 * median,
    }));
}

const document: unknown = JSON.parse(await text(process.stdin));
const series = Object.entries(COLOURS).map(([who, colour]) => ({
  who,
  colour,
  points: pointsOf(document, who as keyof typeof COLOURS),
}));
const all = series.flatMap(({ points }) => points);
if (all.length === 0) throw new Error('there is no suite fleet-growth in what was given');
const most = Math.ceil(Math.max(...all.map(({ nanoseconds }) => nanoseconds)) / 10) * 10;
const x = (entities: number): number => PLOT.left + (PLOT.width * (Math.log10(entities) - 2)) / 5;
const y = (nanoseconds: number): number => PLOT.top + PLOT.height * (1 - nanoseconds / most);

const lines = [
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 340" font-family="sans-serif" font-size="12">`,
  '<title>Cost of a beat by the size of the fleet</title>',
  '<rect width="680" height="340" fill="#fff"/>',
  `<text x="${PLOT.left}" y="18">ns an entity and beat, one thread, by the entities of the fleet</text>`,
];
for (let level = 0; level <= most; level += 10) {
  lines.push(
    `<path d="M${PLOT.left} ${y(level).toFixed(1)}h${PLOT.width}" stroke="#ddd"/>`,
    `<text x="${PLOT.left - 8}" y="${(y(level) + 4).toFixed(1)}" text-anchor="end">${level}</text>`,
  );
}
for (let power = 2; power <= 7; power++) {
  lines.push(
    `<text x="${x(10 ** power).toFixed(1)}" y="${PLOT.top + PLOT.height + 20}" text-anchor="middle">${(10 ** power).toLocaleString('en')}</text>`,
  );
}
for (const { who, colour, points } of series) {
  const path = points.map((point) => `${x(point.entities).toFixed(1)},${y(point.nanoseconds).toFixed(1)}`);
  const last = points.at(-1);
  lines.push(`<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`);
  for (const at of path) {
    const [cx, cy] = at.split(',');
    lines.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`);
  }
  if (last)
    lines.push(
      `<text x="${PLOT.left + PLOT.width + 6}" y="${(y(last.nanoseconds) + 4).toFixed(1)}" fill="${colour}">${who === 'fleet' ? 'fleet' : 'TS'}</text>`,
    );
}
lines.push('</svg>');
writeFileSync(join(import.meta.dirname, '..', 'docs', 'images', 'fleet-growth.svg'), `${lines.join('\n')}\n`);
