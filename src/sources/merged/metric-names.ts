/** Names of the metrics of several sources: each keeps its own, unless another one has taken it for the entity. */
import { entityName, type Sample } from '../source.ts';

export class MetricNames {
  readonly #sources: readonly string[];
  readonly #always: boolean;
  readonly #onNotice: (notice: string) => void;
  /** Which source gives a name of an entity. */
  readonly #owners = new Map<string, number>();

  /** @param sources their names, no two of them the same */
  constructor(sources: readonly string[], always: boolean, onNotice: (notice: string) => void) {
    this.#sources = sources;
    this.#always = always;
    this.#onNotice = onNotice;
  }

  /** The sample with the names that it goes by. */
  renamed(sample: Sample, source: number): Sample {
    const entity = entityName(sample.labels);
    const metrics = Object.entries(sample.metrics).map(([name, value]): [string, number | null] => [
      this.#nameOf(name, entity, source),
      value,
    ]);
    return { ...sample, metrics: Object.fromEntries(metrics) };
  }

  #nameOf(name: string, entity: string, source: number): string {
    const prefixed = `${this.#sources[source]}.${name}`;
    if (this.#always) return prefixed;
    const key = JSON.stringify([entity, name]);
    const owner = this.#owners.get(key) ?? source;
    this.#owners.set(key, owner);
    if (owner === source) return name;
    this.#tell(
      JSON.stringify([entity, prefixed]),
      source,
      `${name} comes from ${this.#sources[owner]} too: it is ${prefixed}`,
    );
    return prefixed;
  }

  /** Once for a name. */
  #tell(key: string, source: number, notice: string): void {
    if (this.#owners.has(key)) return;
    this.#owners.set(key, source);
    this.#onNotice(notice);
  }
}
