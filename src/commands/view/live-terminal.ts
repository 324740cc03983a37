/**
 * Redraws a frame in place on a terminal, without taking the screen over.
 *
 * Between draws the cursor rests, hidden, at the first cell of the frame. A terminal that grows narrower re-wraps
 * what stands on it, each in its own way, so no count of rows leads back to the top of the frame afterwards; but the
 * terminal carries the cursor along with the cell it rests on. Erasing from there to the end of the screen therefore
 * leaves nothing behind and touches nothing above, however the terminal re-wraps.
 */
import { sizeOf } from './terminal-style.ts';

const ESC = '\x1b[';
const SYNCHRONIZED = { begin: `${ESC}?2026h`, end: `${ESC}?2026l` } as const;
const CURSOR = { hide: `${ESC}?25l`, show: `${ESC}?25h` } as const;
/** Without automatic wrapping a line can never take two rows, even where widths are counted otherwise. */
const WRAPPING = { off: `${ESC}?7l`, on: `${ESC}?7h` } as const;
const ERASE_LINE = `${ESC}K`;
const ERASE_BELOW = `${ESC}J`;

/**
 * Erases from the beginning of the row to the end of the screen. The second step starts at column 1, for at the first
 * cell of the screen some terminals (tmux) take an erase for a clear, and keep what was erased in their history.
 */
const ERASE_FRAME = `\r${ERASE_LINE} ${ERASE_BELOW}\r`;

/** Ends that leave no time for more: an exit, and the moment before an uncaught error is printed (Deno tells of that alone). */
const ENDS = ['exit', 'uncaughtExceptionMonitor'] as const;
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-Z, and the way back. */
const PAUSE = 'SIGTSTP';
const RESUME = 'SIGCONT';

export interface LiveStream {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
  on(event: 'resize', listener: () => void): unknown;
  off(event: 'resize', listener: () => void): unknown;
}

type Listener = () => void;

/** The part of `process` that tells of its end. */
export interface ProcessEvents {
  readonly pid: number;
  readonly platform: string;
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: string): unknown;
}

/** Lines, or what gives them for a size: the latter follows the terminal when it is resized between two draws. */
export type Frame =
  | readonly string[]
  | ((size: { readonly width: number; readonly height: number }) => readonly string[]);

export class LiveTerminal {
  readonly #stream: LiveStream;
  readonly #process: ProcessEvents;
  readonly #signals = new Map<string, Listener>();
  #frame: Frame | null = null;
  /** Rows of the frame on the screen. */
  #rows = 0;
  #active = false;

  /** @param events where the end of the process is heard of */
  constructor(stream: LiveStream, events: ProcessEvents = process) {
    this.#stream = stream;
    this.#process = events;
  }

  /** Replaces the frame on the screen, in one write. Rows below the screen's height are left out. */
  draw(frame: Frame): void {
    this.#begin();
    this.#frame = frame;
    this.#paint('');
  }

  /** Replaces the frame by these lines for good, leaves the cursor below them, and gives the terminal back. */
  finish(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\r\n`).join('');
    this.#stream.write(this.#active ? ERASE_FRAME + text + CURSOR.show : text);
    this.#end();
  }

  #begin(): void {
    if (this.#active) return;
    this.#active = true;
    this.#stream.on('resize', this.#redraw);
    for (const end of ENDS) this.#process.on(end, this.#leave);
    for (const signal of ENDING_SIGNALS) this.#hear(signal, () => this.#endedBy(signal));
    if (this.#process.platform === 'win32') return;
    this.#hear(PAUSE, this.#pause);
    this.#hear(RESUME, this.#redraw);
  }

  #hear(signal: string, listener: Listener): void {
    this.#signals.set(signal, listener);
    this.#process.on(signal, listener);
  }

  #end(): void {
    this.#active = false;
    this.#frame = null;
    this.#rows = 0;
    this.#stream.off('resize', this.#redraw);
    for (const end of ENDS) this.#process.off(end, this.#leave);
    for (const [signal, listener] of this.#signals) this.#process.off(signal, listener);
    this.#signals.clear();
  }

  readonly #redraw = (): void => this.#paint(ERASE_FRAME);

  #paint(first: string): void {
    const size = sizeOf(this.#stream);
    const frame = this.#frame ?? [];
    const lines = (typeof frame === 'function' ? frame(size) : frame).slice(0, size.height);
    const last = lines.length - 1;
    // Each line is erased before it is written: at the last column an erase would take the last character along.
    const drawn = lines.map((line, row) => `\r${row === last ? ERASE_BELOW : ERASE_LINE}${line}`).join('\n');
    const body = lines.length === 0 ? `\r${ERASE_BELOW}` : `${drawn}\r${last > 0 ? `${ESC}${last}A` : ''}`;
    this.#rows = lines.length;
    this.#stream.write(
      SYNCHRONIZED.begin + CURSOR.hide + WRAPPING.off + first + body + WRAPPING.on + SYNCHRONIZED.end,
    );
  }

  /** Leaves the last frame on the screen, with the cursor, visible again, below it. */
  readonly #leave = (): void => {
    if (!this.#active) return;
    this.#stepBelow();
    this.#end();
  };

  /** The shell writes below the last frame, from which its ^Z is erased; what is drawn later is a frame of its own. */
  readonly #pause = (): void => {
    this.#redraw();
    this.#stepBelow();
    this.#process.kill(this.#process.pid, 'SIGSTOP');
  };

  #stepBelow(): void {
    const down = this.#rows > 1 ? `${ESC}${this.#rows - 1}B` : '';
    this.#stream.write(`${down}\r\n${WRAPPING.on}${CURSOR.show}`);
  }

  /**
   * A listener keeps a signal from ending the process. Where this is the only one, the signal is sent again once the
   * terminal is restored; where the program listens too, ending is its business, and it will call `finish`.
   */
  #endedBy(signal: string): void {
    if (this.#process.listenerCount(signal) > 1) return;
    this.#leave();
    this.#process.kill(this.#process.pid, signal);
  }
}
