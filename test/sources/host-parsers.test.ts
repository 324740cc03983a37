import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseCpuMax, parseMemoryLimit, parseSelfCgroup } from '../../src/sources/host/cgroup.ts';
import {
  parseDiskstats,
  parseKeyed,
  parseLoadavg,
  parseMeminfo,
  parseNetDev,
  parsePressure,
  parseSnmp,
  parseStat,
  unsigned,
} from '../../src/sources/host/proc.ts';

test('stat: busy is all but idle and iowait, guest is not counted twice', () => {
  const text = 'cpu  100 10 50 800 30 4 6 5 90 9\ncpu0 100 10 50 800 30 4 6 5 90 9\nintr 1 2 3\nctxt 5\n';
  assert.equal(parseStat(text), [
    { cpu: 'total', busy: 175, steal: 5, whole: 1005 },
    { cpu: '0', busy: 175, steal: 5, whole: 1005 },
  ]);
});

test('stat: kernel 2.4 writes four numbers', () => {
  assert.equal(parseStat('cpu 1 2 3 4\n'), [{ cpu: 'total', busy: 6, steal: 0, whole: 10 }]);
});

test('stat: a broken line costs that processor only', () => {
  const text = 'cpu  1 2 3 4\ncpu0 1 x 3 4\ncpu1 5 6 7\ncpu2 1 1 1 1\ncpufreq 9 9 9 9\n';
  assert.equal(
    parseStat(text).map((row) => row.cpu),
    ['total', '2'],
  );
});

test('stat: without a final newline, and empty', () => {
  assert.is(parseStat('cpu  1 2 3 4').length, 1);
  assert.equal(parseStat(''), []);
});

test('meminfo: kibibytes become bytes, counts are left out', () => {
  const text = 'MemTotal:       16384 kB\nActive(anon):  4 kB\nHugePages_Total:       0\nMemFree: x kB\n';
  assert.equal(
    [...parseMeminfo(text)],
    [
      ['MemTotal', 16_777_216],
      ['Active(anon)', 4096],
    ],
  );
});

test('loadavg: three numbers or nothing', () => {
  assert.equal(parseLoadavg('0.52 1.58 12.00 2/389 1234\n'), [0.52, 1.58, 12]);
  assert.is(parseLoadavg('0.52 nan 12.00 2/389 1234\n'), null);
  assert.is(parseLoadavg(''), null);
});

const DISKS_2_6 = [
  '   7       0 loop0 5 0 5 5 0 0 0 0 0 1 1',
  '   1       0 ram0 5 0 5 5 0 0 0 0 0 1 1',
  ' 252       0 zram0 5 0 5 5 0 0 0 0 0 1 1',
  '  11       0 sr0 5 0 5 5 0 0 0 0 0 1 1',
  '   8       0 sda 100 1 2000 50 200 2 4000 60 0 1500 110',
  '   8       1 sda1 90 1 1900 50 200 2 4000 60 0 1400 110',
  '   8      16 sdb 0 0 0 0 0 0 0 0 0 0 0',
  ' 253       0 dm-0 100 1 2000 50 200 2 4000 60 0 1500 110',
  '   9       0 md0 100 1 2000 50 200 2 4000 60 0 1500 110',
  ' 202       1 xvda1 7 0 14 1 1 0 2 1 0 10 2',
].join('\n');

test('diskstats: whole devices that were ever used, sectors of 512 bytes', () => {
  assert.equal(parseDiskstats(DISKS_2_6), [
    { device: 'sda', reads: 100, readBytes: 1_024_000, writes: 200, writeBytes: 2_048_000, busySeconds: 1.5 },
    { device: 'xvda1', reads: 7, readBytes: 7168, writes: 1, writeBytes: 1024, busySeconds: 0.01 },
  ]);
});

test('diskstats: kernel 4.18 and 5.5 add columns; NVMe and eMMC partitions are told from devices', () => {
  const counters = '1 0 2 0 1 0 2 0 0 1000 0 0 0 0 0 0 0';
  const names = ['nvme0n1', 'nvme0n1p1', 'nvme0n12', 'mmcblk0', 'mmcblk0p2', 'nvme0c1n1', 'sdaa', 'sdaa3'];
  const text = names.map((name) => ` 259 0 ${name} ${counters}`).join('\n');
  assert.equal(
    parseDiskstats(text).map((row) => row.device),
    ['nvme0n1', 'nvme0n12', 'mmcblk0', 'sdaa'],
  );
});

test('diskstats: short and broken lines are left out', () => {
  assert.equal(parseDiskstats('8 0 sda 1 2 3 4\n8 16 sdb 1 0 2 -5 1 0 2 0 0 1 0\n\ngarbage\n'), []);
});

test('diskstats: counters at the end of 64 bits are still numbers', () => {
  const [row] = parseDiskstats('8 0 sda 18446744073709551615 0 4 0 1 0 2 0 0 1 0');
  assert.is(row?.reads, 2 ** 64);
});

