/*
 * The beat of a fleet in C over a structure of arrays: the reference that `venom bench fleet` compiles and runs beside
 * the kernels (DESIGN section 3). The same work and the same state as src/bench/fleet-reference.ts. Written so that a
 * compiler can vectorise it: selections, no early exits, restrict.
 *
 *   cc -O3 -march=native fleet.c -lm            strict
 *   cc -O3 -march=native -ffast-math fleet.c -lm
 *
 * Usage: fleet ENTITIES LN_HELD(0|1); then, for every line "BEATS" on stdin, beats and prints the nanoseconds taken.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const double DIVISOR = 1 - 1.0 / (4 * 5), T1 = 0.001, T_THRESHOLD = 0.02;

struct fleet {
  double *R, *B, *E, *O, *integral, *error, *lyapunov, *risk, *workload;
  float *anoms, *threat;
  int32_t *age, *threatened;
  int32_t *action;
};

static inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

static inline __attribute__((always_inline)) void beat(struct fleet f, int n, int ln_held, double dt) {
  double *restrict R = f.R, *restrict B = f.B, *restrict E = f.E, *restrict O = f.O;
  double *restrict integral = f.integral, *restrict error = f.error, *restrict lyapunov = f.lyapunov;
  const double *restrict risk = f.risk, *restrict workload = f.workload;
  const float *restrict anoms = f.anoms, *restrict threats = f.threat;
  int32_t *restrict age = f.age, *restrict threatened = f.threatened;
  int32_t *restrict action = f.action;
#pragma GCC ivdep
  for (int i = 0; i < n; i++) {
    const double ln_u = ln_held ? workload[i] : log(workload[i]);
    const double pulse = fmax(1e-6, (T1 * ln_u) / DIVISOR);
    const double threat = threats[i];
    double r = R[i], b = B[i], o = O[i];

    const double urgency = fmin(0.9, ((double)anoms[i] + risk[i]) / 10);
    const double pace = pulse / T_THRESHOLD;
    const double stability = fmin(20, pace) * b;
    const double gain = fmax(0, 1 - pace) * o;
    int act = gain > 0.1 ? 3 : 4;
    act = (stability > 0.25) & (urgency * r < 0.1) ? 2 : act;
    act = threat >= 0.6 ? 1 : act;
    action[i] = threat >= 0.85 ? 0 : act;

    const double e = pulse - T_THRESHOLD;
    const double last = error[i];
    const int reset = (fabs(e) < 1e-4) | (e * last < 0);
    double sum = reset ? 0 : integral[i];
    sum = clamp(sum + e * dt, -1, 1);
    const double out = 0.6 * e + 0.1 * sum + 0.05 * ((e - last) / dt);
    integral[i] = sum;
    error[i] = e;
    lyapunov[i] += (e * e) / 2;

    const int high = threat > 0.5;
    const double delta = clamp(-out, -0.05, 0.05);
    o = clamp(o + ((high & (delta > 0)) ? 0 : delta), 0.1, 0.9);
    r = fmax(r, 0.05);
    b = fmax(b, 0.05);
    const double scale = 1 / (r + b + E[i] + o);
    r *= scale;
    b *= scale;
    o *= scale;
    const int32_t next = (high & !threatened[i]) ? 0 : age[i] + 1;
    age[i] = next;
    threatened[i] = high;
    const double fed = clamp(0.15 * threat * exp(-next / 50.0) * fmax(0, 1 - o / 0.3), 0.05, 0.3);
    const double weight = high ? fed : 0.1;
    const double again = 1 / (r + b + weight + o);
    R[i] = r * again;
    B[i] = b * again;
    E[i] = weight * again;
    O[i] = o * again;
  }
}

static __attribute__((noinline)) void beat_ln(struct fleet f, int n) { beat(f, n, 0, 1.004); }
static __attribute__((noinline)) void beat_held(struct fleet f, int n) { beat(f, n, 1, 1.004); }

static uint32_t seed = 20260101;
static double next_random(void) {
  seed += 0x6d2b79f5u;
  uint32_t t = seed;
  t = (t ^ (t >> 15)) * (t | 1);
  t ^= t + (t ^ (t >> 7)) * (t | 61);
  return (t ^ (t >> 14)) / 4294967296.0;
}

static void *array(size_t count, size_t size) {
  void *at = aligned_alloc(64, (count * size + 63) / 64 * 64);
  if (!at) exit(1);
  return at;
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  const int n = atoi(argv[1]), held = atoi(argv[2]);
  struct fleet f;
  double **doubles[] = {&f.R, &f.B, &f.E, &f.O, &f.integral, &f.error, &f.lyapunov, &f.risk, &f.workload};
  const double values[] = {0.25, 0.25, 0.15, 0.35, 0, 0, 0, 0, 0};
  for (int k = 0; k < 9; k++) {
    *doubles[k] = array(n, 8);
    for (int i = 0; i < n; i++) (*doubles[k])[i] = values[k];
  }
  f.anoms = array(n, 4);
  f.threat = array(n, 4);
  f.age = array(n, 4);
  f.threatened = array(n, 4);
  f.action = array(n, 4);
  for (int i = 0; i < n; i++) {
    f.workload[i] = exp(8 + 24 * next_random());
    if (held) f.workload[i] = log(f.workload[i]);
    f.anoms[i] = floor(6 * pow(next_random(), 4));
    f.threat[i] = 1 / (1 + exp(2 - 0.45 * f.anoms[i]));
    f.age[i] = f.threatened[i] = 0;
  }
  int beats;
  while (scanf("%d", &beats) == 1) {
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (int k = 0; k < beats; k++) held ? beat_held(f, n) : beat_ln(f, n);
    clock_gettime(CLOCK_MONOTONIC, &b);
    printf("%.0f\n", (b.tv_sec - a.tv_sec) * 1e9 + (b.tv_nsec - a.tv_nsec));
    fflush(stdout);
  }
  return f.action[n / 2] > 4;
}
