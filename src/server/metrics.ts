/**
 * The supervisor as Prometheus metrics: base units, `_total` for counters, `_ratio` for shares
 * (prometheus.io/docs/practices/naming).
 */
import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
  type RegistryContentType,
} from 'prom-client';
import type { ArbiterStatus } from '../core/arbiter-options.ts';
import { ACTIONS, type BeatRecord } from '../core/beat-record.ts';
import { EntitySeries, OTHERS } from './entity-series.ts';
import { registerMesh } from './mesh-metrics.ts';
import type { MeshView } from './supervised.ts';

export interface MetricsOptions {
  readonly program: { readonly name: string; readonly version: string };
  readonly status: () => ArbiterStatus;
  readonly clients: () => { readonly open: number; readonly dropped: number };
  /** Seconds from an arbitrary start that never runs backwards. */
  readonly monotonic: () => number;
  /** undefined: no mesh. */
  readonly mesh: (() => MeshView) | undefined;
  /** CPU, memory and event loop of this process too. */
  readonly process: boolean;
  /** Entities that have series of their own. */
  readonly entitySeries?: number | undefined;
}

const CORES = { R: 'regen', B: 'balance', E: 'entropy', O: 'optimize' } as const;
const CORE_IDS = ['R', 'B', 'E', 'O'] as const;

export class Metrics {
  readonly #registry: Registry<RegistryContentType> = new Registry<RegistryContentType>();
  readonly #monotonic: () => number;
  readonly #gauges: Readonly<Record<string, Gauge>>;
  readonly #weights: Gauge;
  readonly #decided: Counter;
  readonly #enacted: Counter;
  readonly #transitions: Counter;
  readonly #interval: Histogram;
  readonly #surprises: Counter;
  readonly #requests: Counter;
  readonly #leftOut: Counter;
  readonly #series: EntitySeries;
  readonly #seconds: Histogram;
  /** Last enacted action of each entity. */
  readonly #lastActions = new Map<string, string>();
  #lastBeat: number | undefined;
  #scraping: Promise<unknown> = Promise.resolve();

