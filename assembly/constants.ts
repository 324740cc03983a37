// Constants of DESIGN §3, the only place where they are written. Exported as WebAssembly globals: the host reads
// them from the module (src/core/constants.ts), so the two cannot drift apart.

/** Time of one unit of work, seconds. */
export const T1: f64 = 0.001;
export const K_FLOWS: f64 = 4.0;
export const P_NODES: f64 = 5.0;
/** exp(4): its ln is 4, which gives the default pulse of 0.0042105… s. */
export const U_BASE: f64 = 54.598150033144236;
/** Setpoint of the pulse, seconds. */
export const T_THRESHOLD: f64 = 0.02;
/** Least pulse, seconds. */
export const EPSILON: f64 = 1e-6;
/** Half-width of the band around the setpoint in which the integral is reset, seconds. */
export const EPSILON_RESET: f64 = 1e-4;

export const THREAT_QUARANTINE: f64 = 0.85;
export const THREAT_ALERT: f64 = 0.6;
/** Raw threat above which nothing is reinvested and E is fed back. */
export const THREAT_FEEDBACK: f64 = 0.5;
export const STABILITY_THRESHOLD: f64 = 0.25;
export const REPAIR_THRESHOLD: f64 = 0.1;
export const OPT_GAIN_THRESHOLD: f64 = 0.1;

export const MAX_WEIGHT_DELTA: f64 = 0.05;
export const INTEGRAL_MAX: f64 = 1.0;
export const KP: f64 = 0.6;
export const KI: f64 = 0.1;
export const KD: f64 = 0.05;

/** Injected risk halves in this many seconds. */
export const RISK_HALF_LIFE: f64 = 30.0;
export const LN2: f64 = 0.6931471805599453;

export const WEIGHT_FLOOR: f64 = 0.05;
export const O_MIN: f64 = 0.1;
export const O_MAX: f64 = 0.9;
export const E_MIN: f64 = 0.05;
export const E_MAX: f64 = 0.3;
/** E where there is no threat to feed back. */
export const E_CALM: f64 = 0.1;

export const WEIGHT_R: f64 = 0.25;
export const WEIGHT_B: f64 = 0.25;
export const WEIGHT_E: f64 = 0.15;
export const WEIGHT_O: f64 = 0.35;

/** Beats over which pidStable is judged (DESIGN §3.2). */
export const STABILITY_WINDOW: i32 = 20;
/** Growth of the mean V from the older half to the newer that still counts as noise. */
export const STABILITY_GROWTH: f64 = 1.1;
/** Share of T_threshold below which an error counts as noise whatever its trend. */
export const STABILITY_BAND: f64 = 0.05;
