/**
 * The beat of a fleet in idiomatic TypeScript over typed arrays: the rival in the benchmarks. One loop, a structure of
 * arrays, the host's logarithm and exponential; the same work and the same state kept (DESIGN §3).
 */
export interface FleetArrays {
  readonly R: Float64Array;
  readonly B: Float64Array;
  readonly E: Float64Array;
  readonly O: Float64Array;
  readonly integral: Float64Array;
  readonly error: Float64Array;
  readonly lyapunov: Float64Array;
  readonly risk: Float64Array;
  readonly threatAge: Int32Array;
  readonly threatened: Uint8Array;
  readonly actions: Uint8Array;
}

export function newFleetArrays(size: number): FleetArrays {
  const doubles = (value: number): Float64Array => new Float64Array(size).fill(value);
  return {
    R: doubles(0.25),
    B: doubles(0.25),
    E: doubles(0.15),
    O: doubles(0.35),
    integral: doubles(0),
    error: doubles(Number.NaN),
    lyapunov: doubles(0),
    risk: doubles(0),
    threatAge: new Int32Array(size),
    threatened: new Uint8Array(size),
    actions: new Uint8Array(size),
  };
}

export interface FleetInputs {
  /** U, or ln U where it is held. */
  readonly workloads: Float64Array;
  readonly anoms: Float32Array;
  readonly threats: Float32Array;
}

/** Parameters of the default pulse and PID; seconds. */
const DIVISOR = 1 - 1 / (4 * 5);
const T1 = 0.001;
const T_THRESHOLD = 0.02;

function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}

/** @param lnHeld the workloads are logarithms @param dt seconds since the last beat */
export function referenceFleetBeat(
  fleet: FleetArrays,
  { workloads, anoms, threats }: FleetInputs,
  lnHeld: boolean,
  dt: number,
): void {
  const { R, B, E, O, integral, error, lyapunov, risk, threatAge, threatened, actions } = fleet;
  for (let i = 0; i < actions.length; i++) {
    const workload = workloads[i] as number;
    const lnU = lnHeld ? workload : Math.log(workload);
    const tLambda = Math.max(1e-6, (T1 * lnU) / DIVISOR);
    const threat = threats[i] as number;
    let r = R[i] as number;
    let b = B[i] as number;
    let o = O[i] as number;

    const total = (anoms[i] as number) + (risk[i] as number);
    const urgency = Math.min(0.9, total / 10);
    const pace = tLambda / T_THRESHOLD;
    const stability = Math.min(20, pace) * b;
    const optGain = Math.max(0, 1 - pace) * o;
    if (threat >= 0.85) actions[i] = 0;
    else if (threat >= 0.6) actions[i] = 1;
    else if (stability > 0.25 && urgency * r < 0.1) actions[i] = 2;
    else actions[i] = optGain > 0.1 ? 3 : 4;

    const e = tLambda - T_THRESHOLD;
    const last = error[i] as number;
    const first = Number.isNaN(last);
    let sum = integral[i] as number;
    if (Math.abs(e) < 1e-4 || (!first && e * last < 0)) sum = 0;
    let slope = 0;
    if (!first && dt > 0) {
      sum = clamp(sum + e * dt, -1, 1);
      slope = (e - last) / dt;
    }
    const out = 0.6 * e + 0.1 * sum + 0.05 * slope;
    integral[i] = sum;
    error[i] = e;
    lyapunov[i] = (lyapunov[i] as number) + (e * e) / 2;

    const high = threat > 0.5;
    const delta = clamp(-out, -0.05, 0.05);
    o = clamp(o + (high && delta > 0 ? 0 : delta), 0.1, 0.9);
    r = Math.max(r, 0.05);
    b = Math.max(b, 0.05);
    const scale = 1 / (r + b + (E[i] as number) + o);
    r *= scale;
    b *= scale;
    o *= scale;
    const age = high && threatened[i] === 0 ? 0 : (threatAge[i] as number) + 1;
    threatAge[i] = age;
    threatened[i] = high ? 1 : 0;
    const weight = high
      ? clamp(0.15 * threat * Math.exp(-age / 50) * Math.max(0, 1 - o / 0.3), 0.05, 0.3)
      : 0.1;
    const again = 1 / (r + b + weight + o);
    R[i] = r * again;
    B[i] = b * again;
    E[i] = weight * again;
    O[i] = o * again;
  }
}
