// The beat of DESIGN §3 for the entities of a fleet, in lanes: the operations of pulse.ts, cores.ts, pid.ts and
// genome.ts in their order, so that every number kept has the bits of the scalar functions. What is asked in float32
// or in whole numbers (threat, t, action) takes four lanes, what is computed in f64 two.
//
// A chunk goes through six loops rather than one. From a workload to a weight leads a chain of six divisions, some
// 200 cycles long; a processor looks a few hundred instructions ahead and would see hardly two such chains at a
// time. Of the short chain of one stage it sees many.
//
// Four things are not computed where they cannot matter:
//
//   urgency   only whether urgency·R is below its threshold is asked. It is taken with a product where DESIGN has a
//             quotient, which is off by less than 1e-15; within NEAR of the threshold the quotient decides.
//   crossing  e·e_prev < 0 stands for the two comparisons: e and e_prev are 0 or far from where the product underflows.
//   exp       E is at its least wherever O ≥ 0.2 (0.15·threat·e^(−t/50)·(1 − O/0.3) ≤ 0.05), so the exponential
//             is taken only where a threatened entity's O is below.
//   special   values of ln: tested for, not blended.

import * as at from './fleet-layout';
import * as c from './lane-constants';
import { k, k32, k64, ki32 } from './lane-constants';
import { expLanes, lnLanes, lnNormal, normal } from './lanes';

/** What the input of an entity is. */
export const WORKLOAD: i32 = 0;
export const LN_WORKLOAD: i32 = 1;
export const LOAD_READING: i32 = 2;

/** A mask of the lanes from 0 to `most`. */
// @ts-ignore: decorator
@inline
function between(x: v128, most: v128): v128 {
  return v128.and(f32x4.ge(x, k32(c.F_ZERO)), f32x4.le(x, most));
}

