/**
 * Who is in a fleet, level by level: entities at level 0, and above them what they roll up to by their labels
 * (DESIGN §3.6), each with its row in the fleet of its level. An entity of `cluster=a,namespace=shop,pod=cart-7` with the
 * levels `namespace` and `cluster` has the parents `cluster=a,namespace=shop` and `cluster=a`.
 */
import { entityName, type Labels } from '../../sources/source.ts';

export class Member {
  readonly name: string;
  readonly labels: Labels;
  /** The name, UTF-8. */
  readonly bytes: Uint8Array;
  readonly level: number;
  readonly parent: Member | null;
  /** Of the level below. */
  children = 0;
  row: number;

  constructor(name: string, labels: Labels, level: number, row: number, parent: Member | null) {
    this.name = name;
    this.labels = labels;
    this.bytes = new TextEncoder().encode(name);
    this.level = level;
    this.row = row;
    this.parent = parent;
  }
}

/** Is told what happens to the rows of a level, in order. */
export interface RosterListener {
  added(level: number, count: number): void;
  /** The last row takes the place of the one that goes. */
  removed(level: number, row: number): void;
}

export class Roster {
  /** Label by which each level above 0 is told apart, finest first. */
  readonly rollup: readonly string[];
  /** Members of each level in the order of their rows. */
  readonly levels: readonly Member[][];
  readonly #byName: readonly Map<string, Member>[];
  readonly #listener: RosterListener;

  constructor(rollup: readonly string[], listener: RosterListener) {
    this.rollup = rollup;
    this.levels = Array.from({ length: rollup.length + 1 }, () => []);
    this.#byName = this.levels.map(() => new Map());
    this.#listener = listener;
  }

  find(level: number, name: string): Member | undefined {
    return this.#byName[level]?.get(name);
  }

  /** Entities that were not there before, in the order of their rows. */
  add(labels: readonly Labels[]): Member[] {
    const members = labels.map((each) => this.#append(0, entityName(each), each));
    this.#listener.added(0, members.length);
    return members;
  }

  remove(name: string): void {
    const member = this.find(0, name);
    if (member) this.#drop(member);
  }

  /** Puts the rows of a level in the order of these names: those of a snapshot. */
  arrange(level: number, names: readonly string[]): void {
    const members = this.levels[level] ?? [];
    const arranged = names.flatMap((name) => this.find(level, name) ?? []);
    for (const [row, member] of arranged.entries()) {
      member.row = row;
      members[row] = member;
    }
  }

  #append(level: number, name: string, labels: Labels): Member {
    const members = this.levels[level] ?? [];
    const parent = this.#parentOf(level, labels);
    if (parent) parent.children++;
    const member = new Member(name, labels, level, members.length, parent);
    members.push(member);
    this.#byName[level]?.set(name, member);
    return member;
  }

  #parentOf(level: number, labels: Labels): Member | null {
    if (level === this.rollup.length) return null;
    // Coarsest first, as people write a path.
    const kept = this.rollup.slice(level).reverse();
    const own = Object.fromEntries(
      kept.flatMap((label) => (labels[label] === undefined ? [] : [[label, labels[label]] as const])),
    );
    const name = entityName(own);
    const known = this.find(level + 1, name);
    if (known) return known;
    const parent = this.#append(level + 1, name, own);
    this.#listener.added(level + 1, 1);
    return parent;
  }

  #drop(member: Member): void {
    const { level, row, parent, name } = member;
    const members = this.levels[level] ?? [];
    const last = members.pop();
    if (last && last !== member) {
      members[row] = last;
      last.row = row;
    }
    this.#byName[level]?.delete(name);
    this.#listener.removed(level, row);
    if (!parent) return;
    parent.children--;
    if (parent.children === 0) this.#drop(parent);
  }
}
