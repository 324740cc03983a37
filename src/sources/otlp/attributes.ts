/** Attributes as labels, and as part of a metric's name. */
import type { Labels } from '../source.ts';
import type { KeyValue } from './schema.ts';

/** Texts by key; a value that is no text, number or truth value is its JSON text. */
export function attributeTexts(attributes: readonly KeyValue[]): Map<string, string> {
  return new Map(attributes.map(({ key, value }) => [key, textOf(value)]));
}

function textOf(value: Readonly<Record<string, unknown>>): string {
  const scalar = value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
  return scalar === undefined ? JSON.stringify(value) : String(scalar);
}

/** `name{a="1",b="2"}` with the labels sorted, or the name alone. Keys stay as they are, dots included. */
export function seriesName(name: string, labels: ReadonlyMap<string, string>): string {
  if (labels.size === 0) return name;
  const sorted = [...labels].sort(([a], [b]) => (a < b ? -1 : 1));
  return `${name}{${sorted.map(([key, value]) => `${key}="${escaped(value)}"`).join(',')}}`;
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** The labels of an entity: from the resource, or else from the point. Undefined where neither has one. */
export function entityLabels(
  entityBy: readonly string[],
  resource: ReadonlyMap<string, string>,
  point: ReadonlyMap<string, string>,
): Labels | undefined {
  const found = entityBy.flatMap((key): [string, string][] => {
    const value = resource.get(key) ?? point.get(key);
    return value === undefined ? [] : [[key, value]];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
