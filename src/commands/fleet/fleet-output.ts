/** Where a fleet shows itself: a table on a terminal, JSON lines anywhere else. */
import type { EntityAccount, FleetBeat, FleetReport, Standing } from '../../core/fleet/index.ts';
import { worst } from '../../core/fleet/index.ts';
import { LineWriter } from '../run-output.ts';
import {
  cut,
  type FleetFrame,
  LiveTerminal,
  printable,
  renderFleet,
  renderFleetSummary,
  terminalStyle,
} from '../view/index.ts';

export interface FleetOutput {
  /** Shows a beat; resolves when the stream takes more. */
  beat(beat: FleetBeat): Promise<void>;
  /** Says that a signal was heard and the run is ending. */
  stopping(signal: string): void;
  finish(report: FleetReport): Promise<void>;
  notice(text: string): void;
  /** Gives the screen back without a summary. */
  abandon(): void;
}

export function fleetOutputFor(
  stream: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
  json: boolean,
): FleetOutput {
  const live = !json && terminalStyle(env, stream, process.platform).live;
  return live ? new TableOutput(stream, env) : new JsonOutput(new LineWriter(stream));
}

/** Of each level in a line. */
const WORST_IN_LINE = 5;
/** Entities in a line whose action changed, or that acted; the ledger has all of them. */
const CHANGED_IN_LINE = 50;

class JsonOutput implements FleetOutput {
  readonly #writer: LineWriter;

  constructor(writer: LineWriter) {
    this.#writer = writer;
  }

  beat({ data, timestamp, course, told, warmingUp, took, lag }: FleetBeat): Promise<void> {
    const line = {
      ...data,
      timestamp,
      warmingUp,
      took,
      lag,
      worst: course.levels.map((_, level) => worst(course, level, WORST_IN_LINE).map(shortStanding)),
      changed: told.slice(0, CHANGED_IN_LINE).map(shortAccount),
      changedMore: Math.max(0, told.length - CHANGED_IN_LINE),
    };
    return this.#writer.write(`${JSON.stringify(line)}\n`);
  }

  stopping(): void {}

  finish(report: FleetReport): Promise<void> {
    return this.#writer.write(`${JSON.stringify(report)}\n`);
  }

  notice(text: string): void {
    process.stderr.write(`${printable(text)}\n`);
  }

  abandon(): void {
    this.#writer.abandon();
  }
}

function shortStanding({ labels: _labels, ...rest }: Standing): Omit<Standing, 'labels'> {
  return rest;
}

function shortAccount({
  entity,
  level,
  earlier,
  enacted,
  decided,
  anoms,
  threat,
  reason,
  guard,
}: EntityAccount) {
  return { entity, level, earlier, enacted, decided, acts: guard.acts, anoms, threat, reason };
}

/** Rows of a level that a table of any height has room for. */
const MOST_ROWS = 200;

class TableOutput implements FleetOutput {
  readonly #terminal: LiveTerminal;
  readonly #stream: NodeJS.WriteStream;
  readonly #env: NodeJS.ProcessEnv;
  #frame: FleetFrame | undefined;
  #changed: FleetFrame['changed'] = [];
  #signal: string | undefined;
  #notice: string | undefined;

  constructor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv) {
    this.#terminal = new LiveTerminal(stream);
    this.#stream = stream;
    this.#env = env;
  }

  get #style() {
    return terminalStyle(this.#env, this.#stream, process.platform);
  }

  async beat({ data, timestamp, course, told, warmingUp, took, lag }: FleetBeat): Promise<void> {
    const news = told.map(({ entity, earlier, enacted, reason }) => ({
      entity,
      earlier,
      enacted,
      reason,
      beat: data.beat,
    }));
    this.#changed = [...news, ...this.#changed].slice(0, MOST_ROWS);
    const { rollup } = course.settings;
    this.#frame = {
      beat: data.beat,
      timestamp,
      entities: data.entities[0] ?? 0,
      actions: data.actions,
      blind: data.blind,
      unstable: data.unstable,
      warmingUp,
      took,
      lag,
      levels: course.levels.map((_, level) => ({
        title: level === 0 ? 'entity' : (rollup[level - 1] ?? ''),
        count: data.entities[level] ?? 0,
        worst: worst(course, level, Math.min(MOST_ROWS, this.#stream.rows ?? 24)),
      })),
      changed: this.#changed,
    };
    this.#terminal.draw(({ width, height }) => this.#lines(width, height));
  }

  #lines(width: number, height: number): readonly string[] {
    const frame = this.#frame;
    if (!frame) return [];
    const left = this.#notice === undefined ? height : height - 1;
    const lines = renderFleet(frame, { ...this.#style, width, height: left });
    return this.#notice === undefined ? lines : [...lines, cut(printable(this.#notice), width)];
  }

  stopping(signal: string): void {
    this.#signal = signal;
  }

  async finish(report: FleetReport): Promise<void> {
    const stopped = this.#signal === undefined ? report.stopped : `stopped by ${this.#signal}`;
    this.#terminal.finish(renderFleetSummary({ ...report, stopped }, this.#style));
  }

  notice(text: string): void {
    this.#notice = text;
  }

  abandon(): void {
    this.#terminal.finish([]);
  }
}
