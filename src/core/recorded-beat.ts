/** A beat read back from its ledger entries: the inverse of entries.ts, for explaining and replaying. */
import * as v from 'valibot';
import type { FlowResults } from '../flows/index.ts';
import type { Entry } from '../ledger/index.ts';
import { ACTIONS, type BeatRecord } from './beat-record.ts';
import { entityOfEntry, parseEntryData } from './entry-data.ts';
import { VerificationError } from './errors.ts';

const number = v.pipe(v.number(), v.finite());
const weights = v.object({ R: number, B: number, E: number, O: number });
const gains = v.object({ kp: number, ki: number, kd: number });
const action = v.picklist(ACTIONS);
const surprise = v.object({
  metric: v.string(),
  family: v.string(),
  value: number,
  score: number,
  reason: v.string(),
});

const pulseSchema = v.object({
  type: v.literal('pulse'),
  beat: number,
  anoms: number,
  blind: v.boolean(),
  fresh: v.boolean(),
  injected: number,
  lnU: number,
  load: v.nullable(
    v.object({ held: v.boolean(), metric: v.string(), setpoint: number, value: v.nullable(number) }),
  ),
  metrics: v.nullable(v.record(v.string(), v.nullable(number))),
  missing: v.array(v.string()),
  p: number,
  riskAnoms: number,
  surprises: v.array(surprise),
  tLambda: number,
  tThreshold: number,
  totalAnoms: number,
  warmingUp: v.boolean(),
});

const outcome = { explanation: v.string(), version: v.string(), error: v.exactOptional(v.string()) };
const flowSchema = v.variant('flow', [
  v.object({
    ...outcome,
    flow: v.literal('R'),
    plan: v.literal('repair+replicate'),
    scores: v.object({ urgency: number, cost: number }),
  }),
  v.object({ ...outcome, flow: v.literal('B'), gains, scores: v.object({ conserve: number }) }),
  v.object({ ...outcome, flow: v.literal('E'), scores: v.object({ threat: number }) }),
  v.object({
    ...outcome,
    flow: v.literal('O'),
    plan: v.literal('reinvest+transform'),
    scores: v.object({ expectedGain: number }),
  }),
]);

const verdict = v.object({
  acts: v.boolean(),
  limit: v.nullable(
    v.picklist(['halt', 'ownership', 'hold', 'release', 'flap budget', 'dry run', 'cooldown', 'under way']),
  ),
  reason: v.nullable(v.string()),
  stopped: v.nullable(v.object({ by: v.picklist(['halt', 'ownership']), reason: v.string() })),
});

const actionSchema = v.object({
  acting: v.exactOptional(v.array(v.string())),
  guard: v.exactOptional(verdict),
  underWay: v.exactOptional(v.object({ full: v.boolean(), kinds: v.array(action) })),
  decided: action,
  enacted: action,
  reason: v.string(),
  decvec: v.object({
    threat: number,
    stability: number,
    repairScore: number,
    optGain: number,
    rawThreat: number,
    rawUrgency: number,
    rawConserve: number,
    rawGain: number,
  }),
});

const recalibrationSchema = v.object({
  budget: number,
  deltaO: number,
  pid: v.object({
    pidOut: number,
    pTerm: number,
    iTerm: number,
    dTerm: number,
    deltaT: number,
    integral: number,
    weightAdjustment: number,
    lyapunov: number,
    deltaV: number,
    state: v.picklist(['settled', 'converging', 'holding', 'diverging']),
  }),
  pidStable: v.boolean(),
  threatAge: number,
  weights,
  weightsBefore: weights,
});

const configSchema = v.object({ pulse: v.object({ k: number, p: number, t1: number, u: number }) });

/** A beat with the entries it was read from. */
export interface RecordedBeat {
  /** Which run of its entity it belongs to, from 1. */
  readonly run: number;
  /** Configuration of the pulse in that run. */
  readonly pulse: { readonly k: number; readonly p: number; readonly t1: number; readonly u: number };
  readonly record: BeatRecord;
  readonly entries: readonly Entry[];
}

/**
 * The beats of a ledger, in order. A beat that was cut short (no recalibration) is left out.
 *
 * @throws VerificationError that names the entry and the field of one that is not as entries.ts writes it
 */
