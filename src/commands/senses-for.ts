/** What a run senses with: its source, and for each entity a detector and what the rules say of it. */
import { join } from 'node:path';
import { GenomicPID } from '../control/index.ts';
import type { ArbiterOptions } from '../core/arbiter-options.ts';
import type { EntityOptions } from '../core/entity.ts';
import { UsageError } from '../core/errors.ts';
import { calm, everyAction } from '../core/guard.ts';
import type { LearningOptions } from '../core/learning.ts';
import { LearntFiles } from '../core/learnt-files.ts';
import type { Labels } from '../sources/source.ts';
import type { EntityRule } from './entity-rules.ts';
import { namingLabels } from './entity-settings.ts';
import type { Settings } from './settings.ts';
import { sourceFor } from './sources-for.ts';

type Load = { readonly metric: string; readonly setpoint: number } | null;

/** @throws UsageError where a rule names a load without its setpoint */
export async function sensesFor(
  settings: Settings,
  load: Load,
  notice: (text: string) => void,
): Promise<Pick<ArbiterOptions, 'source' | 'detector' | 'entity' | 'entityBy' | 'retireAfter' | 'learning'>> {
  const [source, { SurpriseDetector }, { DetectorBank }] = await Promise.all([
    sourceFor(settings.sources, notice),
    import('../inference/surprise-detector.ts'),
    import('../numeric/detector-bank.ts'),
  ]);
  if (!source) {
    refuseWithoutSource(settings);
    return { source: null };
  }
  // One for all: an instance of the numeric core each would take 600 kB.
  const bank = new DetectorBank();
  const { rules, retireAfter } = settings.entities;
  const entity = (labels: Labels): EntityOptions => {
    const rule = rules?.(labels) ?? {};
    const { surprise_threshold: threshold, surprise_thresholds: thresholds } = rule;
    const detector = new SurpriseDetector({
      bank,
      ...(threshold !== undefined && { threshold }),
      ...(thresholds && { thresholds }),
    });
    return { detector, load: loadOf(rule, load), ...pidOf(rule, settings), ...guardOf(rule, settings) };
  };
  return {
    source,
    detector: new SurpriseDetector({ bank }),
    entity,
    entityBy: namingLabels(settings.entities),
    retireAfter,
    learning: learningOf(settings),
  };
}

/** What is learnt is kept where the ledger is. */
function learningOf({ ledgerDir, learntEvery, learntMaxAge }: Settings): LearningOptions | undefined {
  if (ledgerDir === undefined || learntEvery === 0) return undefined;
  return { store: new LearntFiles(join(ledgerDir, 'learnt')), every: learntEvery, maxAge: learntMaxAge };
}

function loadOf({ load: metric, setpoint }: EntityRule, load: Load): Load {
  if (metric === 'none') return null;
  if (metric === undefined && setpoint === undefined) return load;
  const named = metric ?? load?.metric;
  const at = setpoint ?? (metric === undefined || metric === load?.metric ? load?.setpoint : undefined);
  if (named !== undefined && at !== undefined) return { metric: named, setpoint: at };
  const lacks = named === undefined ? 'a setpoint without a load' : `the load ${named} without a setpoint`;
  throw new UsageError(`the rules for entities give ${lacks}`, {
    code: 'ERR_ENTITIES',
    fix: 'Give both in the rule, or the load to all with --load and --setpoint.',
  });
}

function pidOf({ pid_kp, pid_ki, pid_kd, t_threshold }: EntityRule, { kp, ki, kd, tThreshold }: Settings) {
  if ([pid_kp, pid_ki, pid_kd, t_threshold].every((value) => value === undefined)) return {};
  const pid = new GenomicPID({
    kp: pid_kp ?? kp,
    ki: pid_ki ?? ki,
    kd: pid_kd ?? kd,
    tThreshold: t_threshold ?? tThreshold,
  });
  return { pid };
}

function guardOf(
  { hold, release_beats, cooldown, flap_budget }: EntityRule,
  { acting: { guard } }: Settings,
) {
  if ([hold, release_beats, cooldown, flap_budget].every((value) => value === undefined)) return {};
  return {
    guard: {
      ...guard,
      ...(hold !== undefined && { hold: calm(hold) }),
      ...(release_beats !== undefined && { release: release_beats }),
      ...(cooldown !== undefined && { cooldown: everyAction(cooldown) }),
      ...(flap_budget !== undefined && { flapBudget: flap_budget }),
    },
  };
}

function refuseWithoutSource({ entities: { entityBy, rules, retireAfter } }: Settings): void {
  if (entityBy.length === 0 && rules === undefined && retireAfter === undefined) return;
  throw new UsageError('--entity-by, --entities and --retire-after need a source', {
    code: 'ERR_USAGE',
    fix: 'Leave them out, or name a source.',
  });
}
