/** What was surprising, by metric: how often, how strongly, and why the last time. */
import type { BeatRecord } from '../src/core/beat-record.ts';
import { byId, element } from './elements.ts';

/** Rows shown. */
const ROWS = 12;

interface Row {
  count: number;
  beat: number;
  score: number;
  reason: string;
}

export class Anomalies {
  readonly #place = byId('anomalies');

  draw(records: readonly BeatRecord[]): void {
    const rows = rowsOf(records);
    if (rows.size === 0) {
      this.#place.replaceChildren(element('p', 'None.', 'none'));
      return;
    }
    const latest = [...rows].sort(([, a], [, b]) => b.beat - a.beat).slice(0, ROWS);
    const table = element('table');
    table.append(heading(), ...latest.map(([metric, row]) => rowOf(metric, row)));
    this.#place.replaceChildren(table);
  }
}

function rowsOf(records: readonly BeatRecord[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  const add = (metric: string, beat: number, score: number, reason: string): void => {
    const row = rows.get(metric) ?? { count: 0, beat, score, reason };
    rows.set(metric, { count: row.count + 1, beat, score: Math.max(row.score, score), reason });
  };
  for (const { beat, features, injected } of records) {
    for (const { metric, score, reason } of features.surprises) add(metric, beat, score, reason);
    if (injected > 0) add('injected', beat, injected, `${injected} injected before beat ${beat}.`);
  }
  return rows;
}

function heading(): HTMLElement {
  const row = element('tr');
  row.append(element('th', 'metric'), element('th', 'beats', 'n'), element('th', 'last reason'));
  return row;
}

function rowOf(metric: string, { count, reason }: Row): HTMLElement {
  const row = element('tr');
  row.append(element('td', metric), element('td', String(count), 'n'), element('td', reason));
  return row;
}
