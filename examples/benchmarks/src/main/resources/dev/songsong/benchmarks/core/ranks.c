// SPDX-License-Identifier: Apache-2.0
// What RanksProbe measures, of two MPI processes.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FLOATS = 16 * 1024 * 1024, WARM_UPS = 3, BLOCK = 500 };

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

static double small(int i) {
  long long mine = i + rank, sum;
  double start = MPI_Wtime();
  MPI_Allreduce(&mine, &sum, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
  double seconds = MPI_Wtime() - start;
  check("sum", sum, 2.0 * i + 1);
  return seconds;
}

static double trip(int i) {
  long long word = i;
  double start = MPI_Wtime();
  if (rank == 0) {
    MPI_Send(&word, 1, MPI_LONG_LONG, 1, 7, MPI_COMM_WORLD);
    MPI_Recv(&word, 1, MPI_LONG_LONG, 1, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  } else {
    MPI_Recv(&word, 1, MPI_LONG_LONG, 0, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    word++;
    MPI_Send(&word, 1, MPI_LONG_LONG, 0, 7, MPI_COMM_WORLD);
  }
  double seconds = MPI_Wtime() - start;
  check("echo", word, i + 1.0);
  return seconds;
}

// So many, or fewer if the time is up for one of the ranks: where cores are wanting, say.
static double times(int count, double limit, double (*step)(int)) {
  double *seconds = malloc(count * sizeof *seconds);
  double begin = MPI_Wtime();
  int done = 0;
  for (int late = 0; done < count && !late; done++) {
    seconds[done] = step(done);
    if (done % BLOCK == BLOCK - 1) {
      int mine = MPI_Wtime() - begin > limit;
      MPI_Allreduce(&mine, &late, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
    }
  }
  double result = median(seconds, done);
  free(seconds);
  return result;
}

static float *pattern(int times, int plus) {
  float *floats = malloc(FLOATS * sizeof *floats);
  for (int i = 0; i < FLOATS; i++) {
    floats[i] = (float)(times * (i % 1000) + plus);
  }
  return floats;
}

static double large(int count) {
  float *mine = pattern(1, rank), *sum = pattern(2, 1), *data = pattern(0, 0);
  double *seconds = malloc(count * sizeof *seconds);
  for (int i = -count; i < count; i++) { // half of them warm up
    memcpy(data, mine, FLOATS * sizeof *data);
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    MPI_Allreduce(MPI_IN_PLACE, data, FLOATS, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    double took = MPI_Wtime() - start;
    check("floats that differ", memcmp(data, sum, FLOATS * sizeof *data) != 0, 0);
    if (i >= 0) {
      seconds[i] = took;
    }
  }
  double result = FLOATS * sizeof *data / median(seconds, count) / 1e9;
  free(seconds);
  free(data);
  free(sum);
  free(mine);
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
    trip(9);
    if (rank == 0) {
      printf("answer sum %lld\nanswer echo 10\n", sum);
    }
  } else {
    int quick = strcmp(effort, "quick") == 0;
    int count = quick ? 50000 : 200000;
    double limit = quick ? 0.3 : 1.5;
    for (int i = 0; i < WARM_UPS; i++) {
      times(count, limit, small);
      times(count, limit, trip);
    }
    double of_small = times(count, limit, small) * 1e6;
    double half_trip = times(count, limit, trip) / 2 * 1e9;
    double of_large = large(quick ? 6 : 20);
    if (rank == 0) {
      printf("SMALL %g\nHALF_TRIP %g\nLARGE %g\n", of_small, half_trip, of_large);
    }
  }
  MPI_Finalize();
}
