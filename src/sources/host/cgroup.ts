/**
 * The limits this process lives under, where it lives in a control group: a container, a systemd unit
 * (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/). DESIGN §3.4; seconds, bytes, cores.
 */
import { parseKeyed, unsigned } from './proc.ts';
import { counter, gauge, type Reading, share } from './reading.ts';

/** The text of a file, or null where it cannot be read. */
export type ReadOptional = (path: string) => string | null;

const MOUNT = '/sys/fs/cgroup';

/** v1 writes "no limit" as the largest page-aligned 63-bit number; no machine has a pebibyte. */
const UNLIMITED = 2 ** 50;

/** What both versions come to. `null`: cannot be read; `undefined`: there is no such thing (no limit set). */
interface CgroupState {
  cpuSeconds?: number | null;
  throttledSeconds?: number | null;
  periods?: number | null;
  throttledPeriods?: number | null;
  limitCores?: number | undefined;
  memoryBytes?: number | null;
  memoryLimitBytes?: number | undefined;
}

/** Paths by controller from /proc/self/cgroup; the key of v2 is the empty string. */
export function parseSelfCgroup(text: string): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [, controllers = '', path = '/'] of text.matchAll(/^\d+:([^:\n]*):(\/.*)$/gm)) {
    for (const controller of controllers.split(',')) paths.set(controller, path);
  }
  return paths;
}

/** `cpu.max` of v2: `max 100000` (no limit) or `quota period` in microseconds. */
export function parseCpuMax(text: string): number | undefined {
  const found = /^(\d+) (\d+)$/.exec(text.trim());
  return found ? quotaCores(Number(found[1]), Number(found[2])) : undefined;
}

function quotaCores(quota: number, period: number): number | undefined {
  return quota > 0 && period > 0 ? quota / period : undefined;
}

/** Bytes of a limit file, or undefined for `max`, for v1's huge number, and for what cannot be read. */
export function parseMemoryLimit(text: string | null): number | undefined {
  const bytes = unsigned(text?.trim());
  return bytes === null || bytes >= UNLIMITED ? undefined : bytes;
}

/**
 * Where the controller's files of this process are: its own path, or, inside a container that shows the host's
 * path but mounts only its own group, the mount itself. Undefined where neither has the file.
 */
function directoryOf(read: ReadOptional, mount: string, path: string, file: string): string | undefined {
  const own = path === '/' ? mount : `${mount}${path}`;
  for (const directory of own === mount ? [mount] : [own, mount]) {
    if (read(`${directory}/${file}`) !== null) return directory;
  }
  return undefined;
}

/** Reads the groups of this process. The directories are found once: a process rarely moves. */
export class CgroupReader {
  readonly #read: ReadOptional;
  readonly #v2: string | undefined;
  readonly #memory: string | undefined;
  readonly #cpu: string | undefined;
  readonly #cpuacct: string | undefined;

