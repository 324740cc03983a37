/** What a run acts with: handlers, guard, halt and budget file, connected to signals and to what is told. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import { writeBudget } from '../actions/budget-file.ts';
import { HaltSwitch } from '../actions/halt.ts';
import { makeActions } from '../actions/make-actions.ts';
import { whileOwned } from '../actions/ownership/while-owned.ts';
import type { UnfinishedAct } from '../actions/unfinished.ts';
import type { Arbiter } from '../core/arbiter.ts';
import type { ArbiterOptions } from '../core/arbiter-options.ts';
import type { BeatRecord } from '../core/beat-record.ts';
import { systemClock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { ActingSettings } from './action-settings.ts';
import { ownerFor } from './owner-for.ts';

export interface Acting {
  readonly options: Pick<ArbiterOptions, 'guard' | 'actions' | 'stops' | 'stopTimeout'>;
  /** Halts, and ends halts. */
  readonly halt: HaltSwitch;
  /** Lets go of what is owned. */
  close(): Promise<void>;
  /** @returns what disconnects it */
  connect(arbiter: Arbiter): () => void;
}

/** @param shared whether each entity has an owner of its own */
export async function actingFor(
  {
    guard,
    specs,
    stopTimeout,
    haltFile,
    budgetFile,
    owner: ownerText,
    ownerEntity,
    ownerLease,
  }: ActingSettings,
  ledgerDir: string | undefined,
  tell: (text: string) => void,
  shared = false,
): Promise<Acting> {
  const halt = new HaltSwitch(haltFile ?? (ledgerDir === undefined ? undefined : haltFileOf(ledgerDir)));
  const handlers = await makeActions(specs, {
    clock: systemClock,
    env: process.env,
    chance: Math.random,
    instance: hostname(),
    print: tell,
  });
  // Only now: what is owned must be let go of again.
  const owner = await ownerFor(
    { text: ownerText, entity: ownerEntity, lease: ownerLease, shared },
    systemClock,
  );
  const elsewhere = owner.shared ? null : owner.of('').stopped;
  if (elsewhere) tell(elsewhere.reason);
  const actions = handlers.map((handler) => whileOwned(handler, owner));
  if (actions.length > 0 && !guard.armed) {
    tell(`A dry run: ${actions.map(({ name }) => name).join(', ')} will not act without --arm.`);
  }
  return {
    options: {
      guard,
      actions,
      stopTimeout,
      stops: {
        get stopped() {
          return halt.stopped ?? (owner.shared ? null : owner.of('').stopped);
        },
        of: (entity) => owner.of(entity).stopped,
      },
    },
    close: () => owner.close(),
    halt,
    connect(arbiter) {
      arbiter.on('unfinished', (act) => tell(unfinishedText(act)));
      arbiter.on('abandoned', ({ action, beat, entry, handler }) =>
        tell(
          `The run ends while ${handler} acts on ${action} of beat ${beat} (entry ${entry}): it did not end in time, see what becomes of it.`,
        ),
      );
      if (budgetFile !== undefined) arbiter.observe(budgetWriter(budgetFile, tell));
      return onHaltSignal(halt, tell);
    },
  };
}

export function unfinishedText({ action, beat, entry, handler }: UnfinishedAct): string {
  return `The run before ended while ${handler} acted on ${action} at beat ${beat} (entry ${entry}): see what became of it, it is not repeated.`;
}

export function haltFileOf(ledgerDir: string): string {
  return join(ledgerDir, 'halt');
}

/** A file that cannot be written is told once, and again when that changes; beats go on. */
function budgetWriter(path: string, tell: (text: string) => void): (record: BeatRecord) => Promise<void> {
  let failed = false;
  return async (record) => {
    try {
      await writeBudget(path, record);
      failed = false;
    } catch (error) {
      if (!failed) tell(`The budget cannot be written: ${messageOf(error)}`);
      failed = true;
    }
  };
}

export function onHaltSignal(halt: HaltSwitch, tell: (text: string) => void): () => void {
  const toggle = (): void => {
    halt.toggle('by the signal SIGUSR2');
    tell(halt.stopped?.reason ?? 'Resumed: the halt by SIGUSR2 is over.');
  };
  // Windows has no such signal.
  if (process.platform === 'win32') return () => undefined;
  process.on('SIGUSR2', toggle);
  return () => process.off('SIGUSR2', toggle);
}
