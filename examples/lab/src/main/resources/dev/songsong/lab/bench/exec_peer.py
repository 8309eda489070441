# SPDX-License-Identifier: Apache-2.0
# The same measurements as ExecProbe, of concurrent.futures.ProcessPoolExecutor.
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS, TRIPS, TASKS = 2, 3000, 10000


def same(x):
    return x


def checked(results):
    for i, result in enumerate(results):
        if result != i:
            raise AssertionError(f"result: {result} (expected: {i})")


def cold():
    start = time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as pool:
        pool.submit(same, 1).result()
        return (time.perf_counter() - start) * 1e3


def trips(pool):
    seconds = []
    for _ in range(TRIPS):
        start = time.perf_counter()
        pool.submit(same, 1).result()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[TRIPS // 2] * 1e6


def submits(pool):
    start = time.perf_counter()
    checked(f.result() for f in [pool.submit(same, i) for i in range(TASKS)])
    return TASKS / (time.perf_counter() - start)


def mapped(pool):
    start = time.perf_counter()
    checked(pool.map(same, range(TASKS)))
    return TASKS / (time.perf_counter() - start)


if __name__ == "__main__":
    print("COLD", cold())
    with ProcessPoolExecutor(WORKERS) as pool:
        for measure in (trips, submits, mapped):
            measure(pool)
        print("ROUND_TRIP", trips(pool))
        print("SUBMITS", submits(pool))
        print("MAPPED", mapped(pool))
