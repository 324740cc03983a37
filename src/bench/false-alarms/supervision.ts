/** The whole supervisor on samples that hold nothing to be alarmed about: what it decides, and what single metrics score. */
import { DryRun } from '../../core/dry-run.ts';
import { EntropyModel } from '../../inference/entropy-model.ts';
import type { LeastChange } from '../../inference/least-change.ts';
import { SurpriseDetector } from '../../inference/surprise-detector.ts';
import type { Sample } from '../../sources/index.ts';

/** Score from which a reading surprises, where nothing else is set. */
export const THRESHOLD = 2 / 3;

export interface Supervised {
  readonly samples: number;
  /** Beats at which ALERT or QUARANTINE was decided, and how often that began. */
  readonly alarmed: number;
  readonly alarms: number;
  /** Alarms of a metric: scores at the threshold or above that were not told before. */
  readonly detections: ReadonlyMap<string, number>;
  /** Beats by the number of families that surprised. */
  readonly byAnoms: readonly number[];
}

/** @param minded least change of all metrics; undefined: by their names */
export async function supervised(
  samples: Iterable<Sample>,
  period: number,
  minded?: LeastChange,
): Promise<Supervised> {
  const model = new EntropyModel();
  await model.load();
  const detections = new Map<string, number>();
  const detector = new SurpriseDetector({
    ...(minded && { leastChange: () => minded }),
    onScore: ({ metric, told }) => {
      if (told >= THRESHOLD) detections.set(metric, (detections.get(metric) ?? 0) + 1);
    },
  });
  const run = new DryRun({ model, period, detector });
  const byAnoms: number[] = [];
  let [beats, alarmed, alarms] = [0, 0, 0];
  let before = false;
  for (const sample of samples) {
    for await (const { decided, features } of run.beats(sample)) {
      const now = decided === 'ALERT' || decided === 'QUARANTINE';
      beats++;
      if (now) alarmed++;
      if (now && !before) alarms++;
      before = now;
      byAnoms[features.anoms] = (byAnoms[features.anoms] ?? 0) + 1;
    }
  }
  await model.close();
  return { samples: beats, alarmed, alarms, detections, byAnoms };
}
