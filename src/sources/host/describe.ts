/** Unit and meaning of the host's metrics for people (DESIGN §3.4). `*` stands for a device or a core's number. */
const MEANINGS: ReadonlyArray<readonly [pattern: string, meaning: string]> = [
  ['cpu.total', 'ratio: share of all processors’ time spent busy (idle and waiting for I/O are not busy)'],
  ['cpu.core.*', 'ratio: share of this processor’s time spent busy'],
  ['cpu.steal', 'ratio: share of processor time the hypervisor gave to others'],
  ['scheduler.switches', 'context switches per second'],
  ['scheduler.forks', 'processes and threads begun per second'],
  ['scheduler.load1', 'tasks: runnable or in uninterruptible sleep, mean of 1 minute'],
  ['scheduler.load5', 'tasks: runnable or in uninterruptible sleep, mean of 5 minutes'],
  ['scheduler.load15', 'tasks: runnable or in uninterruptible sleep, mean of 15 minutes'],
  ['cpu.cgroup.used_cores', 'cores: processor time used by the supervisor’s control group'],
  ['cpu.cgroup.limit_cores', 'cores: limit of the supervisor’s control group'],
  ['cpu.cgroup.used', 'ratio: processor time used by the control group, of its limit'],
  ['cpu.cgroup.throttled', 'ratio: share of scheduling periods in which the control group was throttled'],
  ['cpu.cgroup.throttled_cores', 'cores: processor time withheld from the control group by its limit'],
  ['pressure.*.some', 'ratio: share of time in which at least one task stalled for it'],
  ['pressure.*.some_avg10', 'ratio: the same, mean of 10 seconds by the kernel'],
  ['pressure.*.full', 'ratio: share of time in which every task stalled for it'],
  ['pressure.*.full_avg10', 'ratio: the same, mean of 10 seconds by the kernel'],
  ['memory.used', 'ratio: memory that is not available, of all'],
  ['memory.available_bytes', 'bytes: memory that new work could get without swapping'],
  ['memory.swap_used', 'ratio: swap in use, of all'],
  ['paging.faults', 'page faults per second'],
  ['paging.major_faults', 'page faults per second that had to read from a disk'],
  ['paging.swap_in_pages', 'pages per second read back from swap'],
  ['paging.swap_out_pages', 'pages per second written to swap'],
  ['memory.cgroup.used_bytes', 'bytes: working set of the supervisor’s control group'],
  ['memory.cgroup.limit_bytes', 'bytes: limit of the supervisor’s control group'],
  ['memory.cgroup.used', 'ratio: working set of the control group, of its limit'],
  ['disk.*.read_bytes', 'bytes per second read'],
  ['disk.*.write_bytes', 'bytes per second written'],
  ['disk.*.reads', 'reads per second'],
  ['disk.*.writes', 'writes per second'],
  ['disk.*.busy', 'ratio: share of time with a request in flight'],
  ['network.*.rx_bytes', 'bytes per second received'],
  ['network.*.tx_bytes', 'bytes per second sent'],
  ['network.*.rx_packets', 'packets per second received'],
  ['network.*.tx_packets', 'packets per second sent'],
  ['network.*.rx_errors', 'receive errors per second'],
  ['network.*.tx_errors', 'transmit errors per second'],
  ['network.*.rx_drops', 'received packets dropped per second'],
  ['network.*.tx_drops', 'outgoing packets dropped per second'],
  ['supervisor.cpu_cores', 'cores: processor time used by the supervisor itself'],
  ['supervisor.rss_bytes', 'bytes: resident memory of the supervisor itself'],
  [
    'supervisor.loop_delay_seconds',
    'seconds: longest delay of the supervisor’s event loop since the last sample',
  ],
];

const RULES = MEANINGS.map(([pattern, meaning]) => ({
  matches: new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.+')}$`),
  meaning,
}));

/** `unit: meaning` of a host metric, or undefined for a name the host source does not give. */
export function describeHostMetric(metric: string): string | undefined {
  return RULES.find(({ matches }) => matches.test(metric))?.meaning;
}
