/*
 * The tutorial's job in C, as one would write it for just this network: 15,000 full-batch steps of
 * weights += inputs^T * (error * output * (1 - output)).
 *
 *     gcc -O3 -march=native tutorial.c -lm
 *
 * Skips the job (one line), answers with its version and the trained network's answer, then reads numbers of
 * repeats, a line each, and answers each with the milliseconds that it took. process.mjs is the other end.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const double inputs[4][3] = {{0, 0, 1}, {1, 1, 1}, {1, 0, 1}, {0, 1, 1}};
static const double targets[4] = {0, 1, 1, 0};

static double sigmoid(double x) { return 1 / (1 + exp(-x)); }

static void train(double *weights, int steps) {
  for (int step = 0; step < steps; step++) {
    double gradient[3] = {0, 0, 0};
    for (int row = 0; row < 4; row++) {
      const double *x = inputs[row];
      double output = sigmoid(x[0] * weights[0] + x[1] * weights[1] + x[2] * weights[2]);
      double delta = (targets[row] - output) * output * (1 - output);
      for (int i = 0; i < 3; i++) gradient[i] += x[i] * delta;
    }
    for (int i = 0; i < 3; i++) weights[i] += gradient[i];
  }
}

static double job(void) {
  double weights[3] = {-0.165955990594852, 0.4406489868843162, -0.9997712503653102};
  train(weights, 15000);
  return sigmoid(weights[0]); /* think([1, 0, 0]) */
}

static double milliseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(void) {
  char line[64];
  for (int c = getchar(); c != '\n' && c != EOF; c = getchar()) {}
  printf("{\"version\": \"gcc %s\", \"outputs\": [%.17g]}\n", __VERSION__, job());
  fflush(stdout);
  volatile double answer; /* so that no job is optimised away */
  while (fgets(line, sizeof line, stdin)) {
    double start = milliseconds();
    for (long repeats = atol(line); repeats > 0; repeats--) answer = job();
    printf("%.6f\n", milliseconds() - start);
    fflush(stdout);
  }
  (void)answer;
  return 0;
}
