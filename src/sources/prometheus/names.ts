/** Names of readings, and how labels part into those of the name and those of the entity. */
import type { Labels } from '../source.ts';
import type { LabelSet } from './exposition.ts';

/** Written as it is before the brace: the old alphabet of Prometheus, and the dots of OpenTelemetry. */
const PLAIN_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:.]*$/;
const PLAIN_LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** `"`, `\` and line feeds escaped as in the text format. */
export function escapeQuoted(text: string): string {
  return text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/**
 * `metric`, `metric{a="1",b="2"}` with the labels sorted; an empty value is no label. A name of other letters is
 * quoted within the braces: `{"a name",a="1"}`.
 */
export function seriesName(metric: string, labels: LabelSet): string {
  const plain = PLAIN_NAME.test(metric);
  const parts = plain ? [] : [`"${escapeQuoted(metric)}"`];
  for (const label of [...labels.keys()].sort()) {
    const value = labels.get(label);
    if (!value) continue;
    parts.push(`${PLAIN_LABEL.test(label) ? label : `"${escapeQuoted(label)}"`}="${escapeQuoted(value)}"`);
  }
  if (parts.length === 0) return metric;
  return `${plain ? metric : ''}{${parts.join(',')}}`;
}

export interface Parted {
  readonly entity: Labels | undefined;
  /** Those that are left for the name. */
  readonly labels: LabelSet;
}

/** Takes the labels that name an entity out of the others. */
export function partLabels(labels: LabelSet, entityBy: readonly string[]): Parted {
  const own = entityBy.filter((label) => labels.get(label));
  if (own.length === 0) return { entity: undefined, labels };
  return {
    entity: Object.fromEntries(own.map((label) => [label, labels.get(label) ?? ''])),
    labels: new Map([...labels].filter(([label]) => !own.includes(label))),
  };
}
