/** The threat models at hand for a replay: the built-in one, and those that were given. */
import { InputError } from '../core/errors.ts';
import type { Replayed } from '../core/replay.ts';
import type { Threat } from '../core/replay-beat.ts';
import { EntropyModel } from '../inference/entropy-model.ts';

/** A model that recorded threats are of. */
export interface ReplayModel {
  /** null where the run did not record it. */
  readonly sha256: string | null;
  /** Where it was read from; null where it is not at hand. */
  readonly source: string | null;
  /** Recorded threats of it. */
  threats: number;
}

export class ReplayModels {
  readonly threats: ReadonlyMap<string, Threat>;
  readonly #models: readonly EntropyModel[];
  readonly #counted = new Map<string | undefined, ReplayModel>();
  #current: Threat | undefined;

  /** @param paths ONNX files. @throws ModelError as EntropyModel.info does */
  constructor(paths: readonly string[]) {
    this.#models = [new EntropyModel(), ...paths.map((path) => new EntropyModel({ model: path }))];
    this.threats = new Map(
      this.#models.map((model) => [
        model.info().sha256,
        (total: number, mlWeight: number) => model.threat(total, mlWeight),
      ]),
    );
  }

  count({ modelHash, recorded }: Replayed): void {
    this.#current = modelHash === undefined ? undefined : this.threats.get(modelHash);
    if (recorded.flows.E.error !== undefined) return;
    const known = this.#counted.get(modelHash);
    if (known) {
      known.threats++;
      return;
    }
    const atHand = this.#models.map((model) => model.info()).find(({ sha256 }) => sha256 === modelHash);
    this.#counted.set(modelHash, {
      sha256: modelHash ?? null,
      source: atHand?.source ?? null,
      threats: 1,
    });
  }

  /** Those that recorded threats are of, in the order of their first beat. */
  get counted(): readonly ReplayModel[] {
    return [...this.#counted.values()];
  }

  /** By the model of the beat that was counted last. */
  readonly threat: Threat = (total, mlWeight) => {
    if (this.#current) return this.#current(total, mlWeight);
    throw new Error('the model of the run is not at hand');
  };

  /** @throws InputError where a model was given that no run used */
  requireUse(): void {
    for (const model of this.#models.slice(1)) {
      const { sha256, source } = model.info();
      if (this.#counted.has(sha256)) continue;
      const used = this.counted.map((each) => each.sha256 ?? 'one that is not recorded');
      throw new InputError(
        `no run that was replayed used the model ${source} (sha256 ${sha256}), but ${used.join(', ')}`,
        { code: 'ERR_MODEL_OTHER', fix: 'Give --model the file that the run used: its sha256 is recorded.' },
      );
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#models.map((model) => model.close()));
  }
}
