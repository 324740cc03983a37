/** Where a run shows itself: JSON lines, plain lines, or a live view, as the stream and the user ask. */
import type { Arbiter } from '../core/arbiter.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import type { RunReport } from '../core/run-report.ts';
import { LIMITS } from './constants-for-view.ts';
import {
  cut,
  HISTORY_BEATS,
  LiveTerminal,
  printable,
  type RunSummary,
  renderEntities,
  renderFrame,
  renderLine,
  renderSummary,
  type TerminalStyle,
  terminalStyle,
} from './view/index.ts';

export interface RunOutput {
  /** Shows a beat; resolves when the stream takes more. */
  beat(record: BeatRecord): Promise<void>;
  /** Says that a signal was heard and the run is ending. */
  stopping(signal: string): void;
  finish(report: RunReport): Promise<void>;
  /** Says what cannot wait until the end. */
  notice(text: string): void;
  /** Gives the screen back without a summary. */
  abandon(): void;
}

/** @param quiet no beats, unless as JSON */
export function outputFor(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  json: boolean,
  arbiter: Arbiter,
  quiet = false,
): RunOutput {
  const writer = new LineWriter(stream);
  if (json) return new JsonOutput(writer);
  const style = terminalStyle(env, stream, process.platform);
  if (quiet) return new QuietOutput(writer, style, arbiter);
  return style.live ? new LiveOutput(stream, env, arbiter) : new PlainOutput(writer, style, arbiter);
}

/** Writes lines and waits while the reader is behind: a slow reader slows the run, it does not fill the memory. */
export class LineWriter {
  readonly #stream: NodeJS.WriteStream;
  #gone = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  abandon(): void {
    this.#gone = true;
    this.#stream.emit('drain');
  }

  /** Deno throws what Node and Bun emit: a device that is full. */
  #taken(text: string): boolean {
    try {
      return this.#stream.write(text);
    } catch (error) {
      this.#stream.emit('error', error);
      return true;
    }
  }

  async write(text: string): Promise<void> {
    if (this.#gone || this.#taken(text)) return;
    await new Promise<void>((resolve) => this.#stream.once('drain', resolve));
  }
}

class JsonOutput implements RunOutput {
  readonly #writer: LineWriter;

  constructor(writer: LineWriter) {
    this.#writer = writer;
  }

  beat(record: BeatRecord): Promise<void> {
    return this.#writer.write(`${JSON.stringify(record)}\n`);
  }

  stopping(): void {}

  finish(report: RunReport): Promise<void> {
    return this.#writer.write(`${JSON.stringify(report)}\n`);
  }

  notice(text: string): void {
    process.stderr.write(`${printable(text)}\n`);
  }

  abandon(): void {
    this.#writer.abandon();
  }
}

class PlainOutput implements RunOutput {
  readonly #writer: LineWriter;
  readonly #style: TerminalStyle;
  readonly #arbiter: Arbiter;
  #signal: string | undefined;

  constructor(writer: LineWriter, style: TerminalStyle, arbiter: Arbiter) {
    this.#writer = writer;
    this.#style = style;
    this.#arbiter = arbiter;
  }

  beat(record: BeatRecord): Promise<void> {
    return this.#writer.write(`${renderLine(record, { unicode: this.#style.unicode })}\n`);
  }

  stopping(signal: string): void {
    this.#signal = signal;
  }

  finish(report: RunReport): Promise<void> {
    const lines = renderSummary(summaryOf(report, this.#arbiter, this.#signal), this.#style);
    return this.#writer.write(`${lines.join('\n')}\n`);
  }

  notice(text: string): void {
    process.stderr.write(`${printable(text)}\n`);
  }

  abandon(): void {
    this.#writer.abandon();
  }
}

/** Notices and the summary: whoever wants to see beats asks the service. */
class QuietOutput extends PlainOutput {
  override async beat(): Promise<void> {}
}

class LiveOutput implements RunOutput {
  readonly #terminal: LiveTerminal;
  readonly #stream: NodeJS.WriteStream;
  readonly #env: NodeJS.ProcessEnv;
  readonly #arbiter: Arbiter;
  readonly #history: BeatRecord[] = [];
  /** The last beat of each entity, where there are several. */
  readonly #entities = new Map<string, BeatRecord>();
  #signal: string | undefined;
  #notice: string | undefined;

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv, arbiter: Arbiter) {
    this.#terminal = new LiveTerminal(stream);
    this.#stream = stream;
    this.#env = env;
    this.#arbiter = arbiter;
    arbiter.on('retired', (name) => this.#entities.delete(name));
  }

  get #style(): TerminalStyle {
    return terminalStyle(this.#env, this.#stream, process.platform);
  }

  async beat(record: BeatRecord): Promise<void> {
    this.#history.push(record);
    if (this.#history.length > HISTORY_BEATS) this.#history.shift();
    this.#entities.set(record.entity ?? '', record);
    this.#terminal.draw((size) => this.#frame(size));
  }

  #frame({ width, height }: { readonly width: number; readonly height: number }): readonly string[] {
    const notice = this.#notice;
    const left = notice === undefined ? height : height - 1;
    const view = { ...this.#style, width, height: left };
    const lines =
      this.#entities.size > 1
        ? renderEntities(this.#entities.values(), view)
        : renderFrame(this.#history, { ...view, limits: LIMITS });
    return notice === undefined ? lines : [...lines, cut(printable(notice), width)];
  }

  stopping(signal: string): void {
    this.#signal = signal;
  }

  async finish(report: RunReport): Promise<void> {
    this.#terminal.finish(renderSummary(summaryOf(report, this.#arbiter, this.#signal), this.#style));
  }

  /** Shown under the view from the next beat on. */
  notice(text: string): void {
    this.#notice = text;
  }

  abandon(): void {
    this.#terminal.finish([]);
  }
}

function summaryOf(report: RunReport, arbiter: Arbiter, signal: string | undefined): RunSummary {
  const { actions, decided, stability } = report;
  const both = (action: keyof typeof actions) => ({ decided: decided[action], enacted: actions[action] });
  return {
    beats: report.beats,
    durationSeconds: report.duration,
    actions: {
      QUARANTINE: both('QUARANTINE'),
      ALERT: both('ALERT'),
      APPLY_BALANCE: both('APPLY_BALANCE'),
      APPLY_OPTIMIZE: both('APPLY_OPTIMIZE'),
      NOOP: both('NOOP'),
    },
    flaps: report.flaps,
    stability: stability && {
      pidStable: report.pidStable,
      state: stability.state,
      v: stability.lyapunov,
    },
    weights: report.weights,
    budget: report.budget ?? 0,
    ledger: {
      length: report.ledger.chainLength,
      verified: report.ledger.verified,
      verifiedFrom: report.ledger.verifiedFrom,
      merkleRoot: report.ledger.merkleRoot,
      dir: report.ledger.location === 'memory' ? null : report.ledger.location,
    },
    loop: arbiter.load,
    stopReason: signal === undefined ? report.stopped : `stopped by ${signal}`,
  };
}
