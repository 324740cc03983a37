/**
 * The least change of a metric that a person would mind, by the unit its name tells (DESIGN §3.4: base units).
 *
 * A robust deviation alone calls every reading of an idle disk an anomaly: its usual spread is 0. A change counts
 * from max(absolute, relative·|median|) on:
 *
 *   unit                        names                                absolute    relative
 *   ratio in [0,1]              cpu.total, …used, …busy, …_ratio     0.1         0
 *   bytes of memory             memory.…_bytes                       1 GiB       0.25
 *   bytes of one process        …rss_bytes                           64 MiB      0.25
 *   bytes per second of a disk  disk.…_bytes                         16 MiB      0.25
 *   other bytes, per second     …_bytes                              4 MiB       0.25
 *   operations per second       …reads, …writes, …packets, …pages    200         0.5
 *   events of the kernel        …switches, …faults, …segments        10,000      0.5
 *   begun per second            …forks, …opened, …accepted           50          0.5
 *   faults per second           …errors, …drops                      5           0.5
 *   delay of our own loop       …loop_delay_seconds                  0.02        0.5
 *   seconds                     …_seconds                            0.1         0.5
 *   cores                       …_cores                              0.5         0.25
 *   tasks                       …load1                               2           0.5
 *   smoothed copies             …_avg10, …load5, …load15             never       –
 *   unknown                     anything else                        0           0.25
 *
 * Relative 0 for ratios: at 0.9 of 1 there is no room for a change by a quarter. Memory in bytes has no scale of its
 * own: what a machine or a container is short of, `memory.used` and `memory.cgroup.used` say.
 * A smoothed copy of what its family says at once would only make an alarm outlast its cause.
 */
export interface LeastChange {
  /** In the metric's unit, 0 or above; Infinity: never an anomaly. */
  readonly absolute: number;
  /** Share of the median's magnitude, 0 or above. */
  readonly relative: number;
}

const MIB = 1024 * 1024;

const RULES: ReadonlyArray<readonly [name: RegExp, least: LeastChange]> = [
  [/_avg10$|[._]load(?:5|15)$/, { absolute: Number.POSITIVE_INFINITY, relative: 0 }],
  [/^cpu\.(?:total|steal|core\.\d+)$/, { absolute: 0.1, relative: 0 }],
  [
    /\.(?:used|busy|throttled)$|[._]swap_used$|^pressure\.|_ratio$|utili[sz]ation$/,
    { absolute: 0.1, relative: 0 },
  ],
  [/^memory\..*bytes$/, { absolute: 1024 * MIB, relative: 0.25 }],
  [/[._]rss_bytes$/, { absolute: 64 * MIB, relative: 0.25 }],
  [/^disk\..*bytes$/, { absolute: 16 * MIB, relative: 0.25 }],
  [/[._]bytes$/, { absolute: 4 * MIB, relative: 0.25 }],
  [/[._](?:reads|writes|packets|pages)$/, { absolute: 200, relative: 0.5 }],
  [/[._](?:switches|faults|segments|datagrams)$/, { absolute: 10_000, relative: 0.5 }],
  [/[._](?:forks|opened|accepted|resets)$/, { absolute: 50, relative: 0.5 }],
  [/[._](?:errors|drops)$/, { absolute: 5, relative: 0.5 }],
  [/[._]loop_delay_seconds$/, { absolute: 0.02, relative: 0.5 }],
  [/[._]seconds$/, { absolute: 0.1, relative: 0.5 }],
  [/[._]cores$/, { absolute: 0.5, relative: 0.25 }],
  [/[._]load1$/, { absolute: 2, relative: 0.5 }],
];

const UNKNOWN: LeastChange = { absolute: 0, relative: 0.25 };

export function leastChangeOf(metric: string): LeastChange {
  return RULES.find(([name]) => name.test(metric))?.[1] ?? UNKNOWN;
}
