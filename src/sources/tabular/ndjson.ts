/**
 * Rows of NDJSON: one object a line. Nested objects become cells whose names are joined with dots, except for an
 * object `labels`, which names the entity, and an object `metrics`, whose members keep their own names: so a Sample
 * as JSON.stringify writes it is a row.
 */
import type { Labels } from '../source.ts';
import type { Cell } from './cell.ts';
import type { Line } from './lines.ts';
import type { Row, RowReader } from './rows.ts';
import { placeOf, shown, tableError } from './table-error.ts';

/** Objects within objects; a line of braces alone is refused before it can exhaust the stack. */
const DEEPEST = 32;

type JsonObject = Readonly<Record<string, unknown>>;

export function ndjsonRows(table: string): RowReader {
  return {
    push: (line) => (line.text.trim() === '' ? undefined : rowOf(line, table)),
    end: () => {},
  };
}

function rowOf(line: Line, table: string): Row {
  const place = placeOf(table, line.number);
  const object = parsed(line.text, place);
  const cells = new Map<string, Cell>();
  let labels: Labels | undefined;
  for (const [name, value] of Object.entries(object)) {
    if (name === 'labels' && isObject(value)) labels = labelsOf(value, place);
    else if (name === 'metrics' && isObject(value)) flatten(value, '', cells, place, 1);
    else flatten({ [name]: value }, '', cells, place, 0);
  }
  const names = [...cells.keys()];
  return { line: line.number, names, cells: [...cells.values()], ...(labels && { labels }) };
}

function parsed(text: string, place: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw tableError(
      'JSON',
      `${place} is not JSON: ${shown(text)}`,
      'Give one JSON object a line; an unknown reading is null.',
      cause,
    );
  }
  if (isObject(value)) return value;
  throw tableError(
    'JSON',
    `${place} is ${shown(value)}, but must be an object`,
    'Give one JSON object a line, e.g. {"timestamp":1700000000,"load":0.5}.',
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function labelsOf(object: JsonObject, place: string): Labels {
  const labels = Object.entries(object).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    throw tableError(
      'LABEL',
      `${place}, label ${shown(name)} is ${shown(value)}, but must be a text`,
      'Give the values of labels in quotes.',
    );
  });
  return Object.fromEntries(labels);
}

function flatten(
  object: JsonObject,
  prefix: string,
  cells: Map<string, Cell>,
  place: string,
  depth: number,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`;
    if (isObject(value)) {
      if (depth >= DEEPEST) {
        throw tableError(
          'DEPTH',
          `${place} has objects more than ${DEEPEST} deep`,
          'Give a flat object a row.',
        );
      }
      flatten(value, `${name}.`, cells, place, depth + 1);
      continue;
    }
    if (cells.has(name)) {
      throw tableError(
        'TWICE',
        `${place} gives ${shown(name)} twice`,
        'Give each reading a name of its own.',
      );
    }
    cells.set(name, cellOf(value));
  }
}

function cellOf(value: unknown): Cell {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  return JSON.stringify(value);
}
