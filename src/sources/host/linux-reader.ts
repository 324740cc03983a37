/**
 * Host readings from /proc and the control groups (DESIGN §3.4): no process is started and nothing is loaded.
 * The files live in memory, so they are read synchronously: a thread hop costs more (docs/adr/0001).
 */
import { CgroupReader } from './cgroup.ts';
import {
  parseDiskstats,
  parseKeyed,
  parseLoadavg,
  parseMeminfo,
  parseNetDev,
  parsePressure,
  parseSnmp,
  parseStat,
} from './proc.ts';
import { counter, gauge, type HostReader, type Reading, type Readings, share, timeShare } from './reading.ts';

/** The text of a file. Throws as `fs.readFileSync` does. */
export type ReadText = (path: string) => string;

/** Devices of one kind that get metrics: a bound on names where devices come and go without end. */
const MAX_DEVICES = 64;

const PRESSURE = ['cpu', 'memory', 'io'] as const;

export class LinuxReader implements HostReader {
  readonly #readText: ReadText;
  readonly #cgroup: CgroupReader;
  readonly #disks = new Set<string>();
  readonly #nics = new Set<string>();

  constructor(readText: ReadText) {
    this.#readText = readText;
    this.#cgroup = new CgroupReader((path) => this.#text(path));
  }

  async read(): Promise<Readings> {
    return new Map([
      ...this.#cpu(),
      ...this.#scheduler(),
      ...this.#memory(),
      ...this.#pressure(),
      ...this.#disk(),
      ...this.#network(),
      ...this.#cgroup.readings(),
    ]);
  }

