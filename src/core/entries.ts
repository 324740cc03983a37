/**
 * What a beat writes into the ledger (DESIGN §5): one pulse, four flow_results, one action, one recalibration.
 * Together they hold every input of the beat and every number computed from it, so that the beat can be
 * explained and computed again from them alone.
 *
 * Keys are written in canonical order here: the ledger then needs no sort (ledger/canonical.ts).
 */
import { FLOW_IDS, type FlowId, type FlowResults } from '../flows/index.ts';
import type { EntryData } from '../ledger/index.ts';
import type { Weights } from '../numeric/index.ts';
import type { BeatRecord, GuardVerdict, LoadReading } from './beat-record.ts';

/** Entries of a beat before anything acts: the last of them is the intent. */
export function intentEntries(record: Decision): EntryData[] {
  const { beat } = record;
  return [
    pulseEntry(record),
    ...FLOW_IDS.map((id) => flowEntry(beat, record.flows, id)),
    {
      ...(record.acting && { acting: record.acting }),
      beat,
      decided: record.decided,
      decvec: {
        optGain: record.decvec.optGain,
        rawConserve: record.decvec.rawConserve,
        rawGain: record.decvec.rawGain,
        rawThreat: record.decvec.rawThreat,
        rawUrgency: record.decvec.rawUrgency,
        repairScore: record.decvec.repairScore,
        stability: record.decvec.stability,
        threat: record.decvec.threat,
      },
      enacted: record.enacted,
      ...(record.guard && { guard: sortedVerdict(record.guard) }),
      reason: record.reason,
      type: 'action',
      ...(record.underWay && {
        underWay: { full: record.underWay.full, kinds: record.underWay.kinds },
      }),
    },
  ];
}

/** What a beat knows only after the action. */
type AfterAction = 'pid' | 'deltaO' | 'threatAge' | 'pidStable' | 'weights' | 'budget' | 'ledgerLength';

/** A beat as it stands before anything acts. */
export type Decision = Omit<BeatRecord, AfterAction>;

function pulseEntry(record: Decision): EntryData {
  const { features, load } = record;
  return {
    anoms: features.anoms,
    beat: record.beat,
    blind: features.blind,
    fresh: features.fresh,
    injected: record.injected,
    lnU: record.lnU,
    load: load && sortedLoad(load),
    metrics: record.metrics,
    missing: features.missing,
    p: record.p,
    riskAnoms: record.riskAnoms,
    surprises: features.surprises,
    tLambda: record.tLambda,
    tThreshold: record.tThreshold,
    totalAnoms: record.totalAnoms,
    type: 'pulse',
    warmingUp: features.warmingUp,
  };
}

function sortedVerdict({ acts, limit, reason, stopped }: GuardVerdict): GuardVerdict {
  return { acts, limit, reason, stopped: stopped && { by: stopped.by, reason: stopped.reason } };
}

function sortedLoad({ held, metric, setpoint, value }: LoadReading): LoadReading {
  return { held, metric, setpoint, value };
}

function flowEntry(beat: number, { R, B, E, O }: FlowResults, id: FlowId): EntryData {
  switch (id) {
    case 'R': {
      const { explanation, plan, scores, version, error } = R;
      return withError({ beat, explanation, flow: id, plan, scores, type: 'flow_result', version }, error);
    }
    case 'B': {
      const { explanation, gains, scores, version, error } = B;
      return withError({ beat, explanation, flow: id, gains, scores, type: 'flow_result', version }, error);
    }
    case 'E': {
      const { explanation, scores, version, error } = E;
      return withError({ beat, explanation, flow: id, scores, type: 'flow_result', version }, error);
    }
    case 'O': {
      const { explanation, plan, scores, version, error } = O;
      return withError({ beat, explanation, flow: id, plan, scores, type: 'flow_result', version }, error);
    }
  }
}

function withError(entry: EntryData, error: string | undefined): EntryData {
  return error === undefined ? entry : { ...entry, error };
}

/** The entry that closes a beat. */
export function recalibrationEntry(record: BeatRecord): EntryData {
  const { pid } = record;
  return {
    beat: record.beat,
    budget: record.budget,
    deltaO: record.deltaO,
    pid: {
      dTerm: pid.dTerm,
      deltaT: pid.deltaT,
      deltaV: pid.deltaV,
      iTerm: pid.iTerm,
      integral: pid.integral,
      lyapunov: pid.lyapunov,
      pTerm: pid.pTerm,
      pidOut: pid.pidOut,
      state: pid.state,
      weightAdjustment: pid.weightAdjustment,
    },
    pidStable: record.pidStable,
    threatAge: record.threatAge,
    type: 'recalibration',
    weights: sortedWeights(record.weights),
    weightsBefore: sortedWeights(record.weightsBefore),
  };
}

function sortedWeights({ B, E, O, R }: Weights): Weights {
  return { B, E, O, R };
}
