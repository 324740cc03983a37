/** The pulse of DESIGN §3.1: how long one beat is, given flows, live nodes and workload. */
import { K_FLOWS, P_NODES, T1, U_BASE } from '../core/constants.ts';
import { lnU, lnUOfLoad, ParameterError, pulseOfLnU, requirePositive } from '../numeric/index.ts';

export interface PulseOptions {
  /** Flows. */
  readonly k?: number;
  /** Nodes at the nominal size; with `k`, k·p must be above 1. */
  readonly p?: number;
  /** Time of one unit of work, seconds. */
  readonly t1?: number;
  /** Workload where no load signal is named. */
  readonly u?: number;
}

export interface PulseReading {
  /** T_Λ, seconds. */
  readonly tLambda: number;
  readonly lnU: number;
  /** Live nodes. */
  readonly p: number;
}

/**
 * @example
 * const pulse = new TLambdaPulse({ k: 4, p: 5 });
 * pulse.compute().tLambda; // 0.004210526315789474
 */
export class TLambdaPulse {
  readonly k: number;
  /** Nodes at the nominal size, at which load = setpoint puts T_Λ on the threshold. */
  readonly p: number;
  readonly t1: number;
  readonly u: number;
  readonly #lnU: number;

  /** @throws ParameterError (a RangeError) that names the parameter */
  constructor({ k = K_FLOWS, p = P_NODES, t1 = T1, u = U_BASE }: PulseOptions = {}) {
    this.#lnU = lnU(u);
    pulseOfLnU(k, p, t1, this.#lnU);
    this.k = k;
    this.p = p;
    this.t1 = t1;
    this.u = u;
  }

  /** ln of the workload where no load signal is named. */
  get lnU(): number {
    return this.#lnU;
  }

  /** The pulse at workload U. `liveNodes` below what k·P > 1 asks for are held at the least integer that does. */
  compute(liveNodes: number = this.p): PulseReading {
    return this.#at(this.#lnU, liveNodes);
  }

  /**
   * The pulse under a load: at the nominal size it meets `tThreshold` exactly when the load meets its setpoint.
   *
   * @param load 0 or above, in the unit of the setpoint
   * @param setpoint above 0
   * @param tThreshold seconds
   */
  computeAtLoad(
    load: number,
    setpoint: number,
    tThreshold: number,
    liveNodes: number = this.p,
  ): PulseReading {
    const workload = lnUOfLoad(load, setpoint, { k: this.k, nominal: this.p, t1: this.t1, tThreshold });
    return this.#at(workload, liveNodes);
  }

  #at(workload: number, liveNodes: number): PulseReading {
    const p = holdNodes(liveNodes, this.k);
    return { tLambda: pulseOfLnU(this.k, p, this.t1, workload), lnU: workload, p };
  }
}

/** P held at the least integer with k·P > 1. */
export function holdNodes(liveNodes: number, k: number): number {
  requirePositive('k', k);
  if (typeof liveNodes !== 'number' || !Number.isFinite(liveNodes) || liveNodes < 0) {
    throw new ParameterError('p', liveNodes, 'a finite number, 0 or above');
  }
  return k * liveNodes > 1 ? liveNodes : Math.floor(1 / k) + 1;
}
