# SPDX-License-Identifier: Apache-2.0
# What ExecProbe measures, of concurrent.futures.ProcessPoolExecutor.
import sys
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
EFFORT = sys.argv[-1]
TASKS = 3000 if EFFORT == "quick" else 10000


def same(x):
    return x


def square(x):
    return x * x


def checked(results):
    for i, result in enumerate(results):
        if result != i:
            raise AssertionError(f"result: {result} (expected: {i})")


def cold():
    start = time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as pool:
        pool.submit(same, 1).result()
        return (time.perf_counter() - start) * 1e3


def trips(pool, count, pause):
    seconds = []
    for i in range(count):
        if pause:
            time.sleep(pause)
        start = time.perf_counter()
        result = pool.submit(same, i).result()
        seconds.append(time.perf_counter() - start)
        checked([result - i])
    return sorted(seconds)[count // 2] * 1e6


def submits(pool):
    start = time.perf_counter()
    checked(f.result() for f in [pool.submit(same, i) for i in range(TASKS)])
    return TASKS / (time.perf_counter() - start)


def mapped(pool, chunk):
    count = TASKS * (1 if chunk == 1 else 20)
    start = time.perf_counter()
    checked(pool.map(same, range(count), chunksize=chunk))
    return count / (time.perf_counter() - start)


def check():
    with ProcessPoolExecutor(WORKERS) as pool:
        print("answer squares", sum(pool.map(square, range(1000))))
        print("answer sum", sum(f.result() for f in [pool.submit(same, i) for i in range(1000)]))


def measure():
    print("COLD", cold())
    with ProcessPoolExecutor(WORKERS) as pool:
        submits(pool)
        print("ROUND_TRIP", trips(pool, TASKS // 4, 0))
        print("PARKED", trips(pool, TASKS // 8, 0.001))
        print("SUBMITS", submits(pool))
        print("MAPPED", mapped(pool, 1))
        print("BATCHED", mapped(pool, 1000))


if __name__ == "__main__":
    check() if EFFORT == "check" else measure()
