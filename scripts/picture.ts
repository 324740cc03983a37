/**
 * Draws docs/images/run.svg: the live view of a real run on this machine, a processor of which is kept busy for
 * part of it, as it stands on a terminal after its last beat.
 *
 *   node scripts/picture.ts
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../src/commands/constants-for-view.ts';
import { renderFrame } from '../src/commands/view/index.ts';
import { Arbiter } from '../src/core/arbiter.ts';
import type { BeatRecord } from '../src/core/beat-record.ts';
import { EntropyModel } from '../src/inference/entropy-model.ts';
import { SurpriseDetector } from '../src/inference/surprise-detector.ts';
import { HostSource } from '../src/sources/index.ts';

const BEATS = 48;
const BUSY = [16, 40] as const;
const CELL = { width: 8.4, height: 19 };
const WIDTH = 80;

async function records(): Promise<BeatRecord[]> {
  const arbiter = new Arbiter({
    entropyModel: new EntropyModel(),
    source: new HostSource({ period: 0.5 }),
    detector: new SurpriseDetector(),
    load: { metric: 'cpu.total', setpoint: 0.7 },
  });
  const seen: BeatRecord[] = [];
  let busy: ReturnType<typeof spawn>[] = [];
  arbiter.on('beat', (record) => {
    seen.push(record);
    if (record.beat === BUSY[0]) {
      busy = Array.from({ length: 2 }, () =>
        spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
      );
    }
    if (record.beat === BUSY[1]) for (const process of busy) process.kill();
  });
  await arbiter.start({ beats: BUSY[1] - 4 });
  for (const process of busy) process.kill();
  return seen.slice(-BEATS);
}

const COLOURS: Readonly<Record<string, string>> = {
  '30': '#161b22',
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '37': '#e6edf3',
  '90': '#8b949e',
};

/** One line of text with SGR codes as tspans, each run placed at its own column. */
function line(text: string, row: number): string {
  let column = 0;
  let style = { fill: '#e6edf3', bold: false, dim: false };
  const spans: string[] = [];
  for (const part of text.split(/(\u001b\[[\d;]*m)/)) {
    const codes = /^\u001b\[([\d;]*)m$/.exec(part)?.[1];
    if (codes === undefined) {
      if (part.trim() !== '') spans.push(span(part, column, row, style));
      column += [...part].length;
      continue;
    }
    for (const code of codes.split(';')) {
      if (code === '0' || code === '') style = { fill: '#e6edf3', bold: false, dim: false };
      else if (code === '1') style = { ...style, bold: true };
      else if (code === '2') style = { ...style, dim: true };
      else if (code === '22') style = { ...style, bold: false, dim: false };
      else if (code === '39') style = { ...style, fill: '#e6edf3' };
      else style = { ...style, fill: COLOURS[code] ?? style.fill };
    }
  }
  return spans.join('');
}

function span(
  text: string,
  column: number,
  row: number,
  { fill, bold, dim }: { fill: string; bold: boolean; dim: boolean },
): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const x = (16 + column * CELL.width).toFixed(1);
  const length = ([...text].length * CELL.width).toFixed(1);
  const look = `fill="${fill}"${bold ? ' font-weight="bold"' : ''}${dim ? ' opacity="0.65"' : ''}`;
  return `<text x="${x}" y="${56 + row * CELL.height}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve" ${look}>${escaped}</text>\n`;
}

const style = { width: WIDTH, height: 24, colour: true, unicode: true, limits: LIMITS };
const lines = renderFrame(await records(), style);
const [width, height] = [32 + WIDTH * CELL.width, 72 + lines.length * CELL.height];
writeFileSync(
  join(import.meta.dirname, '..', 'docs', 'images', 'run.svg'),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" role="img">
<title>The live view of venom run on a terminal</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117" stroke="#30363d"/>
<circle cx="20" cy="18" r="5" fill="#ff7b72"/><circle cx="38" cy="18" r="5" fill="#e3b341"/><circle cx="56" cy="18" r="5" fill="#7ee787"/>
${lines.map(line).join('')}</svg>
`,
);
