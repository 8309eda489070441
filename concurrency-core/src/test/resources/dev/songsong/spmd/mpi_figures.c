/* SPDX-License-Identifier: Apache-2.0 */
/* The same as SpmdFigures, by MPI: mpicc -O3 -march=native mpi_figures.c && mpirun -np 2 ./a.out */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

#define SMALL 200000
#define LARGE (16 << 20)
#define RUNS 20

static int by_value(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static double p50(double *v, int n) {
  qsort(v, n, sizeof *v, by_value);
  return v[n / 2];
}

static void check(int right) {
  if (!right) {
    fprintf(stderr, "sum: wrong\n");
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  double *t = malloc(SMALL * sizeof *t);
  double one = 0;
  for (int round = 0; round < 3; round++)
    for (int i = 0; i < SMALL; i++) {
      one = 1;
      double start = MPI_Wtime();
      MPI_Allreduce(MPI_IN_PLACE, &one, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
      t[i] = MPI_Wtime() - start;
    }
  check(one == 2);
  double small = p50(t, SMALL);

  long word = 0;
  for (int round = 0; round < 3; round++) {
    MPI_Barrier(MPI_COMM_WORLD);
    for (int i = 0; i < SMALL; i++) {
      double start = MPI_Wtime();
      if (rank == 0) {
        MPI_Send(&word, 1, MPI_LONG, 1, 0, MPI_COMM_WORLD);
        MPI_Recv(&word, 1, MPI_LONG, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      } else {
        MPI_Recv(&word, 1, MPI_LONG, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        MPI_Send(&word, 1, MPI_LONG, 0, 0, MPI_COMM_WORLD);
      }
      t[i] = MPI_Wtime() - start;
    }
  }
  double trip = p50(t, SMALL);

  float *data = malloc(LARGE * sizeof *data);
  for (int round = 0; round < 2; round++)
    for (int i = 0; i < RUNS; i++) {
      for (int k = 0; k < LARGE; k++) data[k] = rank + 1;
      MPI_Barrier(MPI_COMM_WORLD);
      double start = MPI_Wtime();
      MPI_Allreduce(MPI_IN_PLACE, data, LARGE, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      t[i] = MPI_Wtime() - start;
      check(data[0] == 3 && data[LARGE / 2] == 3 && data[LARGE - 1] == 3);
    }
  double large = p50(t, RUNS);
  if (rank == 0)
    printf("mpi: allreduce 8 B p50 %.3f us, half round trip p50 %.0f ns, "
           "allreduce 64 MiB p50 %.2f ms = %.2f GB/s\n",
           small * 1e6, trip * 5e8, large * 1e3, LARGE * 4.0 / large / 1e9);
  MPI_Finalize();
}
