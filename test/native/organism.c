/*
 * Pulse, PID step and the numeric part of a beat of one organism in C (DESIGN section 3): the reference that
 * `venom bench pulse pid numeric` compiles and runs beside the numeric core. The same work on the same inputs as
 * src/bench/typescript-reference.ts and numeric-suites.ts.
 *
 *   cc -O3 -march=native organism.c -lm            strict
 *   cc -O3 -march=native -ffast-math organism.c -lm
 *
 * Usage: organism pulse|pid|beat; then, for every line "COUNT" on stdin, does it so often and prints what came of it.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double T_THRESHOLD = 0.02;
static double workloads[64];

struct genome {
  double R, B, E, O, integral, error, timestamp;
  int first, threat_age, threatened;
};

static const struct genome NEW = {0.25, 0.25, 0.15, 0.35, 0, 0, 0, 1, 0, 0};

static inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

static inline double pulse(double k, double p, double t1, double u) {
  return fmax(1e-6, (t1 * log(u)) / (1 - 1 / (k * p)));
}

/* Returns the change of O. */
static inline double pid(struct genome *g, double t_lambda, double timestamp) {
  const double e = t_lambda - T_THRESHOLD;
  const double dt = g->first ? 0 : fmax(0, timestamp - g->timestamp);
  const int crossed = !g->first && e * g->error < 0;
  double integral = fabs(e) < 1e-4 || crossed ? 0 : g->integral;
  if (dt > 0) integral = clamp(integral + e * dt, -1, 1);
  const double d = dt > 0 ? (e - g->error) / dt : 0;
  const double out = 0.6 * e + 0.1 * integral + 0.05 * d;
  g->integral = integral;
  g->error = e;
  g->timestamp = timestamp;
  g->first = 0;
  return clamp(-out, -0.05, 0.05);
}

static inline void recalibrate(struct genome *g, double delta_o, double threat) {
  const double delta = threat > 0.5 && delta_o > 0 ? 0 : delta_o;
  const double o = clamp(g->O + delta, 0.1, 0.9), r = fmax(g->R, 0.05), b = fmax(g->B, 0.05);
  const double scale = 1 / (r + b + g->E + o);
  const int threatened = threat > 0.5;
  g->threat_age = threatened && !g->threatened ? 0 : g->threat_age + 1;
  g->threatened = threatened;
  const double normal_o = o * scale;
  const double e =
      threatened ? clamp(0.15 * threat * exp(-g->threat_age / 50.0) * fmax(0, 1 - normal_o / 0.3), 0.05, 0.3) : 0.1;
  const double again = 1 / (r * scale + b * scale + e + normal_o);
  g->R = r * scale * again;
  g->B = b * scale * again;
  g->E = e * again;
  g->O = normal_o * again;
}

static inline int decide(const struct genome *g, double t_lambda, double anoms, double threat) {
  const double urgency = fmin(0.9, anoms / 10), conserve = fmin(20, t_lambda / T_THRESHOLD);
  const double gain = fmax(0, 1 - t_lambda / T_THRESHOLD);
  if (threat >= 0.85) return 0;
  if (threat >= 0.6) return 1;
  if (conserve * g->B > 0.25 && urgency * g->R < 0.1) return 2;
  return gain * g->O > 0.1 ? 3 : 4;
}

static double pulses(long count) {
  double sum = 0;
  for (long i = 0; i < count; i++) sum += pulse(4, 5, 0.001, workloads[i & 63]);
  return sum;
}

static double pids(long count) {
  struct genome g = NEW;
  double sum = 0;
  for (long i = 0; i < count; i++) sum += pid(&g, T_THRESHOLD + ((i & 15) - 7) * 0.001, i);
  return sum;
}

static double beats(long count) {
  struct genome g = NEW;
  long actions = 0;
  for (long i = 0; i < count; i++) {
    const double t = pulse(4, 5, 0.001, workloads[i & 63]);
    actions += decide(&g, t, i & 3, 0.5);
    recalibrate(&g, pid(&g, t, i), 0.5);
  }
  return actions + g.O;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  double (*work)(long) = !strcmp(argv[1], "pulse") ? pulses : !strcmp(argv[1], "pid") ? pids : beats;
  for (int i = 0; i < 64; i++) workloads[i] = exp(4 + 0.35 * i);
  long count;
  while (scanf("%ld", &count) == 1) {
    printf("%.17g\n", work(count));
    fflush(stdout);
  }
  return 0;
}
