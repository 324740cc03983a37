/** Makes the detector of a run again from what the ledger tells of it. */
import * as v from 'valibot';
import type { DetectorBank } from '../numeric/detector-bank.ts';
import type { Detector } from './detector.ts';
import { SURPRISE_RULES, SurpriseDetector } from './surprise-detector.ts';

const surpriseOptions = v.object({
  threshold: v.number(),
  thresholds: v.record(v.string(), v.number()),
  window: v.number(),
});

/**
 * @param bank holds its series, beside those of others
 * @returns undefined for one that is not known, or was made with options that are not in the ledger
 */
export function detectorOf(
  told: { readonly name: string; readonly version: string; readonly options?: unknown } | null,
  bank?: DetectorBank,
): Detector | undefined {
  if (told?.name !== 'surprise') return undefined;
  const options = v.safeParse(surpriseOptions, told.options);
  if (!options.success) return undefined;
  const rule = SURPRISE_RULES.find((version) => version === told.version);
  return rule && new SurpriseDetector({ ...options.output, rule, bank });
}
