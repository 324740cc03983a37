/**
 * The last readings of one series, kept in order of time and of size at once (16 bytes each).
 *
 *   ring    Float64Array(capacity)   by time, the oldest at `head` once it is full
 *   sorted  Float64Array(capacity)   the same numbers, ascending in [0, length)
 *
 * A push is two binary searches and one move of the numbers between the place of the one that leaves and the place
 * of the one that comes.
 */
export class SlidingWindow {
  readonly #ring: Float64Array;
  readonly #sorted: Float64Array;
  #head = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#ring = new Float64Array(capacity);
    this.#sorted = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Takes in a finite number; the oldest leaves when the window is full. */
  push(value: number): void {
    const added = value + 0; // −0 becomes +0: the two are equal to every comparison here.
    const sorted = this.#sorted;
    let hole = this.#length;
    if (this.#length === this.#ring.length) hole = this.#lowerBound(this.#ring[this.#head] ?? 0);
    else this.#length += 1;
    this.#ring[this.#head] = added;
    this.#head = this.#head + 1 === this.#ring.length ? 0 : this.#head + 1;
    // The hole counts as part of the order: it holds the number that leaves, or lies behind the last one.
    const place = this.#lowerBound(added, hole === this.#length - 1 ? hole : this.#length);
    if (place <= hole) {
      sorted.copyWithin(place + 1, place, hole);
      sorted[place] = added;
    } else {
      sorted.copyWithin(hole, hole + 1, place);
      sorted[place - 1] = added;
    }
  }

  /** The i-th smallest, 0 ≤ i < length. */
  at(index: number): number {
    return this.#sorted[index] ?? Number.NaN;
  }

  /** Mean of the two in the middle where their number is even; NaN when empty. */
  median(): number {
    const upper = this.#length >> 1;
    return this.#length % 2 === 1 ? this.at(upper) : this.at(upper - 1) / 2 + this.at(upper) / 2;
  }

  /**
   * Median of |a − centre|, the upper one of two. Distances grow to both sides of the centre, so the two sides are
   * merged outwards, half of the window far, without sorting.
   */
  medianDeviation(centre: number): number {
    let left = this.#lowerBound(centre) - 1;
    let right = left + 1;
    let distance = 0;
    for (let rank = this.#length >> 1; rank >= 0; rank--) {
      const below = left >= 0 ? centre - this.at(left) : Number.POSITIVE_INFINITY;
      const above = right < this.#length ? this.at(right) - centre : Number.POSITIVE_INFINITY;
      if (below <= above) {
        distance = below;
        left -= 1;
      } else {
        distance = above;
        right += 1;
      }
    }
    return distance;
  }

  /** Index of the first of the `length` smallest that is not below `value`, or `length`. */
  #lowerBound(value: number, length = this.#length): number {
    let low = 0;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.at(middle) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
