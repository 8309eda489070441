// SPDX-License-Identifier: Apache-2.0
// What RanksProbe measures, of two MPI processes.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLOATS = 16 * 1024 * 1024 };

static int rank;

static void check(const char *what, double got, double expected) {
  if (got != expected) {
    fprintf(stderr, "%s: %g (expected: %g)\n", what, got, expected);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double median(double *values, int count) {
  qsort(values, count, sizeof *values, ascending);
  return values[count / 2];
}

static double small(int count) {
  double *micros = malloc(count * sizeof *micros);
  for (int i = 0; i < count; i++) {
    long long mine = i + rank, sum;
    double start = MPI_Wtime();
    MPI_Allreduce(&mine, &sum, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
    micros[i] = (MPI_Wtime() - start) * 1e6;
    check("sum", sum, 2.0 * i + 1);
  }
  double result = median(micros, count);
  free(micros);
  return result;
}

static double large(int count) {
  float *data = malloc(FLOATS * sizeof *data);
  double *rates = malloc(count * sizeof *rates);
  for (int i = 0; i < count; i++) {
    for (int k = 0; k < FLOATS; k++) {
      data[k] = (float)(k % 1000 + rank);
    }
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    MPI_Allreduce(MPI_IN_PLACE, data, FLOATS, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    rates[i] = FLOATS * sizeof *data / (MPI_Wtime() - start) / 1e9;
    for (int k = 0; k < FLOATS; k++) {
      check("element", data[k], 2 * (k % 1000) + 1);
    }
  }
  double result = median(rates, count);
  free(rates);
  free(data);
  return result;
}

static double half_trip(int count) {
  double *nanos = malloc(count * sizeof *nanos);
  for (int i = 0; i < count; i++) {
    long long word = i;
    double start = MPI_Wtime();
    if (rank == 0) {
      MPI_Send(&word, 1, MPI_LONG_LONG, 1, 7, MPI_COMM_WORLD);
      MPI_Recv(&word, 1, MPI_LONG_LONG, 1, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      check("echo", word, i + 1.0);
    } else {
      MPI_Recv(&word, 1, MPI_LONG_LONG, 0, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      word++;
      MPI_Send(&word, 1, MPI_LONG_LONG, 0, 7, MPI_COMM_WORLD);
    }
    nanos[i] = (MPI_Wtime() - start) * 1e9 / 2;
  }
  double result = median(nanos, count);
  free(nanos);
  return result;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  int size;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  check("ranks", size, 2);
  const char *effort = argv[argc - 1];
  if (strcmp(effort, "check") == 0) {
    long long mine = rank + 20, sum;
    MPI_Allreduce(&mine, &sum, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
    half_trip(10);
    if (rank == 0) {
      printf("answer sum %lld\nanswer echo 10\n", sum);
    }
  } else {
    int quick = strcmp(effort, "quick") == 0;
    small(10000);
    half_trip(10000);
    double of_small = small(quick ? 50000 : 200000);
    double trip = half_trip(quick ? 50000 : 200000);
    large(2);
    double of_large = large(quick ? 5 : 11);
    if (rank == 0) {
      printf("SMALL %g\nHALF_TRIP %g\nLARGE %g\n", of_small, trip, of_large);
    }
  }
  MPI_Finalize();
}
