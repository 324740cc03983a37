/** A terminal of the size given, as far as LiveTerminal uses one: text, cursor, erasing, reflow when narrowed. */
import { EventEmitter } from 'node:events';

interface Cell {
  readonly character: string;
}

export class Screen extends EventEmitter {
  columns: number;
  rows: number;
  readonly writes: string[] = [];
  cursorShown = true;
  wrapping = true;
  x = 0;
  y = 0;
  #cells: Cell[][] = [[]];

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  /** What stands on the screen and above it, without the empty rows at the end. */
  get text(): string {
    return this.#cells
      .map((row) =>
        row
          .map(({ character }) => character)
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(text: string): boolean {
    this.writes.push(text);
    for (const [token] of text.matchAll(/\x1b\[\??[\d;]*[A-Za-z]|[\s\S]/gu)) this.#interpret(token);
    return true;
  }

  /** Another width: rows are cut anew, and the cursor stays with its cell, as terminals that reflow do it. */
  resize(columns: number, rows: number): void {
    let cursorRow = 0;
    const reflowed: Cell[][] = [];
    this.#cells.forEach((row, index) => {
      if (index === this.y) cursorRow = reflowed.length;
      for (let first = 0; first === 0 || first < row.length; first += columns) {
        reflowed.push(row.slice(first, first + columns));
      }
    });
    this.#cells = reflowed;
    this.y = cursorRow;
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  #row(): Cell[] {
    while (this.#cells.length <= this.y) this.#cells.push([]);
    return this.#cells[this.y] ?? [];
  }

  #interpret(token: string): void {
    const [, parameter = '', command] = /^\x1b\[(\??[\d;]*)([A-Za-z])$/.exec(token) ?? [];
    const count = Number(parameter || 1);
    if (command === 'A') this.y = Math.max(0, this.y - count);
    else if (command === 'B') this.y = Math.min(this.#cells.length - 1, this.y + count);
    else if (command === 'K') this.#row().length = Math.min(this.#row().length, this.x);
    else if (command === 'J') {
      this.#row().length = Math.min(this.#row().length, this.x);
      this.#cells.length = this.y + 1;
    } else if (command === 'h' || command === 'l') this.#mode(parameter, command === 'h');
    else if (command === 'm') return;
    else if (token === '\r') this.x = 0;
    else if (token === '\n') {
      this.y += 1;
      this.#row();
    } else if (/[\x00-\x1f]/.test(token) || command !== undefined) {
      throw new Error(`no terminal was promised ${JSON.stringify(token)}`);
    } else this.#print(token);
  }

  #mode(mode: string, on: boolean): void {
    if (mode === '?25') this.cursorShown = on;
    else if (mode === '?7') this.wrapping = on;
    else if (mode !== '?2026') throw new Error(`no terminal was promised mode ${mode}`);
  }

  #print(character: string): void {
    if (this.x === this.columns && this.wrapping) {
      this.x = 0;
      this.y += 1;
    }
    this.x = Math.min(this.x, this.columns - 1);
    const row = this.#row();
    while (row.length < this.x) row.push({ character: ' ' });
    row[this.x] = { character };
    this.x += 1;
  }
}
