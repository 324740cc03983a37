/** Messages to one node alone: signed, numbered and checked like the others, but neither kept nor repaired. */
import type { DropReason } from './drops.ts';
import { holds, type Sealed, type Statement, unseal } from './envelope.ts';
import type { Intake, Times } from './intake.ts';
import type { Verify } from './peer-key.ts';
import { SequenceSet } from './sequence-set.ts';

const MOST_ORIGINS = 4096;

export class Directs {
  readonly #self: string;
  readonly #intake: Intake;
  readonly #verify: Verify;
  readonly #allowed: (peer: string) => boolean;
  readonly #lives = new Map<string, { readonly epoch: number; readonly held: SequenceSet }>();

  constructor(self: string, intake: Intake, verify: Verify, allowed: (peer: string) => boolean) {
    this.#self = self;
    this.#intake = intake;
    this.#verify = verify;
    this.#allowed = allowed;
  }

  /** @param from the neighbour that brings it, who need not be its origin */
  take(wire: Uint8Array, from: string, times: Times): Sealed<Statement<'direct'>> | DropReason {
    if (wire.length > this.#intake.limits.messageBytes) return 'oversized';
    const statement = unseal('direct', wire);
    if (!statement || statement.to !== this.#self) return 'malformed';
    return this.#refusal(statement, wire, from, times) ?? { statement, wire };
  }

  #refusal(
    statement: Statement<'direct'>,
    wire: Uint8Array,
    from: string,
    { wall, monotonic }: Times,
  ): DropReason | undefined {
    const { origin, epoch, seq, at } = statement;
    if (!this.#allowed(origin) || origin === this.#self) return 'notAllowed';
    if (at < wall - this.#intake.limits.maxAge) return 'expired';
    if (at > wall + this.#intake.limits.maxSkew) return 'future';
    const known = this.#lives.get(origin);
    if (known && epoch < known.epoch) return 'staleEpoch';
    if (known?.epoch === epoch && known.held.has(seq)) return 'replay';
    if (!this.#intake.admitsCheck(from, monotonic)) return 'rate';
    if (!holds('direct', origin, wire, this.#verify)) return 'badSignature';
    if (!this.#intake.admits(origin, monotonic)) return 'rate';
    if (!known && this.#lives.size >= MOST_ORIGINS) return 'crowded';
    const life = known?.epoch === epoch ? known : { epoch, held: new SequenceSet() };
    this.#lives.set(origin, life);
    // What is missing behind so many later ones was lost: its turn is over.
    while (!life.held.add(seq)) life.held.skipTo(life.held.ranges[0]?.[1] ?? seq);
    return undefined;
  }
}
