/**
 * A run without a ledger, without acts and without waiting: what the supervisor would have decided on samples that
 * were recorded. The same functions as the Arbiter's beats, in the same order; the time is that of the samples.
 */
import { GenomicPID } from '../control/index.ts';
import { InlineExecutor, type ThreatModel } from '../flows/index.ts';
import type { Detector } from '../inference/detector.ts';
import type { Sample } from '../sources/source.ts';
import { TLambdaPulse } from '../sync/index.ts';
import {
  type BeatParameters,
  beatParameters,
  decidedPart,
  flowInput,
  loadIn,
  recalibrate,
  recalibratedPart,
  sense,
} from './beat.ts';
import type { BeatRecord } from './beat-record.ts';
import { featuresOf } from './features.ts';
import { type Genome, newGenome } from './genome.ts';
import { type GuardOptions, guardSettings } from './guard.ts';
import { silences } from './recorded-senses.ts';

export interface DryRunOptions {
  readonly model: ThreatModel & { readonly mlWeight: number };
  /** Seconds between two samples. */
  readonly period: number;
  readonly detector?: Detector | undefined;
  readonly pulse?: TLambdaPulse;
  readonly pid?: GenomicPID;
  readonly load?: BeatParameters['load'] | undefined;
  /** Stands between deciding and enacting; without it, what is decided is enacted. */
  readonly guard?: GuardOptions | undefined;
}

export class DryRun {
  readonly #parameters: BeatParameters;
  readonly #executor: InlineExecutor;
  readonly #detector: Detector | undefined;
  readonly #period: number;
  #genome: Genome;
  #beats = 0;
  #lastSample: number | undefined;

  constructor(options: DryRunOptions) {
    const { pulse = new TLambdaPulse(), pid = new GenomicPID(), load = null, guard } = options;
    this.#parameters = beatParameters(
      { pulse, pid: pid.options, load, guard: guard && guardSettings(guard) },
      options.period,
    );
    this.#executor = new InlineExecutor(options.model);
    this.#detector = options.detector;
    this.#period = options.period;
    this.#genome = newGenome({ mlWeight: options.model.mlWeight });
  }

  /** The beats of the silence before a sample, and its own. */
  async *beats({ timestamp, metrics }: Sample): AsyncGenerator<BeatRecord> {
    const last = this.#lastSample;
    for (const { at, blind } of silences(last ?? timestamp, timestamp, this.#period)) {
      yield this.#beat(at, null, blind);
    }
    this.#lastSample = timestamp;
    yield this.#beat(timestamp, metrics, false);
  }

  async #beat(timestamp: number, metrics: Sample['metrics'] | null, blind: boolean): Promise<BeatRecord> {
    const features = featuresOf(this.#detector, timestamp, metrics, blind);
    const inputs = {
      timestamp,
      liveNodes: this.#parameters.pulse.p,
      load: loadIn(this.#parameters.load, metrics),
      anoms: features.anoms,
      injected: 0,
      blind,
    };
    const genome = this.#genome;
    const sensed = sense(genome, this.#parameters, inputs);
    const flows = await this.#executor.run(flowInput(genome, this.#parameters, sensed, blind));
    const decided = decidedPart(genome, this.#parameters, inputs, sensed, flows);
    const after = recalibrate(genome, this.#parameters, inputs, sensed, flows, decided);
    this.#genome = after.genome;
    this.#beats++;
    return {
      type: 'beat',
      beat: this.#beats,
      timestamp,
      features,
      metrics,
      ...decided,
      ...recalibratedPart(after),
      ledgerLength: 0,
    };
  }
}
