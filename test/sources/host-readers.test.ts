import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { LibraryReader, type SystemInformation } from '../../src/sources/host/library-reader.ts';
import { LinuxReader } from '../../src/sources/host/linux-reader.ts';
import { counter, gauge, type Readings, share } from '../../src/sources/host/reading.ts';

const HOST: Record<string, string> = {
  '/proc/stat': 'cpu  100 0 100 800 0 0 0 0 0 0\ncpu0 100 0 100 800 0 0 0 0 0 0\nintr 0\n',
  '/proc/loadavg': '0.50 0.40 0.30 1/84 4763\n',
  '/proc/meminfo':
    'MemTotal: 1000 kB\nMemFree: 100 kB\nMemAvailable: 250 kB\nBuffers: 1 kB\nCached: 2 kB\nSwapTotal: 200 kB\nSwapFree: 150 kB\n',
  '/proc/vmstat': 'nr_free_pages 5\npswpin 7\npswpout 9\n',
  '/proc/diskstats': ' 8 0 sda 1 0 2 0 3 0 4 0 0 500 0\n',
  '/proc/net/dev': ' eth0: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n',
  '/proc/pressure/io':
    'some avg10=10.00 avg60=0.00 avg300=0.00 total=2000000\nfull avg10=5.00 avg60=0.00 avg300=0.00 total=1000000\n',
  '/proc/pressure/cpu':
    'some avg10=1.00 avg60=0.00 avg300=0.00 total=3000000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n',
};

function read(files: Record<string, string>): Promise<Readings> {
  return new LinuxReader((path) => {
    const text = files[path];
    if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
    return text;
  }).read();
}

test('a host without control groups', async () => {
  const readings = await read(HOST);
  assert.equal(readings.get('cpu.total'), share(200, 1000));
  assert.equal(readings.get('memory.used'), gauge(0.75));
  assert.equal(readings.get('memory.swap_used'), gauge(0.25));
  assert.equal(readings.get('paging.swap_out_pages'), counter(9));
  assert.equal(readings.get('disk.sda.write_bytes'), counter(2048));
  assert.equal(readings.get('pressure.io.full_avg10'), gauge(0.05));
  assert.equal(readings.get('network.eth0.tx_drops'), counter(8));
  assert.ok(readings.has('pressure.cpu.some'));
  assert.not.ok(readings.has('pressure.cpu.full'));
  assert.not.ok(readings.has('pressure.memory.some'));
  assert.not.ok([...readings.keys()].some((name) => name.includes('cgroup')));
});

test('a kernel without MemAvailable: free and cache come nearest', async () => {
  const readings = await read({
    '/proc/meminfo': 'MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 100 kB\n',
  });
  assert.equal(readings.get('memory.used'), gauge(0.75));
  assert.not.ok(readings.has('memory.swap_used'));
});

test('nothing readable: the essential readings are unknown, nothing throws', async () => {
  const readings = await read({});
  assert.equal(readings.get('cpu.total'), share(null, null));
  assert.equal(readings.get('memory.used'), gauge(null));
  assert.equal(readings.get('scheduler.load1'), gauge(null));
});

test('a container with cgroup v2: limits, working set, throttling', async () => {
  const readings = await read({
    ...HOST,
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/memory.current': '600\n',
    '/sys/fs/cgroup/memory.max': '1000\n',
    '/sys/fs/cgroup/memory.stat': 'anon 300\ninactive_file 100\n',
    '/sys/fs/cgroup/cpu.max': '50000 100000\n',
    '/sys/fs/cgroup/cpu.stat':
      'usage_usec 4000000\nuser_usec 1\nnr_periods 100\nnr_throttled 25\nthrottled_usec 1500000\n',
  });
  assert.equal(readings.get('memory.cgroup.used'), gauge(0.5));
  assert.equal(readings.get('memory.cgroup.limit_bytes'), gauge(1000));
  assert.equal(readings.get('cpu.cgroup.limit_cores'), gauge(0.5));
  assert.equal(readings.get('cpu.cgroup.used_cores'), counter(4));
  assert.equal(readings.get('cpu.cgroup.used'), counter(8));
  assert.equal(readings.get('cpu.cgroup.throttled'), share(25, 100));
  assert.equal(readings.get('cpu.cgroup.throttled_cores'), counter(1.5));
});

test('a container with cgroup v2 that shows the host’s path but mounts its own group', async () => {
  const readings = await read({
    '/proc/self/cgroup': '0::/system.slice/docker-ab.scope\n',
    '/sys/fs/cgroup/memory.current': '600\n',
    '/sys/fs/cgroup/memory.max': 'max\n',
    '/sys/fs/cgroup/memory.stat': 'inactive_file 100\n',
    '/sys/fs/cgroup/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/cpu.stat': 'usage_usec 4000000\n',
  });
  assert.equal(readings.get('memory.cgroup.used_bytes'), gauge(500));
  assert.not.ok(readings.has('memory.cgroup.used'));
  assert.equal(readings.get('cpu.cgroup.used_cores'), counter(4));
  assert.not.ok(readings.has('cpu.cgroup.throttled'));
});

test('the root group of a cgroup v2 host says nothing', async () => {
  const readings = await read({
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.stat': 'usage_usec 4000000\n',
  });
  assert.not.ok([...readings.keys()].some((name) => name.includes('cgroup')));
});

