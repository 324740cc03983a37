/** One life of a ledger's writer in which one call fails, and what must hold afterwards. */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSha3, type Entry, ImmutableLedger, Sealer } from '../../src/ledger/index.ts';
import type { Durability } from '../../src/ledger/segment-writer.ts';
import { type Call, type Fault, FaultyFiles } from './faulty-files.ts';
import { checkLedger } from './ledger-check.ts';
import { MemoryFiles } from './memory-files.ts';
import { type Failure, firstLife, type Phase, requireUseful, secondLife, within } from './writer-life.ts';

export interface World {
  /** A directory that exists, for a ledger two levels below it that does not. */
  readonly root: string;
  /** Exists only on the real disk, for the lock in it. */
  readonly dir: string;
}

export async function makeWorld(): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'venom-faults-'));
  const dir = join(root, 'new', 'ledger');
  await mkdir(dir, { recursive: true });
  return { root, dir };
}

export interface Lives {
  readonly disk: MemoryFiles;
  readonly acknowledged: Entry[];
  /** Of the writer that met the fault, else of the last one. */
  readonly files: FaultyFiles;
  readonly failure: Failure | undefined;
  /** By kind of call, the phases of its calls. */
  readonly calls: ReadonlyMap<string, readonly Phase[]>;
  readonly halfway?: Halfway;
  /** A torn tail was left for the second writer. */
  readonly torn?: boolean;
}

export interface LiveOptions {
  readonly fault?: Fault;
  readonly durability?: Durability;
  readonly halfway?: Halfway | undefined;
  /** Told of every call of the writers, with the disk and what was acknowledged so far. */
  watch?(disk: MemoryFiles, call: Call, when: 'before' | 'after', acknowledged: readonly Entry[]): void;
}

/** What a first life without a fault left: where one that fails in its second life may begin. */
export interface Halfway {
  readonly disk: MemoryFiles;
  readonly acknowledged: readonly Entry[];
  /** Calls so far, by kind. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Both lives of the writer; the second follows where the first did not fail. */
export async function live(world: World, options: LiveOptions = {}): Promise<Lives> {
  const { fault, halfway } = options;
  const passed = fault && halfway?.counts.get(fault.kind);
  if (fault && halfway && fault.occurrence >= (passed ?? 0)) {
    const begun = { disk: halfway.disk.clone(), acknowledged: [...halfway.acknowledged], calls: new Map() };
    return liveAgain(world, options, { ...begun, seen: passed ?? 0 });
  }
  const begun = { disk: new MemoryFiles(world.root), acknowledged: [], calls: new Map() };
  const first = await liveIn(world, options, { ...begun, seen: 0 }, firstLife);
  if (first.failure) return first;
  const { disk, acknowledged, calls, files } = first;
  const left: Halfway = {
    disk: disk.clone(),
    acknowledged: [...acknowledged],
    counts: new Map([...calls].map(([kind, phases]) => [kind, phases.length])),
  };
  const second = await liveAgain(world, options, { disk, acknowledged, calls, seen: files.seen });
  return { ...second, files: files.hit ? files : second.files, halfway: left };
}

interface Begun {
  readonly disk: MemoryFiles;
  readonly acknowledged: Entry[];
  readonly calls: Map<string, Phase[]>;
  /** Calls of the fault's kind. */
  readonly seen: number;
}

async function liveAgain(world: World, options: LiveOptions, begun: Begun): Promise<Lives> {
  await tear(begun.disk, begun.acknowledged);
  return { ...(await liveIn(world, options, begun, secondLife)), torn: true };
}

async function liveIn(
  { dir }: World,
  { fault, durability = 'group', watch }: LiveOptions,
  { disk, acknowledged, calls, seen }: Begun,
  life: typeof firstLife,
): Promise<Lives & Begun> {
  const files = new FaultyFiles(disk, dir, fault, seen);
  let phase: Phase = 'opening';
  const enter = (next: Phase): void => {
    phase = next;
  };
  files.gaveUp = (path) => disk.giveUp(path);
  files.watch = (call, when) => {
    watch?.(disk, call, when, acknowledged);
    if (when === 'before') calls.set(call.kind, [...(calls.get(call.kind) ?? []), phase]);
  };
  const failure = await life({ files, dir, durability, acknowledged, enter });
  return { disk, acknowledged, files, failure, calls, seen: files.seen };
}

const TORN = '{"data":{"ty';

/** Leaves an entry that nobody signed and the beginning of another one, as a killed writer does. */
async function tear(disk: MemoryFiles, acknowledged: readonly Entry[]): Promise<void> {
  const last = [...disk.contents]
    .filter(([path]) => path.endsWith('.jsonl'))
    .sort(byName)
    .at(-1);
  if (!last) throw new Error('there is no segment');
  const [path, bytes] = last;
  const sealer = new Sealer(await createSha3());
  sealer.seal({ type: 'note' }, acknowledged.length, acknowledged.at(-1)?.hash ?? '', 1e9);
  const torn = new TextEncoder().encode(TORN);
  disk.place(path, Uint8Array.from([...bytes, ...sealer.lines, ...torn]));
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** @throws Error that says what of the promises of a ledger did not hold */
export async function judge({ dir }: World, lives: Lives): Promise<void> {
  const { disk, acknowledged, files, failure } = lives;
  if (failure) requireUseful(failure.error);
  if (disk.handles !== 0) throw new Error(`${disk.handles} files are still open`);
  requireNoRetry(files);
  await checkLedger(disk, dir, acknowledged);
  await checkLedger(disk.afterPowerLoss('lost'), dir, acknowledged);
  if (lives.torn) for (const left of [disk, disk.afterPowerLoss('lost')]) requireTornTail(left);
  const lost = files.fault?.when === 'after' ? disk.afterPowerLoss('lost') : undefined;
  await goOn(disk, dir, acknowledged);
  if (lost) await goOn(lost, dir, acknowledged);
}

/** What was cut off is evidence: it is in its segment until it is kept elsewhere. */
function requireTornTail(disk: MemoryFiles): void {
  const all = [...disk.contents.values()].map((bytes) => new TextDecoder().decode(bytes));
  if (!all.some((text) => text.endsWith(TORN))) throw new Error('the torn tail is nowhere');
}

/** What has failed is not tried again: a second sync may well succeed where the first lost what it was to keep. */
function requireNoRetry({ fault, hit, calls, callsToHit }: FaultyFiles): void {
  if (fault?.when === 'short') return;
  const again = calls.slice(callsToHit).filter(({ kind, path }) => kind === hit?.kind && path === hit.path);
  if (hit && again.length > 0) throw new Error(`${hit.kind} was tried again after it had failed`);
}

/** The next writer finds everything, appends, signs, and loses nothing of it when the power fails. */
export async function goOn(
  disk: MemoryFiles,
  dir: string,
  acknowledged: readonly Entry[],
  { appends = true }: { appends?: boolean } = {},
): Promise<void> {
  const files = new FaultyFiles(disk, dir);
  const ledger = await within('opening', new ImmutableLedger({ files, dir, sha256: true }).open());
  const more = appends
    ? await within('an append', ledger.appendAll([{ type: 'note' }, { type: 'note' }], 9e9))
    : [];
  await within('closing', ledger.close());
  if (disk.handles !== 0) throw new Error(`${disk.handles} files are still open`);
  const all = [...acknowledged, ...more];
  const { entries, signed } = await checkLedger(disk, dir, all);
  if (signed.some((size) => size !== entries.length))
    throw new Error(`${signed} of ${entries.length} are signed after closing`);
  await checkLedger(disk.afterPowerLoss('lost'), dir, all);
}
