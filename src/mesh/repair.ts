/**
 * Anti-entropy between two neighbours: heads are answered by a pull of what is missing here, a pull by the messages as
 * their origins signed them. What was asked of one neighbour is not asked of another within half a second.
 */
import { type Frame, MOST_FRAME_BYTES, MOST_HEADS } from './frames.ts';
import type { Head, MessageLog, Want } from './message-log.ts';

const MOST_PULLED = 512;
const MOST_REPAIR_BYTES = MOST_FRAME_BYTES / 2;
/** Seconds. */
const ASK_AGAIN = 0.5;

export class Repair {
  readonly #log: MessageLog;
  readonly #allowed: (peer: string) => boolean;
  /** By origin: until when what was asked for is awaited. */
  readonly #asked = new Map<string, number>();

  constructor(log: MessageLog, allowed: (peer: string) => boolean) {
    this.#log = log;
    this.#allowed = allowed;
  }

  heads(): Frame {
    const heads = this.#log.heads(MOST_HEADS).map((head) => ({ ...head, ranges: copied(head.ranges) }));
    return { type: 'heads', heads, wires: [] };
  }

  /** @returns undefined where nothing is missing that was not asked for already */
  pull(heads: readonly Head[], now: number): Frame | undefined {
    const wants = this.#log
      .missing(heads, MOST_PULLED)
      .filter(({ origin }) => this.#allowed(origin) && (this.#asked.get(origin) ?? 0) <= now)
      .map((want) => ({ ...want, ranges: copied(want.ranges) }));
    if (wants.length === 0) return undefined;
    if (this.#asked.size > MOST_HEADS * 8) this.#asked.clear();
    for (const { origin } of wants) this.#asked.set(origin, now + ASK_AGAIN);
    return { type: 'pull', wants, wires: [] };
  }

  /** Something of an origin came: what else of it is missing may be asked for at once. */
  arrived(origin: string): void {
    this.#asked.delete(origin);
  }

  answer(wants: readonly Want[]): Frame | undefined {
    const wires = this.#log.repair(wants, MOST_REPAIR_BYTES).slice(0, MOST_PULLED);
    return wires.length > 0 ? { type: 'repair', wires } : undefined;
  }
}

function copied(ranges: readonly (readonly [number, number])[]): [number, number][] {
  return ranges.map(([from, to]) => [from, to]);
}
