/** Tables as Markdown has them. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

export function print({ title, columns, rows }: Table): void {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const lines = [line(columns), line(columns.map(() => '---')), ...rows.map(line)];
  process.stdout.write(`${title}\n\n${lines.join('\n')}\n\n`);
}

/** Three digits that count. */
export const rounded = (value: number): string => String(Number(value.toPrecision(3)));