  constructor(options: MetricsOptions) {
    const registers = [this.#registry];
    this.#monotonic = options.monotonic;
    this.#series = new EntitySeries(options.entitySeries);
    const counter = (name: string, help: string, labelNames: string[] = []): Counter =>
      new Counter({ name: `venom_${name}`, help, labelNames, registers });
    const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
      new Gauge({ name: `venom_${name}`, help, labelNames, registers });
    const histogram = (name: string, help: string, labelNames: string[], buckets: number[]): Histogram =>
      new Histogram({ name: `venom_${name}`, help, labelNames, buckets, registers });

    gauge('build_info', 'Version of the program; always 1.', ['version']).set(
      { version: options.program.version },
      1,
    );
    this.#gauges = Object.fromEntries(
      Object.entries(BEAT_GAUGES).map(([name, { help }]) => [name, gauge(name, help, ['entity'])]),
    );
    this.#weights = gauge('weight_ratio', 'Weight of a core in the decision; the four sum to 1.', [
      'entity',
      'core',
    ]);
    const ofActions = ['entity', 'action'];
    this.#decided = counter('decisions_total', 'Beats by the action that was decided.', ofActions);
    this.#enacted = counter('actions_total', 'Beats by the action that was enacted.', ofActions);
    for (const action of ACTIONS) {
      this.#decided.inc({ action }, 0);
      this.#enacted.inc({ action }, 0);
    }
    this.#transitions = counter('action_transitions_total', 'Changes of the enacted action: flaps.', [
      'entity',
    ]);
    this.#transitions.inc(0);
    this.#surprises = counter('surprises_total', 'Independent surprises seen by this node itself.', [
      'entity',
    ]);
    this.#surprises.inc(0);
    this.#leftOut = counter(
      'entity_beats_left_out_total',
      `Beats of entities without series of their own; their counts are those of entity="${OTHERS}".`,
    );
    this.#interval = histogram('beat_interval_seconds', 'Time from one beat to the next.', [], INTERVALS);
    this.#requests = counter('http_requests_total', 'Requests answered.', ['route', 'code']);
    this.#seconds = histogram(
      'http_request_duration_seconds',
      'Time to answer a request.',
      ['route'],
      DURATIONS,
    );
    this.#collectLater(options, registers);
    if (options.mesh) registerMesh(options.mesh, this.#registry);
    if (options.process) {
      collectDefaultMetrics({ register: this.#registry });
      for (const name of MISNAMED) this.#registry.removeSingleMetric(name);
    }
  }

  /** What is asked for at a scrape, not told by a beat. */
  #collectLater({ status, clients }: MetricsOptions, registers: Registry<RegistryContentType>[]): void {
    const asked = (name: string, help: string, value: () => number): Gauge =>
      new Gauge({
        name: `venom_${name}`,
        help,
        registers,
        collect(): void {
          this.set(value());
        },
      });
    asked('ledger_entries', 'Entries in the ledger.', () => status().ledgerLength);
    asked(
      'ledger_verified_entries',
      'Entries that were read back and found right.',
      () => status().ledgerVerifiedLength,
    );
    asked('ledger_sound', '0 once an entry that was read back was found wrong.', () =>
      Number(status().ledgerVerified),
    );
    asked('entities', 'Entities that are supervised now.', () => status().entities.length);
    asked(
      'entities_left_out',
      'Entities that are supervised now and have no series of their own.',
      () => this.#series.leftOut,
    );
    asked('up', '1 while beats are made.', () => Number(status().running));
    asked('event_stream_clients', 'Clients that listen to beats.', () => clients().open);
    const dropped = new Counter({
      name: 'venom_event_stream_dropped_total',
      help: 'Clients that were let go because they did not read.',
      registers,
      collect(): void {
        this.reset();
        this.inc(clients().dropped);
      },
    });
    dropped.inc(0);
  }

  beat(record: BeatRecord): void {
    const { entity = '', decided, enacted, features } = record;
    const own = this.#series.labelsOf(entity);
    if (own) this.#setGauges(own, record);
    else this.#leftOut.inc();
    const labels = own ?? { entity: OTHERS };
    this.#decided.inc({ ...labels, action: decided });
    this.#enacted.inc({ ...labels, action: enacted });
    const before = this.#lastActions.get(entity);
    this.#transitions.inc(labels, before !== undefined && before !== enacted ? 1 : 0);
    this.#lastActions.set(entity, enacted);
    this.#surprises.inc(labels, features.anoms);
    const now = this.#monotonic();
    if (this.#lastBeat !== undefined) this.#interval.observe(now - this.#lastBeat);
    this.#lastBeat = now;
  }

  #setGauges(labels: { readonly entity?: string }, record: BeatRecord): void {
    for (const [name, { value }] of Object.entries(BEAT_GAUGES)) {
      const found = value(record);
      if (found === null) this.#gauges[name]?.remove(labels);
      else this.#gauges[name]?.set(labels, found);
    }
    for (const id of CORE_IDS) this.#weights.set({ ...labels, core: CORES[id] }, record.weights[id]);
  }

  /** An entity is gone, and its series with it. */
  forget(entity: string): void {
    this.#series.forget(entity);
    this.#lastActions.delete(entity);
    if (entity === '') return;
    for (const gauge of Object.values(this.#gauges)) gauge.remove({ entity });
    for (const id of CORE_IDS) this.#weights.remove({ entity, core: CORES[id] });
    for (const action of ACTIONS) {
      this.#decided.remove({ entity, action });
      this.#enacted.remove({ entity, action });
    }
    this.#transitions.remove({ entity });
    this.#surprises.remove({ entity });
  }

  request(route: string, code: number, seconds: number): void {
    this.#requests.inc({ route, code: String(code) });
    this.#seconds.observe({ route }, seconds);
  }

  /** @param accept of the request: OpenMetrics where it is asked for */
  scrape(accept: string | undefined): Promise<{ readonly type: string; readonly text: string }> {
    // One at a time: the library keeps the format in the registry, and drops `_total` from names in OpenMetrics.
    const next = this.#scraping.then(() => this.#scrape(accept));
    this.#scraping = next.catch(() => undefined);
    return next;
  }

  async #scrape(accept = ''): Promise<{ type: string; text: string }> {
    const open = /(?:^|,)\s*application\/openmetrics-text/i.test(accept);
    const type = open ? Registry.OPENMETRICS_CONTENT_TYPE : Registry.PROMETHEUS_CONTENT_TYPE;
    this.#registry.setContentType(type);
    const named = this.#registry.getMetricsAsArray().map((metric) => ({ metric, name: metric.name }));
    try {
      return { type, text: await this.#registry.metrics() };
    } finally {
      for (const { metric, name } of named) metric.name = name;
    }
  }
}

interface BeatGauge {
  readonly help: string;
  /** null: unknown at this beat, and so absent. */
  readonly value: (record: BeatRecord) => number | null;
}

const BEAT_GAUGES: Readonly<Record<string, BeatGauge>> = {
  beat_number: { help: 'Number of the last beat of this run.', value: ({ beat }) => beat },
  beat_timestamp_seconds: { help: 'Time of the last beat.', value: ({ timestamp }) => timestamp },
  pulse_seconds: { help: 'Pulse T_Λ.', value: ({ tLambda }) => tLambda },
  pulse_threshold_seconds: { help: 'Setpoint of the pulse.', value: ({ tThreshold }) => tThreshold },
  pid_output: { help: 'Output of the PID controller.', value: ({ pid }) => pid.pidOut },
  pid_integral: {
    help: 'Integral of the PID controller, held in [-1, 1].',
    value: ({ pid }) => pid.integral,
  },
  pid_stable: {
    help: '1 while the controller is stable over the last 20 beats.',
    value: ({ pidStable }) => Number(pidStable),
  },
  lyapunov: { help: 'Lyapunov function V = ΔT²/2, seconds squared.', value: ({ pid }) => pid.lyapunov },
  lyapunov_delta: {
    help: 'Change of V since the beat before, seconds squared.',
    value: ({ pid }) => pid.deltaV,
  },
  threat_ratio: {
    help: 'Threat that the entropy core sees: ALERT from 0.60, QUARANTINE from 0.85.',
    value: ({ decvec }) => decvec.rawThreat,
  },
  anomalies: { help: 'Anomalies that count, own and injected.', value: ({ totalAnoms }) => totalAnoms },
  risk_anomalies: { help: 'Injected anomalies after their decay.', value: ({ riskAnoms }) => riskAnoms },
  missing_readings: {
    help: 'Readings that were unknown at the last beat.',
    value: ({ features }) => features.missing.length,
  },
  blind: { help: '1 while no sample comes.', value: ({ features }) => Number(features.blind) },
  warming_up: {
    help: '1 while the detector has seen too little to judge.',
    value: ({ features }) => Number(features.warmingUp),
  },
  budget_ratio: { help: 'Share of optional work allowed.', value: ({ budget }) => budget },
  live_nodes: { help: 'Live nodes that share the work.', value: ({ p }) => p },
  load: { help: 'Load signal, in its own unit.', value: ({ load }) => load?.value ?? null },
  load_setpoint: {
    help: 'Setpoint of the load signal, in its own unit.',
    value: ({ load }) => load?.setpoint ?? null,
  },
};

/** Gauges of the library that promtool takes for counters; each stands beside what it sums. */
const MISNAMED = ['handles', 'requests', 'resources'].map((name) => `nodejs_active_${name}_total`);

const INTERVALS = [0.005, 0.02, 0.1, 0.25, 0.5, 0.9, 0.99, 1.01, 1.1, 1.5, 2, 5, 10, 30, 60, 120];
const DURATIONS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
