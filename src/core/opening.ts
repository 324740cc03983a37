/**
 * Entries that open a run (DESIGN §5): genesis in an empty ledger, then the configuration and the model: all
 * that a beat depends on and does not itself record.
 */
import type { Detector } from '../inference/detector.ts';
import type { EntryData } from '../ledger/index.ts';
import { coreSha256 } from '../numeric/index.ts';
import type { Labels, Source } from '../sources/source.ts';
import type { BeatParameters } from './beat.ts';
import type { Genome } from './genome.ts';

/** Version of the layout of all entries; goes up when an old reader could not read a new ledger. */
const FORMAT = 'venom-ledger/1';

export function openingEntries(run: {
  /** The ledger is empty. */
  first: boolean;
  program: { readonly name: string; readonly version: string };
  parameters: BeatParameters;
  genome: Genome;
  /** Of an entity that is not the run's own. */
  labels: Labels | undefined;
  source: Source | null;
  detector: Detector | undefined;
  /** SHA3-256 of the state that the detector goes on from; null where it begins anew. */
  learnt: string | null;
  executor: string;
  model: object;
}): EntryData[] {
  const { pulse, pid, load, guard } = run.parameters;
  const genesis: EntryData = { format: FORMAT, program: { ...run.program }, type: 'genesis' };
  const config: EntryData = {
    coreSha256,
    detector: run.detector
      ? {
          ...(run.learnt !== null && { learnt: run.learnt }),
          name: run.detector.name,
          options: run.detector.options ?? null,
          version: run.detector.version,
        }
      : null,
    executor: run.executor,
    ...(guard && { guard }),
    genome: run.genome,
    ...(run.labels && { labels: run.labels }),
    load,
    pid: {
      dtMax: pid.dtMax ?? null,
      kd: pid.kd,
      ki: pid.ki,
      kp: pid.kp,
      resetOnCrossing: pid.resetOnCrossing ?? false,
      tThreshold: pid.tThreshold,
    },
    program: { ...run.program },
    pulse: { k: pulse.k, lnU: pulse.lnU, p: pulse.p, t1: pulse.t1, u: pulse.u },
    source: run.source ? { name: run.source.name, period: run.source.period } : null,
    type: 'config',
  };
  const model: EntryData = { ...run.model, type: 'model' };
  return run.first ? [genesis, config, model] : [config, model];
}
