/**
 * Which entities have series of their own in the metrics. Labels whose values come from outside must be bounded
 * (prometheus.io/docs/practices/naming): the first so many have them; a place is free again once an entity is retired.
 */

/** Entities with series of their own where nothing else is said. */
export const ENTITY_SERIES = 100;

/** Stands for all that have none; no entity has this name, as each has a `=` in its own. */
export const OTHERS = 'others';

export class EntitySeries {
  readonly #most: number;
  readonly #named = new Set<string>();
  readonly #others = new Set<string>();

  constructor(most: number = ENTITY_SERIES) {
    this.#most = most;
  }

  /** Entities that are seen and have no series of their own. */
  get leftOut(): number {
    return this.#others.size;
  }

  /** Labels of an entity, the run's own having none; undefined where it has no series of its own. */
  labelsOf(entity: string): { readonly entity?: string } | undefined {
    if (entity === '') return {};
    if (this.#named.has(entity)) return { entity };
    if (this.#named.size < this.#most) {
      this.#others.delete(entity);
      this.#named.add(entity);
      return { entity };
    }
    this.#others.add(entity);
    return undefined;
  }

  forget(entity: string): void {
    this.#named.delete(entity);
    this.#others.delete(entity);
  }
}
