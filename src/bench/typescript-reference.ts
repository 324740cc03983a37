/**
 * The numeric part of a beat in plain TypeScript, as one would write it without WebAssembly: the rival in the
 * benchmarks, and in the tests the second implementation that must agree (DESIGN §3, same order of operations;
 * logarithm and exponential are the host's).
 */
export interface ReferenceGenome {
  R: number;
  B: number;
  E: number;
  O: number;
  integral: number;
  error: number;
  timestamp: number;
  first: boolean;
  threatAge: number;
  threatened: boolean;
}

export interface ReferencePid {
  out: number;
  deltaO: number;
  v: number;
  deltaV: number;
}

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

export function newReferenceGenome(): ReferenceGenome {
  return {
    R: 0.25,
    B: 0.25,
    E: 0.15,
    O: 0.35,
    integral: 0,
    error: 0,
    timestamp: 0,
    first: true,
    threatAge: 0,
    threatened: false,
  };
}

export function referencePulse(k: number, p: number, t1: number, u: number): number {
  return Math.max(1e-6, (t1 * Math.log(u)) / (1 - 1 / (k * p)));
}

/** One PID step; the state is in the genome. */
export function referencePid(
  genome: ReferenceGenome,
  tLambda: number,
  tThreshold: number,
  timestamp: number,
): ReferencePid {
  const e = tLambda - tThreshold;
  const dt = genome.first ? 0 : Math.max(0, timestamp - genome.timestamp);
  let integral = genome.integral;
  const crossed = !genome.first && e * genome.error < 0;
  if (Math.abs(e) < 1e-4 || crossed) integral = 0;
  if (dt > 0) integral = clamp(integral + e * dt, -1, 1);
  const d = dt > 0 ? (e - genome.error) / dt : 0;
  const out = 0.6 * e + 0.1 * integral + 0.05 * d;
  const v = (e * e) / 2;
  const deltaV = genome.first ? 0 : v - (genome.error * genome.error) / 2;
  genome.integral = integral;
  genome.error = e;
  genome.timestamp = timestamp;
  genome.first = false;
  return { out, deltaO: clamp(-out, -0.05, 0.05), v, deltaV };
}

/** Weights after a beat, in place. */
export function referenceRecalibrate(genome: ReferenceGenome, deltaO: number, threat: number): void {
  const delta = threat > 0.5 && deltaO > 0 ? 0 : deltaO;
  const o = clamp(genome.O + delta, 0.1, 0.9);
  const r = Math.max(genome.R, 0.05);
  const b = Math.max(genome.B, 0.05);
  const scale = 1 / (r + b + genome.E + o);
  const threatened = threat > 0.5;
  genome.threatAge = threatened && !genome.threatened ? 0 : genome.threatAge + 1;
  genome.threatened = threatened;
  const normalO = o * scale;
  const e = threatened
    ? clamp(0.15 * threat * Math.exp(-genome.threatAge / 50) * Math.max(0, 1 - normalO / 0.3), 0.05, 0.3)
    : 0.1;
  const again = 1 / (r * scale + b * scale + e + normalO);
  genome.R = r * scale * again;
  genome.B = b * scale * again;
  genome.E = e * again;
  genome.O = normalO * again;
}

/** Index of the action, as the numeric core numbers them. */
export function referenceDecide(
  genome: ReferenceGenome,
  tLambda: number,
  tThreshold: number,
  totalAnoms: number,
  threat: number,
): number {
  const urgency = Math.min(0.9, totalAnoms / 10);
  const conserve = Math.min(20, tLambda / tThreshold);
  const gain = Math.max(0, 1 - tLambda / tThreshold);
  if (threat >= 0.85) return 0;
  if (threat >= 0.6) return 1;
  if (conserve * genome.B > 0.25 && urgency * genome.R < 0.1) return 2;
  return gain * genome.O > 0.1 ? 3 : 4;
}
