# SPDX-License-Identifier: Apache-2.0
# The measurements of ExecFigures, of multiprocessing.Pool and concurrent.futures.ProcessPoolExecutor.
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Pool

WORKERS, TRIPS, TASKS, BATCHED = 2, 1000, 10000, 200000
BATCHES, BATCH = 80, 25000


def same(x):
    return x


def checked(results):
    for i, result in enumerate(results):
        if result != i:
            raise AssertionError(f"result: {result} (expected: {i})")


def summed(pool, batches):
    start = time.perf_counter()
    total = sum(pool.map(sum, batches))
    seconds = time.perf_counter() - start
    count = BATCHES * BATCH
    if total != count * (count - 1) // 2:
        raise AssertionError(f"sum: {total}")
    return count / seconds


def rate(count, work):
    def once():
        start = time.perf_counter()
        checked(work())
        return count / (time.perf_counter() - start)

    return sorted(once() for _ in range(3))[1]


def trips(pool, pause):
    seconds = []
    for _ in range(TRIPS):
        time.sleep(pause)
        start = time.perf_counter()
        pool.apply(same, (1,))
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[TRIPS // 2] * 1e6


if __name__ == "__main__":
    with Pool(WORKERS) as pool:
        print("ROUND_TRIP_PARKED", trips(pool, 0.001))
        print("ROUND_TRIP", trips(pool, 0))
        print("MAPPED", rate(5 * TASKS, lambda: pool.map(same, range(5 * TASKS), chunksize=1)))
        print("BATCHED", rate(BATCHED, lambda: pool.map(same, range(BATCHED))))
        batches = [list(range(b * BATCH, (b + 1) * BATCH)) for b in range(BATCHES)]
        print("SUMMED", sorted(summed(pool, batches) for _ in range(3))[1])
    with ProcessPoolExecutor(WORKERS) as pool:
        submit = lambda: (f.result() for f in [pool.submit(same, i) for i in range(TASKS)])
        print("SUBMITS", rate(TASKS, submit))
        print("BATCHED_PPE", rate(BATCHED, lambda: pool.map(same, range(BATCHED), chunksize=1000)))