// @ts-expect-error: decorator
@inline
function either(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

// @ts-expect-error: decorator
@inline
function bounded(x: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(f64x2.pmax(x, low), high);
}

/** Lower and upper two of four lanes, each doubled in width: a mask stays a mask. */
// @ts-expect-error: decorator
@inline
function lower(mask: v128): v128 {
  return i64x2.extend_low_i32x4_s(mask);
}

// @ts-expect-error: decorator
@inline
function upper(mask: v128): v128 {
  return i64x2.extend_high_i32x4_s(mask);
}

/** The lower halves of four doubled lanes. */
// @ts-expect-error: decorator
@inline
function narrow(low: v128, high: v128): v128 {
  return i8x16.shuffle(low, high, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27);
}

/** ln U by the load (pulse.ts, lnUOfLoad), which is kept for the beats that have no reading. */
// @ts-expect-error: decorator
@inline
function lnUOfLoad(
  loads: usize,
  reading: v128,
  seen: v128,
  setpoint: v128,
  threshold: v128,
  nominal: v128,
  t1: v128,
): v128 {
  const known = f64x2.ge(reading, k(c.ZERO));
  const most = f64x2.mul(k(c.MOST_LOAD), setpoint);
  const last = v128.load(loads);
  const value = either(seen, either(known, f64x2.pmin(reading, most), last), f64x2.splat(NaN));
  v128.store(loads, value);
  const load = either(f64x2.eq(value, value), value, setpoint);
  const share = f64x2.div(load, setpoint);
  return f64x2.div(f64x2.mul(f64x2.mul(share, threshold), nominal), t1);
}

/** E before it is normalised: genome.ts, entropyFeedback. */
function feedback(threat: v128, word: v128, o: v128): v128 {
  const t = f64x2.convert_low_i32x4_u(i32x4.shr_u(v128.and(word, ki32(c.I_AGE_BITS)), 1));
  const faded = expLanes(f64x2.div(f64x2.neg(t), k(c.FIFTY)));
  const room = f64x2.pmax(k(c.ZERO), f64x2.sub(k(c.ONE), f64x2.div(o, k(c.FEEDBACK_ROOM))));
  const fed = f64x2.mul(f64x2.mul(f64x2.mul(k(c.FEEDBACK_GAIN), threat), faded), room);
  return bounded(fed, k(c.E_MIN), k(c.E_MAX));
}

/** ln of any two numbers: out of line, for a workload that is no normal positive number is rare. */
function anyLn(x: v128): v128 {
  return lnLanes(x);
}

/** Stage 1: ln of the workloads of four entities. */
// @ts-expect-error: decorator
@inline
function lnFour(workloads: usize, logs: usize): void {
  const u = v128.load(workloads);
  const u2 = v128.load(workloads, 16);
  const usual = v128.all_true<i64>(v128.and(normal(u), normal(u2)));
  v128.store(logs, usual ? lnNormal(u) : anyLn(u));
  v128.store(logs, usual ? lnNormal(u2) : anyLn(u2), 16);
}

// @ts-expect-error: decorator
@inline
function knownLn(lnU: v128): v128 {
  return f64x2.le(f64x2.abs(lnU), k(c.MOST_LN_U));
}

/**
 * Stage 2, four entities: their threats as they count, −1 where there is none (§3.4), and T_Λ (§3.1), which where
 * the workload is not known counts as the threshold.
 */
// @ts-expect-error: decorator
@inline
function senseFour(
  kind: i32,
  loads: usize,
  inputs: usize,
  anoms: usize,
  threats: usize,
  pulses: usize,
  counted: usize,
  divisor: v128,
  divisor2: v128,
  nominal: v128,
  nominal2: v128,
  t1: v128,
  t12: v128,
  threshold: v128,
  threshold2: v128,
  setpoint: v128,
  setpoint2: v128,
): void {
  const raw = v128.load(threats);
  const seen = between(v128.load(anoms), k32(c.F_MOST_ANOMS));
  const answered = v128.and(seen, between(raw, k32(c.F_ONE)));
  v128.store(counted, either(answered, raw, k32(c.F_NONE)));
  let lnU = v128.load(inputs);
  let lnU2 = v128.load(inputs, 16);
  let usual = true;
  if (kind != LOAD_READING) {
    usual = v128.all_true<i64>(v128.and(knownLn(lnU), knownLn(lnU2)));
  } else {
    lnU = lnUOfLoad(loads, lnU, lower(seen), setpoint, threshold, nominal, t1);
    lnU2 = lnUOfLoad(loads + 16, lnU2, upper(seen), setpoint2, threshold2, nominal2, t12);
  }
  const tLambda = pulse(lnU, t1, divisor);
  const tLambda2 = pulse(lnU2, t12, divisor2);
  v128.store(pulses, tLambda);
  v128.store(pulses, tLambda2, 16);
  if (!usual) {
    const known = knownLn(lnU);
    const known2 = knownLn(lnU2);
    const both = v128.and(answered, narrow(known, known2));
    v128.store(counted, either(both, raw, k32(c.F_NONE)));
    v128.store(pulses, either(known, tLambda, threshold));
    v128.store(pulses, either(known2, tLambda2, threshold2), 16);
  }
}

// @ts-expect-error: decorator
@inline
function pulse(lnU: v128, t1: v128, divisor: v128): v128 {
  return f64x2.pmax(k(c.EPSILON), f64x2.div(f64x2.mul(t1, lnU), divisor));
}

/** Actions of two entities without a threat (§3.4), one in each lane. Reads the weights before the beat. */
// @ts-expect-error: decorator
@inline
function calmActions(r: v128, b: v128, o: v128, risk: v128, tLambda: v128, threshold: v128, anoms: v128): v128 {
  const pace = f64x2.div(tLambda, threshold);
  const conserve = f64x2.mul(f64x2.pmin(k(c.MOST_CONSERVE), pace), b);
  const gain = f64x2.mul(f64x2.pmax(k(c.ZERO), f64x2.sub(k(c.ONE), pace)), o);
  const total = f64x2.add(anoms, risk);
  let urgency = f64x2.mul(f64x2.pmin(k(c.MOST_URGENCY), f64x2.mul(total, k(c.TENTH))), r);
  const distance = f64x2.abs(f64x2.sub(urgency, k(c.REPAIR_THRESHOLD)));
  if (v128.any_true(f64x2.lt(distance, k(c.NEAR)))) {
    urgency = f64x2.mul(f64x2.pmin(k(c.MOST_URGENCY), f64x2.div(total, k(c.TEN))), r);
  }
  // a mask is −1: NOOP − 1 is APPLY_OPTIMIZE
  const action = i64x2.add(k64(c.NOOP), f64x2.gt(gain, k(c.OPT_GAIN_THRESHOLD)));
  const balance = v128.and(
    f64x2.gt(conserve, k(c.STABILITY_THRESHOLD)),
    f64x2.lt(urgency, k(c.REPAIR_THRESHOLD)),
  );
  return either(balance, k64(c.APPLY_BALANCE), action);
}

/** Stage 4: one step of the PID of two entities (§3.2). Leaves −out in the place of T_Λ. */
// @ts-expect-error: decorator
@inline
function stepTwo(
  integrals: usize,
  errors: usize,
  sums: usize,
  pulses: usize,
  threshold: v128,
  dt: v128,
  moved: v128,
  gainP: v128,
  gainI: v128,
  gainD: v128,
): void {
  const e = f64x2.sub(v128.load(pulses), threshold);
  const last = v128.load(errors);
  // e of an entity before its first beat is NaN
  const stepped = v128.and(moved, f64x2.eq(last, last));
  const reset = v128.or(
    f64x2.lt(f64x2.abs(e), k(c.EPSILON_RESET)),
    f64x2.lt(f64x2.mul(e, last), k(c.ZERO)),
  );
  const kept = v128.andnot(v128.load(integrals), reset);
  const grown = bounded(f64x2.add(kept, f64x2.mul(e, dt)), k(c.LEAST_INTEGRAL), k(c.MOST_INTEGRAL));
  const integral = either(stepped, grown, kept);
  const slope = v128.and(stepped, f64x2.div(f64x2.sub(e, last), dt));
  v128.store(integrals, integral);
  v128.store(errors, e);
  const lyapunov = f64x2.mul(f64x2.mul(e, e), k(c.HALF));
  v128.store(sums, f64x2.add(v128.load(sums), lyapunov));
  const out = f64x2.add(
    f64x2.add(f64x2.mul(gainP, e), f64x2.mul(gainI, integral)),
    f64x2.mul(gainD, slope),
  );
  v128.store(pulses, f64x2.neg(out));
}

/** Stage 5: weights of two entities after the action (§3.5), normalised once. @param opposites address of −out */
// @ts-expect-error: decorator
@inline
function recalibrateTwo(
  rs: usize,
  bs: usize,
  es: usize,
  os: usize,
  words: usize,
  opposites: usize,
  counted: usize,
): void {
  const threat = f64x2.promote_low_f32x4(v128.load64_zero(counted));
  const threatened = f64x2.gt(threat, k(c.HALF));
  const delta = bounded(v128.load(opposites), k(c.LEAST_DELTA), k(c.MOST_DELTA));
  const heldBack = v128.and(threatened, f64x2.gt(delta, k(c.ZERO)));
  const o = bounded(f64x2.add(v128.load(os), v128.andnot(delta, heldBack)), k(c.O_MIN), k(c.O_MAX));
  const r = f64x2.pmax(v128.load(rs), k(c.WEIGHT_FLOOR));
  const b = f64x2.pmax(v128.load(bs), k(c.WEIGHT_FLOOR));
  const sum = f64x2.add(f64x2.add(f64x2.add(r, b), v128.load(es)), o);
  const scale = f64x2.div(k(c.ONE), sum);
  const rScaled = f64x2.mul(r, scale);
  const bScaled = f64x2.mul(b, scale);
  const oScaled = f64x2.mul(o, scale);
  let e = either(threatened, k(c.E_MIN), k(c.E_CALM));
  if (v128.any_true(v128.and(threatened, f64x2.lt(oScaled, k(c.E_LEAST_FROM_O))))) {
    e = either(threatened, feedback(threat, v128.load64_zero(words), oScaled), e);
  }
  v128.store(rs, rScaled);
  v128.store(bs, bScaled);
  v128.store(es, e);
  v128.store(os, oScaled);
}

/** Stage 6: their weights normalised again. */
// @ts-expect-error: decorator
@inline
function normalizeTwo(rs: usize, bs: usize, es: usize, os: usize): void {
  const r = v128.load(rs);
  const b = v128.load(bs);
  const e = v128.load(es);
  const o = v128.load(os);
  const sum = f64x2.add(f64x2.add(f64x2.add(r, b), e), o);
  const scale = f64x2.div(k(c.ONE), sum);
  v128.store(rs, f64x2.mul(r, scale));
  v128.store(bs, f64x2.mul(b, scale));
  v128.store(es, f64x2.mul(e, scale));
  v128.store(os, f64x2.mul(o, scale));
}

/** Counts t of four entities on, or from 0 where the threat has just risen. */
// @ts-expect-error: decorator
@inline
function countOn(words: usize, threatened: v128): void {
  const word = v128.load(words);
  const low = v128.and(word, ki32(c.I_AGE_BITS));
  const was = i32x4.shr_s(i32x4.shl(word, 31), 31);
  const one = ki32(c.I_ONE);
  const older = i32x4.min_u(i32x4.add(v128.or(low, one), one), ki32(c.I_AGE_MAX));
  const counted = v128.andnot(older, v128.andnot(threatened, was));
  const next = v128.or(v128.or(counted, v128.and(threatened, one)), v128.xor(word, low));
  v128.store(words, next);
}

/** Stage 3: t and actions of four entities (§3.4). */
// @ts-expect-error: decorator
@inline
function decideFour(
  r: usize,
  b: usize,
  o: usize,
  risk: usize,
  words: usize,
  pulses: usize,
  counted: usize,
  anoms: usize,
  actions: usize,
  threshold: v128,
  threshold2: v128,
): void {
  const threat = v128.load(counted);
  countOn(words, f32x4.gt(threat, k32(c.F_HALF)));
  const anom = f64x2.promote_low_f32x4(v128.load64_zero(anoms));
  const anom2 = f64x2.promote_low_f32x4(v128.load64_zero(anoms, 8));
  const calm = calmActions(v128.load(r), v128.load(b), v128.load(o), v128.load(risk), v128.load(pulses), threshold, anom);
  const calm2 = calmActions(v128.load(r, 16), v128.load(b, 16), v128.load(o, 16), v128.load(risk, 16), v128.load(pulses, 16), threshold2, anom2);
  const alert = v128.or(
    f32x4.lt(threat, k32(c.F_ZERO)),
    f32x4.ge(threat, k32(c.F_ALERT)),
  );
  // QUARANTINE is 0
  const action = v128.andnot(
    // ALERT is 1
    either(alert, ki32(c.I_ONE), narrow(calm, calm2)),
    f32x4.ge(threat, k32(c.F_QUARANTINE)),
  );
  const bytes = i8x16.shuffle(action, action, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  v128.store32_lane(actions, bytes, 0);
}

/**
 * One beat of the entities of chunks `from` to `to` (not included).
 *
 * @param states address of the state's arrays, `pitch` bytes apart
 * @param parameters address of the parameters' arrays, `pitch` bytes apart, or of the shared ones
 * @param words u32 each; @param actions where the actions go, a byte each
 * @param anoms f32 each: not from 0 to 1e9, the entity is blind
 * @param threats what the model said, f32 each: not in [0, 1], the threat is not known
 * @param scratch SCRATCH_BYTES of this thread's own
 * @param seconds of the PID's step, 0 or above
 */
// @ts-expect-error: decorator
@inline
function beatChunks(
  kind: i32,
  own: bool,
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  const dt = f64x2.splat(seconds);
  const moved = f64x2.gt(dt, k(c.ZERO));
  const counted = scratch + 512;
  const divisor = v128.load64_splat(parameters, at.DIVISOR << 3);
  const nominal = v128.load64_splat(parameters, at.NOMINAL << 3);
  const t1 = v128.load64_splat(parameters, at.TIME_UNIT << 3);
  const threshold = v128.load64_splat(parameters, at.THRESHOLD << 3);
  const gainP = v128.load64_splat(parameters, at.GAIN_P << 3);
  const gainI = v128.load64_splat(parameters, at.GAIN_I << 3);
  const gainD = v128.load64_splat(parameters, at.GAIN_D << 3);
  const setpoint = v128.load64_splat(parameters, at.SETPOINT << 3);
  // V8 takes nothing out of a loop: the arrays' addresses are worked out before.
  const rs = states + at.R * pitch;
  const bs = states + at.B * pitch;
  const es = states + at.E * pitch;
  const os = states + at.O * pitch;
  const integrals = states + at.I * pitch;
  const errors = states + at.ERROR * pitch;
  const sums = states + at.V_SUM * pitch;
  const risks = states + at.RISK * pitch;
  const loads = states + at.LOAD * pitch;
  const inputs = states + at.INPUT * pitch;
  const divisors = parameters + at.DIVISOR * pitch;
  const nominals = parameters + at.NOMINAL * pitch;
  const units = parameters + at.TIME_UNIT * pitch;
  const thresholds = parameters + at.THRESHOLD * pitch;
  const gainsP = parameters + at.GAIN_P * pitch;
  const gainsI = parameters + at.GAIN_I * pitch;
  const gainsD = parameters + at.GAIN_D * pitch;
  const setpoints = parameters + at.SETPOINT * pitch;
  for (let chunk = <usize>from; chunk < <usize>to; chunk++) {
    const first = chunk * at.CHUNK;
    if (kind == WORKLOAD) {
      for (let j: usize = 0; j < at.CHUNK; j += 4) {
        lnFour(inputs + ((first + j) << 3), scratch + (j << 3));
      }
    }
    for (let j: usize = 0; j < at.CHUNK; j += 4) {
      const i = first + j;
      senseFour(
        kind,
        loads + (i << 3),
        kind == WORKLOAD ? scratch + (j << 3) : inputs + (i << 3),
        anoms + (i << 2),
        threats + (i << 2),
        scratch + (j << 3),
        counted + (j << 2),
        own ? v128.load(divisors + (i << 3)) : divisor,
        own ? v128.load(divisors + (i << 3), 16) : divisor,
        own ? v128.load(nominals + (i << 3)) : nominal,
        own ? v128.load(nominals + (i << 3), 16) : nominal,
        own ? v128.load(units + (i << 3)) : t1,
        own ? v128.load(units + (i << 3), 16) : t1,
        own ? v128.load(thresholds + (i << 3)) : threshold,
        own ? v128.load(thresholds + (i << 3), 16) : threshold,
        own ? v128.load(setpoints + (i << 3)) : setpoint,
        own ? v128.load(setpoints + (i << 3), 16) : setpoint,
      );
    }
    for (let j: usize = 0; j < at.CHUNK; j += 4) {
      const i = first + j;
      decideFour(
        rs + (i << 3),
        bs + (i << 3),
        os + (i << 3),
        risks + (i << 3),
        words + (i << 2),
        scratch + (j << 3),
        counted + (j << 2),
        anoms + (i << 2),
        actions + i,
        own ? v128.load(thresholds + (i << 3)) : threshold,
        own ? v128.load(thresholds + (i << 3), 16) : threshold,
      );
    }
    for (let j: usize = 0; j < at.CHUNK; j += 2) {
      const i = first + j;
      stepTwo(
        integrals + (i << 3),
        errors + (i << 3),
        sums + (i << 3),
        scratch + (j << 3),
        own ? v128.load(thresholds + (i << 3)) : threshold,
        dt,
        moved,
        own ? v128.load(gainsP + (i << 3)) : gainP,
        own ? v128.load(gainsI + (i << 3)) : gainI,
        own ? v128.load(gainsD + (i << 3)) : gainD,
      );
    }
    for (let j: usize = 0; j < at.CHUNK; j += 2) {
      const i = first + j;
      recalibrateTwo(
        rs + (i << 3),
        bs + (i << 3),
        es + (i << 3),
        os + (i << 3),
        words + (i << 2),
        scratch + (j << 3),
        counted + (j << 2),
      );
    }
    for (let j: usize = 0; j < at.CHUNK; j += 2) {
      const i = (first + j) << 3;
      normalizeTwo(rs + i, bs + i, es + i, os + i);
    }
  }
}

export function beatWorkloadShared(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(WORKLOAD, false, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}

export function beatWorkloadOwn(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(WORKLOAD, true, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}

export function beatLnWorkloadShared(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(LN_WORKLOAD, false, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}

export function beatLnWorkloadOwn(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(LN_WORKLOAD, true, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}

export function beatLoadShared(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(LOAD_READING, false, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}

export function beatLoadOwn(
  states: usize,
  pitch: usize,
  parameters: usize,
  words: usize,
  anoms: usize,
  threats: usize,
  actions: usize,
  scratch: usize,
  from: i32,
  to: i32,
  seconds: f64,
): void {
  beatChunks(LOAD_READING, true, states, pitch, parameters, words, anoms, threats, actions, scratch, from, to, seconds);
}
