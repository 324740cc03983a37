/**
 * Parsers of Linux's /proc text (proc(5), Documentation/admin-guide/iostats.rst, Documentation/accounting/psi.rst).
 *
 * Each takes a file's text and returns what it could make out; a line it cannot read is left out, so that one
 * broken line costs one reading. Units are the base units of DESIGN §3.4 unless a name says otherwise.
 */

const SECTOR_BYTES = 512;

/** A non-negative decimal integer, or null. Above 2^53 the nearest double, which is all a rate needs. */
export function unsigned(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function fields(line: string): string[] {
  return line.trim().split(/\s+/);
}

function allUnsigned(texts: readonly string[]): number[] | null {
  const values: number[] = [];
  for (const text of texts) {
    const value = unsigned(text);
    if (value === null) return null;
    values.push(value);
  }
  return values;
}

/** Ticks since boot of one processor, or of all (`total`). The unit of a tick cancels in a share. */
export interface CpuTicks {
  /** `total`, or the processor's number. */
  readonly cpu: string;
  readonly busy: number;
  readonly steal: number;
  readonly whole: number;
}

/** /proc/stat: the `cpu` lines, which come first. Guest time is part of user time already (proc(5)). */
export function parseStat(text: string): CpuTicks[] {
  const ticks: CpuTicks[] = [];
  for (let start = 0; text.startsWith('cpu', start); ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const [label = '', ...rest] = fields(text.slice(start, end));
    const values = allUnsigned(rest.slice(0, 8));
    if (values && values.length >= 4 && /^cpu\d*$/.test(label)) {
      const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = values;
      const busy = user + nice + system + irq + softirq + steal;
      ticks.push({ cpu: label.slice(3) || 'total', busy, steal, whole: busy + idle + iowait });
    }
    start = end + 1;
  }
  return ticks;
}

/** /proc/meminfo in bytes by key: `MemTotal`, `MemAvailable`, … Lines without a unit are counts and left out. */
export function parseMeminfo(text: string): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const [, key, kibibytes] of text.matchAll(/^([A-Za-z0-9_()]+):\s+(\d+) kB$/gm)) {
    if (key !== undefined) bytes.set(key, Number(kibibytes) * 1024);
  }
  return bytes;
}

/** /proc/loadavg: runnable and uninterruptible tasks over 1, 5 and 15 minutes. */
export function parseLoadavg(text: string): [number, number, number] | null {
  const found = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)/.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3])] : null;
}

export interface DiskCounters {
  readonly device: string;
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writeBytes: number;
  /** Seconds with at least one request in flight. */
  readonly busySeconds: number;
}

/** Memory, loops, floppies, optical drives, and layers whose requests show again on the disk below them. */
const NOT_A_DISK = /^(?:loop|ram|zram|fd|sr|dm-|md)\d+|^nvme\d+c\d+n\d+/;

/**
 * /proc/diskstats: whole devices that have ever been used. A partition is a listed device's name and a number
 * (`sda1` of `sda`), with a `p` between where that name ends in a digit (`nvme0n1p2` of `nvme0n1`); a lone
 * `xvda1`, as some clouds attach it, is a device.
 */
export function parseDiskstats(text: string): DiskCounters[] {
  const rows: DiskCounters[] = [];
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const [, , device, ...rest] = fields(line);
    const values = allUnsigned(rest.slice(0, 11));
    if (device === undefined || values === null || values.length < 11) continue;
    const [reads = 0, , sectorsRead = 0, , writes = 0, , sectorsWritten = 0, , , busyMs = 0] = values;
    names.add(device);
    if (reads + writes === 0) continue;
    rows.push({
      device,
      reads,
      readBytes: sectorsRead * SECTOR_BYTES,
      writes,
      writeBytes: sectorsWritten * SECTOR_BYTES,
      busySeconds: busyMs / 1000,
    });
  }
  return rows.filter(({ device }) => !NOT_A_DISK.test(device) && !isPartition(device, names));
}

