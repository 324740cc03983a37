/** Which sequence numbers of an origin are held: all up to a prefix, and ranges beyond it. */

/** First and last number of a range, both in it. */
export type Range = readonly [from: number, to: number];

/** Ranges beyond the prefix that are kept track of. */
export const MOST_RANGES = 64;

export class SequenceSet {
  #prefix = 0;
  /** Ascending, apart by at least one number, all beyond the prefix. */
  #ranges: [number, number][] = [];

  /** All numbers from 1 to this one are held. */
  get prefix(): number {
    return this.#prefix;
  }

  get ranges(): readonly Range[] {
    return this.#ranges;
  }

  get last(): number {
    return this.#ranges.at(-1)?.[1] ?? this.#prefix;
  }

  has(number: number): boolean {
    return number <= this.#prefix || this.#ranges.some(([from, to]) => from <= number && number <= to);
  }

  /** @returns false where it cannot be kept track of: there are too many gaps already */
  add(number: number): boolean {
    if (this.has(number)) return true;
    if (number === this.#prefix + 1) {
      this.skipTo(number);
      return true;
    }
    const place = this.#ranges.findIndex(([from]) => from > number);
    const at = place === -1 ? this.#ranges.length : place;
    const [before, after] = [this.#ranges[at - 1], this.#ranges[at]];
    const [joinsBefore, joinsAfter] = [before?.[1] === number - 1, after?.[0] === number + 1];
    if (before && after && joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#ranges.splice(at, 1);
    } else if (before && joinsBefore) before[1] = number;
    else if (after && joinsAfter) after[0] = number;
    else {
      if (this.#ranges.length >= MOST_RANGES) return false;
      this.#ranges.splice(at, 0, [number, number]);
    }
    return true;
  }

  /** Counts every number up to this one as held. */
  skipTo(number: number): void {
    this.#prefix = Math.max(this.#prefix, number);
    for (let next = this.#ranges[0]; next && next[0] <= this.#prefix + 1; next = this.#ranges[0]) {
      this.#prefix = Math.max(this.#prefix, next[1]);
      this.#ranges.shift();
    }
  }

  /** What of these ranges is not held, at most `most` numbers. */
  missingOf(ranges: readonly Range[], most: number): Range[] {
    const missing: Range[] = [];
    let left = most;
    for (const [first, to] of ranges) {
      let from = Math.max(first, this.#prefix + 1);
      for (const held of [...this.#ranges, [to + 1, to + 1] as const]) {
        const end = Math.min(held[0] - 1, to, from + left - 1);
        if (end >= from) {
          missing.push([from, end]);
          left -= end - from + 1;
        }
        from = Math.max(from, held[1] + 1);
        if (left <= 0 || from > to) break;
      }
      if (left <= 0) break;
    }
    return missing;
  }
}
