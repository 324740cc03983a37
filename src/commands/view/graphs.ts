/** Bars, gauges and sparklines, in block characters or in ASCII. */
import type { Limits } from './limits.ts';
import { type Format, type Span, span } from './lines.ts';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const LEVELS = { unicode: '▁▂▃▄▅▆▇█', ascii: '_.:-=+*#' } as const;
/** Heights of a threat below the alert: the upper ones are kept for alert and quarantine. */
const CALM_LEVELS = 5;
const ALERT_LEVEL = 6;
const TOP_LEVEL = 7;
/** Anomalies that fill the height of a sparkline, if no beat had more. */
const ANOMS_FULL = 4;

function share(fraction: number): number {
  return fraction > 0 ? Math.min(1, fraction) : 0;
}

/** A bar for a fraction in [0,1], always `width` columns. */
export function bar(fraction: number, width: number, unicode: boolean): string {
  const cells = Math.max(0, width);
  const eighths = Math.round(share(fraction) * cells * 8);
  if (!unicode) return '#'.repeat(Math.round(eighths / 8)).padEnd(cells, '.');
  return ('█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '')).padEnd(cells);
}

/** A value against its limit, which stands at the middle of the gauge; always `width` columns. */
export function gauge(value: number, limit: number, width: number, unicode: boolean, format: Format): Span[] {
  const cells = Math.max(3, width);
  const middle = Math.floor(cells / 2);
  const ratio = limit > 0 ? value / limit : 0;
  const filled = Math.round(share(ratio / 2) * cells);
  const [full, empty, mark] = unicode ? ['█', '░', '┃'] : ['#', '.', '|'];
  const beyond = ratio > 2;
  const part = (from: number, to: number): Span[] => [
    span(full.repeat(Math.max(0, Math.min(to, filled) - from)), format),
    span(empty.repeat(Math.max(0, to - Math.max(from, filled))), 'dim'),
  ];
  return [
    ...part(0, middle),
    span(mark, 'bold'),
    ...part(middle + 1, beyond ? cells - 1 : cells),
    ...(beyond ? [span('>', format)] : []),
  ];
}

interface Point {
  readonly glyph: string;
  readonly format: Format;
}

/** Points as spans, the newest at the right, always `width` columns. */
function sparkline(points: readonly Point[], width: number): Span[] {
  const shown = width > 0 ? points.slice(-width) : [];
  const spans: Span[] = [span(' '.repeat(Math.max(0, width - shown.length)))];
  for (const { glyph, format } of shown) {
    const last = spans.at(-1);
    if (last !== undefined && last.format === format)
      spans[spans.length - 1] = span(last.text + glyph, format);
    else spans.push(span(glyph, format));
  }
  return spans;
}

function levelGlyph(level: number, unicode: boolean): string {
  return LEVELS[unicode ? 'unicode' : 'ascii'][level] ?? '?';
}

/**
 * Threats of the last beats. The top glyph means quarantine and nothing else, the two below it alert; a beat whose
 * threat is unknown (null) is a `?`, not a zero.
 */
export function threatLine(
  threats: ReadonlyArray<number | null>,
  limits: Limits,
  width: number,
  unicode: boolean,
): Span[] {
  const middle = (limits.threatAlert + limits.threatQuarantine) / 2;
  const points = threats.map((threat): Point => {
    if (threat === null) return { glyph: '?', format: 'yellow' };
    if (threat >= limits.threatQuarantine) return { glyph: levelGlyph(TOP_LEVEL, unicode), format: 'red' };
    if (threat >= limits.threatAlert) {
      return {
        glyph: levelGlyph(threat < middle ? ALERT_LEVEL - 1 : ALERT_LEVEL, unicode),
        format: 'yellow',
      };
    }
    const level = Math.min(CALM_LEVELS - 1, Math.floor(share(threat / limits.threatAlert) * CALM_LEVELS));
    return { glyph: levelGlyph(level, unicode), format: 'green' };
  });
  return sparkline(points, width);
}

/** Anomalies of the last beats, scaled to the most of them. */
export function anomalyLine(counts: readonly number[], width: number, unicode: boolean): Span[] {
  const shown = width > 0 ? counts.slice(-width) : [];
  const most = shown.reduce((max, count) => Math.max(max, count), ANOMS_FULL);
  const points = shown.map((count): Point => {
    if (!(count > 0)) return { glyph: levelGlyph(0, unicode), format: 'dim' };
    return { glyph: levelGlyph(1 + Math.floor((count / most) * (TOP_LEVEL - 1)), unicode), format: 'cyan' };
  });
  return sparkline(points, width);
}
