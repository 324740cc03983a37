/**
 * Replay of the last beats alone, where reading a whole run would take too long: the state before the first of them
 * is taken from the record of the beat before it, and carried by the replay from then on. What that cannot tell apart
 * is a history that was consistently rewritten before the window: the Merkle proof does.
 */
import type { Entry } from '../ledger/index.ts';
import { withInjected } from './beat.ts';
import { type Difference, differences } from './beat-differences.ts';
import type { BeatRecord } from './beat-record.ts';
import { STABILITY_WINDOW, THREAT_FEEDBACK } from './constants.ts';
import { unusable } from './entry-data.ts';
import type { Genome } from './genome.ts';
import { recordOf } from './recorded-beat.ts';
import { injectionOf, runConfigOf } from './recorded-run.ts';
import { replayBeat } from './replay-beat.ts';

export interface WindowReplay {
  /** Beats that were computed again. */
  readonly beats: number;
  /** Numbers, texts and flags that were compared. */
  readonly compared: number;
  readonly differences: readonly Difference[];
  /** Beats that only gave the state to begin with. */
  readonly given: number;
}

/** A beat with what was injected before it. */
interface WholeBeat {
  readonly record: BeatRecord;
  readonly entries: readonly Entry[];
  readonly injected: number;
  readonly mlWeight: number | undefined;
}

/**
 * The anomalies, the threat and the guard's verdict are taken from the record; everything else is computed again.
 *
 * @param config entry that opened the run
 * @param entries of the run in order, without gaps, beginning anywhere in it
 * @param mlWeight that the first of the beats had
 * @throws VerificationError that names the entry and the field of one that is not as this program writes it
 */
export async function replayWindow(
  config: Entry,
  entries: readonly Entry[],
  mlWeight: number,
): Promise<WindowReplay> {
  const { parameters: all, genome: first } = runConfigOf(config);
  const parameters = { ...all, guard: undefined };
  const beats = wholeBeats(entries);
  const fromStart = beats[0]?.record.beat === 1;
  const given = fromStart ? 0 : Math.min(STABILITY_WINDOW, beats.length);
  let genome: Genome = fromStart ? first : stateAfter(first, mlWeight, beats.slice(0, given));
  const found: Difference[] = [];
  let compared = 0;
  for (const beat of beats.slice(given)) {
    if (beat.mlWeight !== undefined) genome = { ...genome, ml: { mlWeight: beat.mlWeight } };
    const replayed = await replayBeat(
      genome,
      parameters,
      { ...beat.record, injected: beat.injected },
      { threat: undefined, guardAsRecorded: true },
    ).catch((error: unknown) => {
      throw unusable(`beat ${beat.record.beat}`, error);
    });
    genome = replayed.genome;
    const one = differences(beat.record, replayed.record, beat.entries);
    compared += one.compared;
    found.push(...one.differences);
  }
  return { beats: beats.length - given, compared, differences: found, given };
}

/** The beats that are whole. What was injected before the first is not known from its start, and it is left out. */
function wholeBeats(entries: readonly Entry[]): readonly WholeBeat[] {
  const beats: WholeBeat[] = [];
  let own: Entry[] = [];
  let injected = 0;
  let mlWeight: number | undefined;
  let whole = false;
  for (const entry of entries) {
    switch (entry.data.type) {
      case 'config':
        whole = true;
        break;
      case 'injection': {
        const injection = injectionOf(entry);
        injected = withInjected(injected, injection.anoms ?? 0);
        mlWeight = injection.mlWeight ?? mlWeight;
        break;
      }
      case 'pulse':
        own = [entry];
        break;
      case 'flow_result':
      case 'action':
        own.push(entry);
        break;
      case 'recalibration':
        own.push(entry);
        if (whole) {
          beats.push({ record: recordOf(own), entries: own, injected, mlWeight });
          mlWeight = undefined;
        }
        whole = true;
        own = [];
        injected = 0;
        break;
      default:
        break;
    }
  }
  return beats;
}

/** The genome after the last of these beats, as they recorded it. @param mlWeight that the first of them had */
function stateAfter(genome: Genome, mlWeight: number, beats: readonly WholeBeat[]): Genome {
  const last = beats.at(-1)?.record;
  if (!last) return genome;
  const set = beats.findLast((beat) => beat.mlWeight !== undefined)?.mlWeight;
  return {
    ...genome,
    weights: last.weights,
    risk: { anoms: last.riskAnoms },
    ml: { mlWeight: set ?? mlWeight },
    pid: { integral: last.pid.integral, error: last.pid.deltaT, timestamp: last.timestamp },
    threatAge: last.threatAge,
    threatened: last.decvec.rawThreat > THREAT_FEEDBACK,
    lyapunov: beats.map(({ record }) => record.pid.lyapunov).slice(-STABILITY_WINDOW),
    load: last.load?.value ?? null,
  };
}