  #text(path: string): string | null {
    try {
      return this.#readText(path);
    } catch {
      // Which files exist depends on kernel, container and rights; an unreadable one means "unknown", which
      // the null says to everything above.
      return null;
    }
  }

  *#cpu(): Iterable<[string, Reading]> {
    let seen = false;
    for (const { cpu, busy, steal, whole } of parseStat(this.#text('/proc/stat') ?? '')) {
      if (cpu === 'total') {
        seen = true;
        yield ['cpu.total', share(busy, whole)];
        yield ['cpu.steal', share(steal, whole)];
      } else {
        yield [`cpu.core.${cpu}`, share(busy, whole)];
      }
    }
    if (!seen) yield ['cpu.total', share(null, null)];
  }

  *#scheduler(): Iterable<[string, Reading]> {
    const events = parseKeyed(this.#text('/proc/stat') ?? '');
    yield ['scheduler.switches', counter(events.get('ctxt') ?? null)];
    yield ['scheduler.forks', counter(events.get('processes') ?? null)];
    const load = parseLoadavg(this.#text('/proc/loadavg') ?? '');
    yield ['scheduler.load1', gauge(load?.[0] ?? null)];
    yield ['scheduler.load5', gauge(load?.[1] ?? null)];
    yield ['scheduler.load15', gauge(load?.[2] ?? null)];
  }

  *#memory(): Iterable<[string, Reading]> {
    const bytes = parseMeminfo(this.#text('/proc/meminfo') ?? '');
    const total = bytes.get('MemTotal') ?? null;
    // Kernels before 3.14 have no MemAvailable; what is free or cache comes nearest.
    const available = bytes.get('MemAvailable') ?? sum(bytes, ['MemFree', 'Buffers', 'Cached']);
    yield ['memory.used', gauge(total && available !== null ? inUnit(1 - available / total) : null)];
    yield ['memory.available_bytes', gauge(available)];
    const swap = bytes.get('SwapTotal');
    if (swap) {
      const free = bytes.get('SwapFree');
      yield ['memory.swap_used', gauge(free === undefined ? null : inUnit(1 - free / swap))];
    }
    const events = parseKeyed(this.#text('/proc/vmstat') ?? '');
    yield ['paging.faults', counter(events.get('pgfault') ?? null)];
    yield ['paging.major_faults', counter(events.get('pgmajfault') ?? null)];
    if (swap) {
      yield ['paging.swap_in_pages', counter(events.get('pswpin') ?? null)];
      yield ['paging.swap_out_pages', counter(events.get('pswpout') ?? null)];
    }
  }

  *#pressure(): Iterable<[string, Reading]> {
    for (const resource of PRESSURE) {
      const { some, full } = parsePressure(this.#text(`/proc/pressure/${resource}`) ?? '');
      if (some) {
        yield [`pressure.${resource}.some`, timeShare(some.totalSeconds)];
        yield [`pressure.${resource}.some_avg10`, gauge(some.avg10)];
      }
      // For the machine as a whole "every task waits for the CPU" is undefined and always 0.
      if (full && resource !== 'cpu') {
        yield [`pressure.${resource}.full`, timeShare(full.totalSeconds)];
        yield [`pressure.${resource}.full_avg10`, gauge(full.avg10)];
      }
    }
  }

  *#disk(): Iterable<[string, Reading]> {
    for (const row of parseDiskstats(this.#text('/proc/diskstats') ?? '')) {
      if (!admit(this.#disks, row.device)) continue;
      const name = `disk.${row.device}`;
      yield [`${name}.read_bytes`, counter(row.readBytes)];
      yield [`${name}.write_bytes`, counter(row.writeBytes)];
      yield [`${name}.reads`, counter(row.reads)];
      yield [`${name}.writes`, counter(row.writes)];
      yield [`${name}.busy`, timeShare(row.busySeconds)];
    }
  }

  *#network(): Iterable<[string, Reading]> {
    for (const row of parseNetDev(this.#text('/proc/net/dev') ?? '')) {
      if (!admit(this.#nics, row.device)) continue;
      const name = `network.${row.device}`;
      yield [`${name}.rx_bytes`, counter(row.rxBytes)];
      yield [`${name}.tx_bytes`, counter(row.txBytes)];
      yield [`${name}.rx_packets`, counter(row.rxPackets)];
      yield [`${name}.tx_packets`, counter(row.txPackets)];
      yield [`${name}.rx_errors`, counter(row.rxErrors)];
      yield [`${name}.tx_errors`, counter(row.txErrors)];
      yield [`${name}.rx_drops`, counter(row.rxDrops)];
      yield [`${name}.tx_drops`, counter(row.txDrops)];
    }
    const protocols = parseSnmp(this.#text('/proc/net/snmp') ?? '');
    for (const [name, protocol, field] of PROTOCOLS) {
      const value = protocols.get(`${protocol}.${field}`);
      if (value !== undefined) yield [`network.${name}`, counter(value)];
    }
  }
}

/** Counters of /proc/net/snmp by the names of their metrics. Loopback counts here, as it does not among the devices. */
const PROTOCOLS = [
  ['tcp.in_segments', 'Tcp', 'InSegs'],
  ['tcp.out_segments', 'Tcp', 'OutSegs'],
  ['tcp.retransmitted_segments', 'Tcp', 'RetransSegs'],
  ['tcp.opened', 'Tcp', 'ActiveOpens'],
  ['tcp.accepted', 'Tcp', 'PassiveOpens'],
  ['tcp.resets', 'Tcp', 'OutRsts'],
  ['udp.in_datagrams', 'Udp', 'InDatagrams'],
  ['udp.out_datagrams', 'Udp', 'OutDatagrams'],
  ['udp.errors', 'Udp', 'InErrors'],
] as const;

function sum(bytes: ReadonlyMap<string, number>, keys: readonly string[]): number | null {
  let total = 0;
  for (const key of keys) {
    const value = bytes.get(key);
    if (value === undefined) return null;
    total += value;
  }
  return total;
}

/** Inside some containers `available` is the host's and `total` the container's: a ratio stays one. */
function inUnit(ratio: number): number {
  return Math.min(1, Math.max(0, ratio));
}

/** True for the first MAX_DEVICES names, for good. */
export function admit(names: Set<string>, device: string): boolean {
  if (names.has(device)) return true;
  if (names.size >= MAX_DEVICES) return false;
  names.add(device);
  return true;
}