  constructor(read: ReadOptional) {
    this.#read = read;
    const paths = parseSelfCgroup(read('/proc/self/cgroup') ?? '');
    const v1 = (controller: string, file: string): string | undefined => {
      const path = paths.get(controller);
      return path === undefined ? undefined : directoryOf(read, `${MOUNT}/${controller}`, path, file);
    };
    this.#memory = v1('memory', 'memory.usage_in_bytes');
    this.#cpu = v1('cpu', 'cpu.cfs_quota_us');
    this.#cpuacct = v1('cpuacct', 'cpuacct.usage');
    const unified = paths.get('');
    const isV2 = unified !== undefined && !(this.#memory || this.#cpu || this.#cpuacct);
    // The root group of a v2 host has no memory.current: it has no limits, and its use is the machine's.
    this.#v2 = isV2 ? directoryOf(read, MOUNT, unified, 'memory.current') : undefined;
  }

  readings(): Array<[string, Reading]> {
    return toReadings(this.#v2 === undefined ? this.#stateV1() : this.#stateV2(this.#v2));
  }

  #keyed(path: string): Map<string, number> {
    return parseKeyed(this.#read(path) ?? '');
  }

  #number(path: string): number | null {
    return unsigned(this.#read(path)?.trim());
  }

  #stateV2(directory: string): CgroupState {
    const cpu = this.#keyed(`${directory}/cpu.stat`);
    const seconds = (key: string): number | null => scaled(cpu.get(key), 1e-6);
    return {
      cpuSeconds: seconds('usage_usec'),
      throttledSeconds: seconds('throttled_usec'),
      periods: cpu.get('nr_periods') ?? null,
      throttledPeriods: cpu.get('nr_throttled') ?? null,
      limitCores: parseCpuMax(this.#read(`${directory}/cpu.max`) ?? ''),
      memoryBytes: workingSet(
        this.#number(`${directory}/memory.current`),
        this.#keyed(`${directory}/memory.stat`).get('inactive_file'),
      ),
      memoryLimitBytes: parseMemoryLimit(this.#read(`${directory}/memory.max`)),
    };
  }

  #stateV1(): CgroupState {
    const state: CgroupState = {};
    if (this.#cpuacct !== undefined) {
      state.cpuSeconds = scaled(this.#number(`${this.#cpuacct}/cpuacct.usage`), 1e-9);
    }
    if (this.#cpu !== undefined) {
      const cpu = this.#keyed(`${this.#cpu}/cpu.stat`);
      state.throttledSeconds = scaled(cpu.get('throttled_time'), 1e-9);
      state.periods = cpu.get('nr_periods') ?? null;
      state.throttledPeriods = cpu.get('nr_throttled') ?? null;
      const quota = this.#number(`${this.#cpu}/cpu.cfs_quota_us`);
      const period = this.#number(`${this.#cpu}/cpu.cfs_period_us`);
      // Quota −1 is "no limit" and not an unsigned number, so it arrives here as null.
      if (quota !== null && period !== null) state.limitCores = quotaCores(quota, period);
    }
    if (this.#memory !== undefined) {
      state.memoryBytes = workingSet(
        this.#number(`${this.#memory}/memory.usage_in_bytes`),
        this.#keyed(`${this.#memory}/memory.stat`).get('total_inactive_file'),
      );
      state.memoryLimitBytes = parseMemoryLimit(this.#read(`${this.#memory}/memory.limit_in_bytes`));
    }
    return state;
  }
}

function scaled(value: number | null | undefined, unit: number): number | null {
  return value === null || value === undefined ? null : value * unit;
}

/** What cannot be reclaimed without effort: the number by which the kubelet evicts. */
function workingSet(usage: number | null, inactiveFile: number | undefined): number | null {
  return usage === null || inactiveFile === undefined ? null : Math.max(0, usage - inactiveFile);
}

function toReadings(state: CgroupState): Array<[string, Reading]> {
  const readings: Array<[string, Reading]> = [];
  const { cpuSeconds, limitCores, memoryBytes, memoryLimitBytes } = state;
  if (cpuSeconds !== undefined) readings.push(['cpu.cgroup.used_cores', counter(cpuSeconds)]);
  // Throttling says nothing where there is nothing to be throttled by: without a limit it is left out.
  if (limitCores !== undefined) {
    readings.push(
      ['cpu.cgroup.limit_cores', gauge(limitCores)],
      ['cpu.cgroup.throttled', share(state.throttledPeriods ?? null, state.periods ?? null)],
      ['cpu.cgroup.throttled_cores', counter(state.throttledSeconds ?? null)],
    );
    if (cpuSeconds !== undefined) {
      readings.push(['cpu.cgroup.used', counter(scaled(cpuSeconds, 1 / limitCores))]);
    }
  }
  if (memoryBytes !== undefined) readings.push(['memory.cgroup.used_bytes', gauge(memoryBytes)]);
  if (memoryLimitBytes !== undefined) {
    readings.push(['memory.cgroup.limit_bytes', gauge(memoryLimitBytes)]);
    if (memoryBytes !== undefined && memoryLimitBytes > 0) {
      const used = memoryBytes === null ? null : Math.min(1, memoryBytes / memoryLimitBytes);
      readings.push(['memory.cgroup.used', gauge(used)]);
    }
  }
  return readings;
}