export async function* recordedBeats(entries: AsyncIterable<Entry>): AsyncIterable<RecordedBeat> {
  const runs = new Map<string, OpenRun>();
  for await (const entry of entries) {
    const entity = entityOfEntry(entry);
    const run = runs.get(entity);
    switch (entry.data.type) {
      case 'config': {
        const { pulse } = parseEntryData(configSchema, entry);
        runs.set(entity, { number: (run?.number ?? 0) + 1, pulse, open: [] });
        break;
      }
      case 'pulse':
        if (run) run.open = [entry];
        break;
      case 'flow_result':
      case 'action':
        run?.open.push(entry);
        break;
      case 'recalibration': {
        if (!run) break;
        const { number, pulse, open } = run;
        const beat = [...open, entry];
        run.open = [];
        if (open.length > 0) yield { run: number, pulse, record: recordOf(beat), entries: beat };
        break;
      }
      default:
        break;
    }
  }
}

/** What is known of the run of an entity that is being read. */
interface OpenRun {
  readonly number: number;
  readonly pulse: RecordedBeat['pulse'];
  /** Entries of the beat so far. */
  open: Entry[];
}

/** The record of a beat whose entries are all there. */
export function recordOf(entries: readonly Entry[]): BeatRecord {
  const [first] = entries;
  const last = entries.at(-1);
  if (!first || !last) throw new Error('a beat has entries');
  const pulse = parseEntryData(pulseSchema, first);
  const flows: Partial<FlowResults> = {};
  for (const entry of entriesOf(entries, 'flow_result')) {
    const flow = parseEntryData(flowSchema, entry);
    Object.assign(flows, { [flow.flow]: flow });
  }
  const { R, B, E, O } = flows;
  const [decision] = entriesOf(entries, 'action');
  if (!R || !B || !E || !O || !decision) {
    throw new VerificationError(`entry ${last.index}: beat ${pulse.beat} has not all of its seven entries`, {
      code: 'ERR_LEDGER_BEAT',
      fix: 'The ledger was not written by this program, or by another version of it.',
    });
  }
  requireBeat(entries, pulse.beat, first.timestamp);
  const judged = parseEntryData(actionSchema, decision);
  const after = parseEntryData(recalibrationSchema, last);
  const entity = entityOfEntry(first);
  return {
    type: 'beat',
    ...(entity !== '' && { entity }),
    beat: pulse.beat,
    timestamp: first.timestamp,
    tLambda: pulse.tLambda,
    tThreshold: pulse.tThreshold,
    p: pulse.p,
    lnU: pulse.lnU,
    load: pulse.load,
    features: {
      anoms: pulse.anoms,
      surprises: pulse.surprises,
      missing: pulse.missing,
      fresh: pulse.fresh,
      warmingUp: pulse.warmingUp,
      blind: pulse.blind,
    },
    metrics: pulse.metrics,
    injected: pulse.injected,
    riskAnoms: pulse.riskAnoms,
    totalAnoms: pulse.totalAnoms,
    flows: { R, B, E, O },
    ...judged,
    ...after,
    ledgerLength: last.index + 1,
  };
}

/** What a beat writes, in order (DESIGN §5). */
const SEVEN = ['pulse', 'R', 'B', 'E', 'O', 'action', 'recalibration'];

/** One entry too many would be one that nothing is compared with. */
function requireBeat(entries: readonly Entry[], beat: number, timestamp: number): void {
  const refuse = (index: number, why: string): never => {
    throw new VerificationError(`entry ${index}: ${why}`, {
      code: 'ERR_LEDGER_BEAT',
      fix: 'The ledger was not written by this program, or by another version of it.',
    });
  };
  entries.forEach((entry, place) => {
    const { data, index } = entry;
    const kind = data.type === 'flow_result' ? data.flow : data.type;
    if (kind !== SEVEN[place])
      refuse(index, `${data.type} stands where beat ${beat} has ${SEVEN[place] ?? 'no more'}`);
    if (data.beat !== beat) refuse(index, `data.beat is ${data.beat}, but the beat is ${beat}`);
    if (entry.timestamp !== timestamp)
      refuse(index, `timestamp is ${entry.timestamp}, but that of beat ${beat} is ${timestamp}`);
  });
}

function entriesOf(entries: readonly Entry[], type: string): Entry[] {
  return entries.filter(({ data }) => data.type === type);
}
