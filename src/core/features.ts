/** What the senses give a beat. */
import { type Detector, undetected } from '../inference/detector.ts';
import type { Sample } from '../sources/source.ts';
import type { Features } from './beat-record.ts';

/**
 * @param timestamp of the beat, which is what the ledger has of it, seconds since the epoch
 * @param metrics null where no sample came
 */
export function featuresOf(
  detector: Detector | undefined,
  timestamp: number,
  metrics: Sample['metrics'] | null,
  blind: boolean,
): Features {
  const detected = metrics && detector?.observe({ timestamp, metrics });
  const { anoms, surprises, missing, warmingUp } = detected ?? undetected(metrics);
  return { anoms, blind, fresh: metrics !== null, missing, surprises, warmingUp };
}