const HEADER =
  'Inter-|   Receive                                                |  Transmit\n' +
  ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n';

test('net/dev: no loopback, no second count of bridged or tunnelled traffic', () => {
  const counters = '1 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0';
  const names = [
    'lo',
    'eth0',
    'veth12ab',
    'docker0',
    'br-0af3',
    'wlan0',
    'eth0.100',
    'cni0',
    'ifb0',
    'lowpan0',
  ];
  const rows = parseNetDev(HEADER + names.map((name) => `  ${name}: ${counters}`).join('\n'));
  assert.equal(
    rows.map((row) => row.device),
    ['eth0', 'wlan0', 'lowpan0'],
  );
  assert.equal(rows[0], {
    device: 'eth0',
    rxBytes: 1,
    rxPackets: 2,
    rxErrors: 3,
    rxDrops: 4,
    txBytes: 5,
    txPackets: 6,
    txErrors: 7,
    txDrops: 8,
  });
});

test('net/dev: the name may touch the number; broken rows are left out', () => {
  const text = `${HEADER}eth0:123 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\neth1: 1 2 3\neth2: a 2 3 4 0 0 0 0 5 6 7 8 0 0 0 0\n`;
  assert.equal(
    parseNetDev(text).map((row) => [row.device, row.rxBytes]),
    [['eth0', 123]],
  );
});

test('pressure: percents become ratios, microseconds seconds; cpu had no full line before 5.13', () => {
  assert.equal(parsePressure('some avg10=12.50 avg60=0.15 avg300=0.82 total=19998214\n'), {
    some: { avg10: 0.125, totalSeconds: 19.998214 },
  });
  const both =
    'some avg10=1.00 avg60=0.00 avg300=0.00 total=5\nfull avg10=0.50 avg60=0.00 avg300=0.00 total=3\n';
  assert.is(parsePressure(both).full?.avg10, 0.005);
  assert.equal(parsePressure('some avg10= avg60=0 avg300=0 total=1\n'), {});
});

test('snmp: names and values of a protocol stand in two lines', () => {
  const values = parseSnmp(
    'Tcp: RtoAlgorithm MaxConn InSegs\nTcp: 1 -1 1234\nUdp: InDatagrams\nUdp: 7\nOdd: a\nOther: 5\n',
  );
  assert.equal(
    [...values],
    [
      ['Tcp.RtoAlgorithm', 1],
      ['Tcp.InSegs', 1234],
      ['Udp.InDatagrams', 7],
    ],
  );
  assert.is(parseSnmp('').size, 0);
});

test('keyed files: unknown shapes are left out', () => {
  assert.equal(
    [...parseKeyed('usage_usec 5\nnr_periods x\n\nlong line 7\nthrottled_usec 9')],
    [
      ['usage_usec', 5],
      ['throttled_usec', 9],
    ],
  );
});

test('cgroup: v1, v2 and hybrid paths', () => {
  const paths = parseSelfCgroup(
    '4:memory:/docker/ab:c\n3:cpu,cpuacct:/docker/ab\n1:name=systemd:/x\n0::/y\n',
  );
  assert.is(paths.get('memory'), '/docker/ab:c');
  assert.is(paths.get('cpuacct'), '/docker/ab');
  assert.is(paths.get(''), '/y');
});

test('cgroup: limits, and their absence', () => {
  assert.is(parseCpuMax('150000 100000\n'), 1.5);
  assert.is(parseCpuMax('max 100000\n'), undefined);
  assert.is(parseCpuMax(''), undefined);
  assert.is(parseMemoryLimit('536870912\n'), 536_870_912);
  assert.is(parseMemoryLimit('max\n'), undefined);
  assert.is(parseMemoryLimit('9223372036854771712\n'), undefined);
  assert.is(parseMemoryLimit(null), undefined);
});

test('unsigned: digits only', () => {
  for (const text of ['-1', '', '1.5', '0x1', ' 1', '1e3', undefined]) assert.is(unsigned(text), null);
  assert.is(unsigned('0'), 0);
});

test('no text makes a parser throw or give a negative number', () => {
  const junk = fc.array(
    fc.oneof(
      fc.string(),
      fc.constantFrom('cpu', 'some', 'sda', 'eth0:', 'MemTotal:', 'kB', '0::/'),
      fc.integer(),
    ),
  );
  fc.assert(
    fc.property(fc.array(junk), (lines) => {
      const text = lines.map((words) => words.join(' ')).join('\n');
      for (const row of parseStat(text)) assert.ok(row.busy >= 0 && row.whole >= row.busy);
      for (const value of parseMeminfo(text).values()) assert.ok(value >= 0);
      for (const row of parseDiskstats(text)) assert.ok(row.readBytes >= 0 && row.busySeconds >= 0);
      for (const row of parseNetDev(text)) assert.ok(row.rxBytes >= 0 && row.txDrops >= 0);
      parsePressure(text);
      parseKeyed(text);
      parseLoadavg(text);
      parseSelfCgroup(text);
    }),
  );
});

test.run();
