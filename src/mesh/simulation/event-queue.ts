/** What is to happen, by time; at the same time, in the order in which it was planned. A binary heap. */
interface Planned {
  readonly at: number;
  readonly order: number;
  readonly work: () => void;
}

export class EventQueue {
  readonly #heap: Planned[] = [];
  #now = 0;
  #planned = 0;
  #done = 0;

  /** Seconds since the start. */
  get now(): number {
    return this.#now;
  }

  /** Events that have happened. */
  get done(): number {
    return this.#done;
  }

  plan(at: number, work: () => void): void {
    const event = { at: Math.max(at, this.#now), order: this.#planned++, work };
    const heap = this.#heap;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] as Planned;
      if (!before(event, above)) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = event;
  }

  /** Lets everything happen up to a time. */
  runUntil(end: number): void {
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst();
      this.#now = next.at;
      this.#done++;
      next.work();
    }
    this.#now = Math.max(this.#now, end);
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Planned, heap[child] as Planned)) child++;
      const below = heap[child] as Planned;
      if (!before(below, last)) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = last;
  }
}

function before(a: Planned, b: Planned): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