function isPartition(device: string, names: ReadonlySet<string>): boolean {
  const stem = device.replace(/\d+$/, '');
  if (stem === device) return false;
  return names.has(stem) || (/\dp$/.test(stem) && names.has(stem.slice(0, -1)));
}

export interface NetworkCounters {
  readonly device: string;
  readonly rxBytes: number;
  readonly rxPackets: number;
  readonly rxErrors: number;
  readonly rxDrops: number;
  readonly txBytes: number;
  readonly txPackets: number;
  readonly txErrors: number;
  readonly txDrops: number;
}

/**
 * Loopback, and interfaces through which traffic passes a second time: bridges, tunnels, VLANs, and the host's
 * ends of container links, whose names come and go without end.
 */
const NOT_A_NIC =
  /^(?:lo|(?:veth|docker|br-|virbr|vnet|cni|cali|flannel|cilium|lxc|ifb|dummy|tun|tap|wg|kube|nodelocal|sit|gre|ip6tnl|tunl).*|.*\..*)$/;

/** /proc/net/dev. The name may touch the first number (`eth0:123`), as older kernels write it. */
export function parseNetDev(text: string): NetworkCounters[] {
  const rows: NetworkCounters[] = [];
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(':');
    const device = line.slice(0, Math.max(0, colon)).trim();
    if (device === '' || NOT_A_NIC.test(device)) continue;
    const values = allUnsigned(fields(line.slice(colon + 1)));
    if (values === null || values.length < 12) continue;
    const [rxBytes = 0, rxPackets = 0, rxErrors = 0, rxDrops = 0] = values;
    const [txBytes = 0, txPackets = 0, txErrors = 0, txDrops = 0] = values.slice(8);
    rows.push({ device, rxBytes, rxPackets, rxErrors, rxDrops, txBytes, txPackets, txErrors, txDrops });
  }
  return rows;
}

/** One line of pressure-stall information. */
export interface Pressure {
  /** Share of the last ten seconds in which tasks stalled, in [0,1]. */
  readonly avg10: number;
  /** Seconds stalled since boot. */
  readonly totalSeconds: number;
}

/** /proc/pressure/*: `some` (at least one task stalled) and `full` (all of them). */
export function parsePressure(text: string): { some?: Pressure; full?: Pressure } {
  const pressure: { some?: Pressure; full?: Pressure } = {};
  for (const [, line, avg10, total] of text.matchAll(/^(some|full) avg10=(\d+(?:\.\d+)?) .*total=(\d+)$/gm)) {
    const row = { avg10: Math.min(1, Number(avg10) / 100), totalSeconds: Number(total) / 1e6 };
    if (line === 'some') pressure.some = row;
    else pressure.full = row;
  }
  return pressure;
}

/** Lines of `key value`, as in /proc/vmstat and the cgroup's cpu.stat and memory.stat. */
export function parseKeyed(text: string): Map<string, number> {
  const values = new Map<string, number>();
  for (const [, key, value] of text.matchAll(/^(\S+) (\d+)$/gm)) {
    if (key !== undefined) values.set(key, Number(value));
  }
  return values;
}

/**
 * /proc/net/snmp: pairs of lines, names and values of one protocol, as `Tcp.InSegs`. Some of the values may be −1,
 * which says nothing.
 */
export function parseSnmp(text: string): Map<string, number> {
  const values = new Map<string, number>();
  const lines = text.split('\n');
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [protocol = '', ...names] = fields(lines[i] ?? '');
    const [same, ...texts] = fields(lines[i + 1] ?? '');
    if (protocol !== same) continue;
    names.forEach((name, at) => {
      const value = unsigned(texts[at]);
      if (value !== null) values.set(`${protocol.replace(/:$/, '')}.${name}`, value);
    });
  }
  return values;
}
