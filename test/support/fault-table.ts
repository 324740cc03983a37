/** The table of what a writer does about each call that fails, as it stands in docs/operations.md. */
import type { When } from './faulty-files.ts';
import type { Phase } from './writer-life.ts';

export interface Outcome {
  readonly kind: string;
  readonly when: When;
  /** When the user was told; undefined where the writer went on. */
  readonly told: Phase | undefined;
}

const BEGIN = '<!-- what fails: begin -->';
const END = '<!-- what fails: end -->';
const ORDER = ['goes on', 'opening', 'writing', 'closing'] as const;

/** One row a kind of call. */
export function faultTable(kinds: readonly string[], outcomes: readonly Outcome[]): string {
  const cell = (kind: string, when: When): string => {
    const told = outcomes.filter((outcome) => outcome.kind === kind && outcome.when === when);
    const words = new Set(told.map((outcome) => outcome.told ?? 'goes on'));
    return ORDER.filter((word) => words.has(word)).join(', ');
  };
  const rows = [...kinds].sort(byFile).map((kind) => {
    const short = kind.startsWith('write ') ? `${cell(kind, 'short')}; ${cell(kind, 'cut short')}` : '–';
    return `| ${kind} | ${cell(kind, 'before')} | ${cell(kind, 'after')} | ${short} |`;
  });
  return [
    '| call | fails before | fails after | takes half; then fails |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** By the file, and in the order in which a file is made. */
function byFile(a: string, b: string): number {
  const key = (kind: string): string => {
    const [verb = '', ...rest] = kind.split(' ');
    const directory = kind.startsWith('sync directory') || verb === 'mkdir';
    const order = ['mkdir', 'open', 'write', 'truncate', 'sync', 'close', 'rename', 'unlink'].indexOf(verb);
    return `${directory ? 1 : 0} ${directory ? rest.join(' ').replace('directory ', '') : rest.join(' ')} ${order}`;
  };
  return key(a) < key(b) ? -1 : 1;
}

/** The document with this table between its two marks. */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined)
    throw new Error('docs/operations.md has no place for the table');
  return `${before}${BEGIN}\n${table}\n${END}${after}`;
}
