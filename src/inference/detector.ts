import type { Sample } from '../sources/source.ts';

/** One reading that a person would call unusual, with the numbers that make it so. */
export interface Surprise {
  readonly metric: string;
  readonly family: string;
  readonly value: number;
  /** How unusual, in the detector's own unit (documented by the detector). */
  readonly score: number;
  /** One clause for people: `cpu.total 0.98, usual 0.03 to 0.41`. */
  readonly reason: string;
}

/** What a detector says of one sample. Plain JSON: it goes into the ledger as it is. */
export interface Detection {
  /** Independent surprises: families with at least one surprising reading. */
  readonly anoms: number;
  /** The most surprising reading of each surprising family, in order of the family's name. */
  readonly surprises: readonly Surprise[];
  /** Names of the readings that were unknown, sorted. */
  readonly missing: readonly string[];
  /** True while the detector has seen too little to judge: a state with no alarms of its own. */
  readonly warmingUp: boolean;
}

/**
 * A streaming anomaly detector. Causal (only what it has seen), bounded memory, no clock and no randomness:
 * the same samples give the same detections on every runtime.
 */
export interface Detector {
  readonly name: string;
  /** Version of the rule, recorded in the ledger. */
  readonly version: string;
  /** What it was made with, plain JSON, recorded in the ledger: enough to make it again. */
  readonly options?: object | undefined;
  observe(sample: Sample): Detection;
  /**
   * All that it has learnt, as bytes: after the same samples the same ones, on every runtime; undefined before the
   * first sample. What surprises at the moment is not among it.
   */
  save?(): Uint8Array | undefined;
  /**
   * Goes on from what another one of its rule has learnt, before it has seen anything itself.
   *
   * @throws InputError ERR_DETECTOR_STATE; nothing has changed then
   */
  restore?(state: Uint8Array): void;
  /** Nothing more is observed: what it holds is given back. */
  close?(): void;
}

/** What there is to say of readings without a detector, or without a sample. */
export function undetected(metrics: Sample['metrics'] | null): Detection {
  const missing = Object.entries(metrics ?? {}).flatMap(([name, value]) => (value === null ? [name] : []));
  return { anoms: 0, surprises: [], missing: missing.sort(), warmingUp: false };
}
