/**
 * Host readings where there is no /proc (macOS, Windows): processors from node:os, the rest from the
 * systeminformation library, loaded at the first reading so that it costs Linux nothing (docs/adr/0001).
 *
 * The library starts processes (`vm_stat`, `netstat`, `ioreg`, …). It answers with 0 or null for what it cannot
 * tell, so a total of 0 is taken as unknown here. Disks come as one device, `all`.
 */
import { cpus, loadavg, type platform } from 'node:os';
import { admit } from './linux-reader.ts';
import { counter, gauge, type HostReader, type Reading, type Readings, share } from './reading.ts';

/** The part of systeminformation that is used here; its answers are checked, not trusted. */
export interface SystemInformation {
  mem(): Promise<{ total: number; available: number; swaptotal: number; swapused: number }>;
  disksIO(): Promise<{ rIO: number; wIO: number } | null>;
  fsStats(): Promise<{ rx: number; wx: number } | null>;
  networkStats(interfaces: string): Promise<
    Array<{
      iface: string;
      rx_bytes: number;
      tx_bytes: number;
      rx_errors: number;
      tx_errors: number;
      rx_dropped: number;
      tx_dropped: number;
    }>
  >;
}

/** The part of node:os that is used here. */
export interface OperatingSystem {
  readonly platform: ReturnType<typeof platform>;
  cpus(): ReturnType<typeof cpus>;
  loadavg(): number[];
}

async function loadLibrary(): Promise<SystemInformation> {
  const library = await import('systeminformation');
  return library.default ?? library;
}

export class LibraryReader implements HostReader {
  readonly #load: () => Promise<SystemInformation>;
  readonly #os: OperatingSystem;
  readonly #nics = new Set<string>();
  #library: SystemInformation | undefined;

  constructor(
    load: () => Promise<SystemInformation> = loadLibrary,
    os: OperatingSystem = { platform: process.platform, cpus, loadavg },
  ) {
    this.#load = load;
    this.#os = os;
  }

  async read(): Promise<Readings> {
    const library = await this.#open();
    const parts = await Promise.all([memory(library), disk(library), network(library, this.#nics)]);
    return new Map([...this.#cpu(), ...parts.flat()]);
  }

  async #open(): Promise<SystemInformation | null> {
    this.#library ??= (await orNull(this.#load())) ?? undefined;
    return this.#library ?? null;
  }

  *#cpu(): Iterable<[string, Reading]> {
    let busyAll = 0;
    let wholeAll = 0;
    const cores = this.#os.cpus().map(({ times }) => {
      const busy = times.user + times.nice + times.sys + times.irq;
      const whole = busy + times.idle;
      busyAll += busy;
      wholeAll += whole;
      return share(busy, whole);
    });
    yield ['cpu.total', cores.length > 0 ? share(busyAll, wholeAll) : share(null, null)];
    for (const [index, core] of cores.entries()) yield [`cpu.core.${index}`, core];
    // Windows keeps no load average; node:os says 0, which would be a claim.
    if (this.#os.platform === 'win32') return;
    const [load1, load5, load15] = this.#os.loadavg();
    yield ['scheduler.load1', gauge(load1 ?? null)];
    yield ['scheduler.load5', gauge(load5 ?? null)];
    yield ['scheduler.load15', gauge(load15 ?? null)];
  }
}

async function memory(library: SystemInformation | null): Promise<Array<[string, Reading]>> {
  const found = library && (await orNull(library.mem()));
  const total = positive(found?.total);
  const available = total === null ? null : amount(found?.available);
  const used = total === null || available === null ? null : Math.max(0, 1 - available / total);
  const readings: Array<[string, Reading]> = [
    ['memory.used', gauge(used)],
    ['memory.available_bytes', gauge(available)],
  ];
  const swap = positive(found?.swaptotal);
  const swapUsed = amount(found?.swapused);
  if (swap !== null && swapUsed !== null) {
    readings.push(['memory.swap_used', gauge(Math.min(1, swapUsed / swap))]);
  }
  return readings;
}

async function disk(library: SystemInformation | null): Promise<Array<[string, Reading]>> {
  const io = library && (await orNull(library.disksIO()));
  const bytes = library && (await orNull(library.fsStats()));
  return known([
    ['disk.all.reads', counter(positive(io?.rIO))],
    ['disk.all.writes', counter(positive(io?.wIO))],
    ['disk.all.read_bytes', counter(positive(bytes?.rx))],
    ['disk.all.write_bytes', counter(positive(bytes?.wx))],
  ]);
}

async function network(
  library: SystemInformation | null,
  names: Set<string>,
): Promise<Array<[string, Reading]>> {
  const rows = (library && (await orNull(library.networkStats('*')))) ?? [];
  return rows.flatMap((row) => {
    // Loopback is `lo`, `lo0` or spelled out.
    if (/^lo(?:\d|opback|$)/i.test(row.iface) || !admit(names, row.iface)) return [];
    const name = `network.${row.iface}`;
    return known([
      [`${name}.rx_bytes`, counter(amount(row.rx_bytes))],
      [`${name}.tx_bytes`, counter(amount(row.tx_bytes))],
      [`${name}.rx_errors`, counter(amount(row.rx_errors))],
      [`${name}.tx_errors`, counter(amount(row.tx_errors))],
      [`${name}.rx_drops`, counter(amount(row.rx_dropped))],
      [`${name}.tx_drops`, counter(amount(row.tx_dropped))],
    ]);
  });
}

/** Leaves out what this platform does not count at all; the source turns a seen name that vanishes to null. */
function known(readings: Array<[string, Reading]>): Array<[string, Reading]> {
  return readings.filter(([, reading]) => reading.kind === 'share' || reading.value !== null);
}

function amount(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function positive(value: unknown): number | null {
  const found = amount(value);
  return found === 0 ? null : found;
}

async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch {
    // A tool the library calls may be missing or forbidden; null is "unknown" to everything above.
    return null;
  }
}
