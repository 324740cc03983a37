/**
 * What peers cosigned of one's own checkpoints: each line is checked before it is kept beside the note that it is for, so
 * that the note with its lines convinces a third party (c2sp.org/tlog-cosignature).
 *
 * Kept are the last checkpoints that were told, as the newest is not yet cosigned by all; older ones give way.
 */
import * as v from 'valibot';
import { parseCheckpoint } from '../ledger/checkpoint.ts';
import { type Note, parseNote } from '../ledger/note.ts';
import { type Cosigned, readCosignature } from './cosignature.ts';
import type { Delivery } from './mesh-core.ts';
import { createVerify, type Verify } from './peer-key.ts';

/** What a witness sends to the node whose checkpoint it cosigned. */
export const cosignatureBody = v.strictObject({
  /** The line, as it stands below the note. */
  cosignature: v.pipe(v.string(), v.maxLength(512)),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

/** Why a cosignature was not kept. */
export const COSIGNATURE_REFUSALS = [
  'malformed',
  /** In another's name than that of the peer that sent it, or by a key that is not its own. */
  'foreign',
  /** Does not hold for the checkpoint of that size. */
  'forged',
  /** For a checkpoint that gave way to later ones. */
  'stale',
  /** For a checkpoint that this node did not tell in this life. */
  'unknown',
  /** Said to be made later than now. */
  'future',
  /** The peer's word on this checkpoint is held: no offence. */
  'duplicate',
  /** The checkpoint has as many as are kept. */
  'crowded',
] as const;

export type CosignatureRefusal = (typeof COSIGNATURE_REFUSALS)[number];

/** A checkpoint of one's own, with the lines of its witnesses below. */
export interface WitnessedCheckpoint {
  readonly size: number;
  readonly note: string;
  readonly witnesses: readonly Cosigned[];
}

export interface CosignatureStats {
  /** The newest checkpoint that any peer cosigned, without its note; null before the first. */
  readonly witnessed: Omit<WitnessedCheckpoint, 'note'> | null;
  readonly taken: number;
  readonly dropped: Readonly<Record<CosignatureRefusal, number>>;
}

/** Checkpoints that cosignatures are taken for, and those kept of one. */
export const KEPT_CHECKPOINTS = 8;
export const MOST_WITNESSES = 64;
/** Seconds that a witness's clock may be ahead. */
const MOST_SKEW = 60;

interface Told {
  readonly text: string;
  readonly note: string;
  readonly lines: Map<string, { readonly line: string; readonly cosigned: Cosigned }>;
}

export class Cosignatures {
  readonly #now: () => number;
  readonly #verify: Verify = createVerify();
  /** By size, upwards. */
  readonly #told = new Map<number, Told>();
  readonly #dropped = new Map<CosignatureRefusal, number>(COSIGNATURE_REFUSALS.map((each) => [each, 0]));
  #newest = -1;
  #taken = 0;

  /** @param now seconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  get stats(): CosignatureStats {
    const last = [...this.#told].findLast(([, { lines }]) => lines.size > 0);
    return {
      witnessed: last ? { size: last[0], witnesses: cosignedOf(last[1]) } : null,
      taken: this.#taken,
      dropped: Object.fromEntries(this.#dropped) as Record<CosignatureRefusal, number>,
    };
  }

  /** A checkpoint of one's own that peers are told of: from now on they may cosign it. */
  expect(note: string): void {
    const { text } = parseNote(note);
    const { size } = parseCheckpoint(text);
    if (size <= this.#newest) return;
    this.#newest = size;
    this.#told.set(size, { text, note, lines: new Map() });
    const [oldest] = this.#told.keys();
    if (oldest !== undefined && this.#told.size > KEPT_CHECKPOINTS) this.#told.delete(oldest);
  }

  /** @returns the checkpoint with what is now known of its witnesses; why the cosignature was not kept otherwise */
  async take(delivery: Delivery): Promise<WitnessedCheckpoint | CosignatureRefusal> {
    const taken = await this.#take(delivery);
    if (typeof taken === 'string') this.#dropped.set(taken, (this.#dropped.get(taken) ?? 0) + 1);
    else this.#taken++;
    return taken;
  }

  async #take({ origin, body, direct }: Delivery): Promise<WitnessedCheckpoint | CosignatureRefusal> {
    const parsed = v.safeParse(cosignatureBody, body);
    if (!direct || !parsed.success) return 'malformed';
    const { size, cosignature: line } = parsed.output;
    const told = this.#told.get(size);
    if (!told) return size < this.#newest ? 'stale' : 'unknown';
    const signature = signatureIn(told.text, line);
    if (!signature) return 'malformed';
    if (signature.name !== origin) return 'foreign';
    const full = fullOf(told, origin);
    if (full) return full;
    const cosigned = await readCosignature(told.text, signature, this.#verify);
    if (typeof cosigned === 'string') return cosigned;
    if (cosigned.time > this.#now() + MOST_SKEW) return 'future';
    // Others may have come meanwhile.
    const late = fullOf(told, origin);
    if (late) return late;
    told.lines.set(origin, { line, cosigned });
    const lines = [...told.lines.values()].map((held) => held.line);
    return { size, note: `${told.note}${lines.join('')}`, witnesses: cosignedOf(told) };
  }
}

function cosignedOf({ lines }: Told): Cosigned[] {
  return [...lines.values()].map(({ cosigned }) => cosigned);
}

function fullOf({ lines }: Told, origin: string): 'duplicate' | 'crowded' | undefined {
  if (lines.has(origin)) return 'duplicate';
  return lines.size >= MOST_WITNESSES ? 'crowded' : undefined;
}

/** The one signature that a line is, read as a note would have it. */
function signatureIn(text: string, line: string): Note['signatures'][number] | undefined {
  try {
    const { signatures } = parseNote(`${text}\n${line}`);
    return signatures.length === 1 ? signatures[0] : undefined;
  } catch {
    // Whatever is wrong with it, it is no signature line.
    return undefined;
  }
}
