/**
 * What the place that the output goes to can show: a live view, colour, more than ASCII, and how many columns.
 * Honours NO_COLOR (no-color.org), FORCE_COLOR (which wins over it, as in Node), TERM=dumb, CI and the locale.
 */

export type Environment = Readonly<Record<string, string | undefined>>;

/** The part of a write stream that says what it is. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

export interface TerminalStyle {
  /** Redraw in place; else one plain line a beat. */
  readonly live: boolean;
  readonly colour: boolean;
  readonly unicode: boolean;
  readonly width: number;
  readonly height: number;
}

const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;

/** @param platform as in process.platform */
export function terminalStyle(env: Environment, stream: OutputStream, platform = ''): TerminalStyle {
  const terminal = stream.isTTY === true;
  const dumb = env.TERM === 'dumb';
  const { width, height } = sizeOf(stream);
  return {
    live: terminal && !dumb && !isOn(env.CI),
    colour: colourWanted(env) ?? (terminal && !dumb),
    unicode: isUtf8(env, platform),
    width,
    height,
  };
}

/** Columns and rows of a stream, as they are now. */
export function sizeOf({ columns, rows }: OutputStream): { width: number; height: number } {
  return {
    width: columns !== undefined && columns > 0 ? columns : DEFAULT_WIDTH,
    height: rows !== undefined && rows > 0 ? rows : DEFAULT_HEIGHT,
  };
}

/** What the user asked for, or undefined. */
function colourWanted(env: Environment): boolean | undefined {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR === '' || isOn(env.FORCE_COLOR);
  return isOn(env.NO_COLOR, true) ? false : undefined;
}

function isOn(value: string | undefined, anyValue = false): boolean {
  return (
    value !== undefined && value !== '' && (anyValue || (value !== '0' && value.toLowerCase() !== 'false'))
  );
}

/** The locale's character set: LC_ALL before LC_CTYPE before LANG; none of them set means the C locale. */
function isUtf8(env: Environment, platform: string): boolean {
  const locale = [env.LC_ALL, env.LC_CTYPE, env.LANG].find((value) => value !== undefined && value !== '');
  if (locale !== undefined) return /utf-?8/i.test(locale);
  // Windows has no such variables: its newer terminals name themselves.
  return platform === 'win32' && (isOn(env.WT_SESSION, true) || env.TERM_PROGRAM === 'vscode');
}
