# SPDX-License-Identifier: Apache-2.0
# What ExecProbe measures, of concurrent.futures.ProcessPoolExecutor.
import sys
import time
from concurrent.futures import ProcessPoolExecutor

WORKERS = 2
EFFORT = sys.argv[-1]
TASKS, TIMES = (3000, 3) if EFFORT == "quick" else (10000, 5)
CHUNK = 1000
CHUNKS = TASKS // 6


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
    results = [f.result() for f in [pool.submit(same, i) for i in range(TASKS)]]
    seconds = time.perf_counter() - start
    checked(results)
    return TASKS / seconds


def mapped(pool, chunk):
    count = TASKS * (1 if chunk == 1 else 20)
    start = time.perf_counter()
    results = list(pool.map(same, range(count), chunksize=chunk))
    seconds = time.perf_counter() - start
    checked(results)
    return count / seconds


def chunks(pool, count):
    lists = [list(range(i * CHUNK, (i + 1) * CHUNK)) for i in range(count)]
    start = time.perf_counter()
    results = list(pool.map(sum, lists, chunksize=16))
    seconds = time.perf_counter() - start
    checked([(r - CHUNK * (CHUNK - 1) // 2) / CHUNK**2 for r in results])
    return count * CHUNK / seconds


def middle(times, measurement):
    return sorted(measurement() for _ in range(times))[times // 2]


def check():
    with ProcessPoolExecutor(WORKERS) as pool:
        print("answer squares", sum(pool.map(square, range(1000))))
        print("answer sum", sum(f.result() for f in [pool.submit(same, i) for i in range(1000)]))


def measure():
    print("COLD", cold())
    with ProcessPoolExecutor(WORKERS) as pool:
        submits(pool)
        chunks(pool, CHUNKS // 4)
        print("ROUND_TRIP", trips(pool, TASKS // 4, 0))
        print("PARKED", trips(pool, TASKS // 8, 0.001))
        print("SUBMITS", middle(TIMES, lambda: submits(pool)))
        print("MAPPED", middle(TIMES, lambda: mapped(pool, 1)))
        print("BATCHED", middle(TIMES, lambda: mapped(pool, 1000)))
        print("CHUNKS", middle(TIMES, lambda: chunks(pool, CHUNKS)))


if __name__ == "__main__":
    check() if EFFORT == "check" else measure()
