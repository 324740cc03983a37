/** Which peers said that they hold what this node broadcast, and up to which number. */

/** Peers that are kept track of; who said so longest ago is forgotten first. */
const MOST = 1024;

export class Holders {
  readonly #through = new Map<string, number>();

  /** @param seq all up to this number are held, or given up because their origin keeps them no longer */
  said(peer: string, seq: number): void {
    const known = this.#through.get(peer) ?? 0;
    this.#through.delete(peer);
    this.#through.set(peer, Math.max(known, seq));
    const [oldest] = this.#through.keys();
    if (this.#through.size > MOST && oldest !== undefined) this.#through.delete(oldest);
  }

  has(peer: string, seq: number): boolean {
    return (this.#through.get(peer) ?? 0) >= seq;
  }
}