test('a container with cgroup v1', async () => {
  const readings = await read({
    '/proc/self/cgroup': '5:memory:/docker/ab\n4:cpu,cpuacct:/docker/ab\n1:name=systemd:/docker/ab\n',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '600\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '1000\n',
    '/sys/fs/cgroup/memory/memory.stat': 'inactive_file 1\ntotal_inactive_file 100\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '200000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu/cpu.stat': 'nr_periods 10\nnr_throttled 5\nthrottled_time 2000000000\n',
    '/sys/fs/cgroup/cpuacct/cpuacct.usage': '3000000000\n',
  });
  assert.equal(readings.get('memory.cgroup.used'), gauge(0.5));
  assert.equal(readings.get('cpu.cgroup.limit_cores'), gauge(2));
  assert.equal(readings.get('cpu.cgroup.used_cores'), counter(3));
  assert.equal(readings.get('cpu.cgroup.throttled_cores'), counter(2));
});

test('cgroup v1 without limits: quota -1 and the huge number', async () => {
  const readings = await read({
    '/proc/self/cgroup': '5:memory:/a\n4:cpu:/a\n',
    '/sys/fs/cgroup/memory/a/memory.usage_in_bytes': '600\n',
    '/sys/fs/cgroup/memory/a/memory.limit_in_bytes': '9223372036854771712\n',
    '/sys/fs/cgroup/memory/a/memory.stat': 'total_inactive_file 100\n',
    '/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/a/cpu.cfs_period_us': '100000\n',
  });
  assert.equal(
    [...readings.keys()].filter((name) => name.includes('cgroup')),
    ['memory.cgroup.used_bytes'],
  );
});

test('devices that come and go do not make names without end', async () => {
  let n = 0;
  const reader = new LinuxReader((path) => {
    if (path !== '/proc/net/dev') throw new Error(path);
    return `enp${n++}: 1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n`;
  });
  const names = new Set<string>();
  for (let i = 0; i < 200; i++) for (const name of (await reader.read()).keys()) names.add(name);
  assert.is([...names].filter((name) => name.endsWith('.rx_bytes')).length, 64);
});

const CPU = { model: '', speed: 0, times: { user: 10, nice: 0, sys: 10, idle: 80, irq: 0 } };
const OS = { platform: 'darwin' as const, cpus: () => [CPU, CPU], loadavg: () => [1, 2, 3] };
const LIBRARY: SystemInformation = {
  mem: async () => ({ total: 1000, available: 250, swaptotal: 0, swapused: 0 }),
  disksIO: async () => ({ rIO: 5, wIO: 6 }),
  fsStats: async () => ({ rx: 7, wx: 8 }),
  networkStats: async () =>
    ['lo0', 'en0'].map((iface) => ({
      iface,
      rx_bytes: 1,
      tx_bytes: 2,
      rx_errors: 3,
      tx_errors: 4,
      rx_dropped: 5,
      tx_dropped: 6,
    })),
};

test('the library’s answers take the same names', async () => {
  const readings = await new LibraryReader(async () => LIBRARY, OS).read();
  assert.equal(readings.get('cpu.total'), share(40, 200));
  assert.equal(readings.get('cpu.core.1'), share(20, 100));
  assert.equal(readings.get('scheduler.load15'), gauge(3));
  assert.equal(readings.get('memory.used'), gauge(0.75));
  assert.equal(readings.get('disk.all.write_bytes'), counter(8));
  assert.equal(readings.get('network.en0.rx_drops'), counter(5));
  assert.not.ok(readings.has('network.lo0.rx_bytes'));
  assert.not.ok(readings.has('memory.swap_used'));
});

test('a library that fails, answers null, 0 or NaN leaves the unknown unknown', async () => {
  const broken: SystemInformation = {
    mem: async () => ({ total: 0, available: 0, swaptotal: Number.NaN, swapused: 0 }),
    disksIO: () => Promise.reject(new Error('ioreg: not found')),
    fsStats: async () => null,
    networkStats: () => Promise.reject(new Error('netstat: not found')),
  };
  for (const load of [async () => broken, () => Promise.reject(new Error('no such module'))]) {
    const readings = await new LibraryReader(load, { ...OS, cpus: () => [] }).read();
    assert.equal(readings.get('cpu.total'), share(null, null));
    assert.equal(readings.get('memory.used'), gauge(null));
    assert.not.ok([...readings.keys()].some((name) => /^(disk|network)/.test(name)));
  }
});

test('Windows has no load average, and its 0 is not taken for one', async () => {
  const os = { ...OS, platform: 'win32' as const, loadavg: () => [0, 0, 0] };
  const readings = await new LibraryReader(async () => LIBRARY, os).read();
  assert.not.ok(readings.has('scheduler.load1'));
});

test('the library’s path on this machine', async () => {
  const readings = await new LibraryReader().read();
  const used = readings.get('memory.used');
  assert.ok(used?.kind === 'gauge' && used.value !== null && used.value > 0 && used.value < 1);
  const total = readings.get('cpu.total');
  assert.ok(total?.kind === 'share' && total.whole !== null && total.whole > 0);
});

test.run();
