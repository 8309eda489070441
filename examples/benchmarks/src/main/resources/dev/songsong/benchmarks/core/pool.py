# SPDX-License-Identifier: Apache-2.0
# What ExecProbe and HandOverProbe measure, of multiprocessing.Pool and shared_memory.
import sys
import time
import zlib
from multiprocessing import Pool
from multiprocessing.shared_memory import SharedMemory

WORKERS = 2
GIB = 1 << 30
WHAT, EFFORT = sys.argv[-2:]
TASKS, TIMES = (10000, 3) if EFFORT == "quick" else (30000, 5)
CHUNK = 1000
CHUNKS = TASKS // 20
opened = {}


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
    with Pool(WORKERS) as pool:
        pool.apply(same, (1,))
        return (time.perf_counter() - start) * 1e3


def trips(pool, count, pause):
    seconds = []
    for i in range(count):
        if pause:
            time.sleep(pause)
        start = time.perf_counter()
        result = pool.apply(same, (i,))
        seconds.append(time.perf_counter() - start)
        checked([result - i])
    return sorted(seconds)[count // 2] * 1e6


def mapped(pool, count, chunk):
    start = time.perf_counter()
    results = pool.map(same, range(count), chunksize=chunk)
    seconds = time.perf_counter() - start
    checked(results)
    return count / seconds


def chunks(pool, count):
    lists = [list(range(i * CHUNK, (i + 1) * CHUNK)) for i in range(count)]
    start = time.perf_counter()
    results = pool.map(sum, lists, chunksize=16)
    seconds = time.perf_counter() - start
    checked([(r - CHUNK * (CHUNK - 1) // 2) / CHUNK**2 for r in results])
    return count * CHUNK / seconds


def middle(times, measurement):
    return sorted(measurement() for _ in range(times))[times // 2]


def calls():
    if EFFORT == "check":
        with Pool(WORKERS) as pool:
            print("answer squares", sum(pool.map(square, range(1000), chunksize=1)))
            print("answer sum", sum(pool.map(same, range(1000))))
        return
    print("COLD", cold())
    with Pool(WORKERS) as pool:
        trips(pool, TASKS // 10, 0)
        print("ROUND_TRIP", trips(pool, TASKS // 10, 0))
        print("PARKED", trips(pool, TASKS // 20, 0.001))
        mapped(pool, TASKS, 1)
        chunks(pool, CHUNKS // 4)
        print("MAPPED", middle(TIMES, lambda: mapped(pool, TASKS, 1)))
        print("BATCHED", middle(TIMES, lambda: mapped(pool, 20 * TASKS, None)))
        print("CHUNKS", middle(TIMES, lambda: chunks(pool, CHUNKS)))


def memory(name):
    if name not in opened:
        # The tracker would remove what the parent owns.
        opened[name] = SharedMemory(name)
    return opened[name]


def first(name):
    return memory(name).buf[0]


def crc(name, size):
    return zlib.crc32(memory(name).buf[:size])


def handover():
    size = 1 << 20 if EFFORT == "check" else GIB
    shared = SharedMemory(create=True, size=size)
    shared.buf[:size] = bytes(i & 255 for i in range(1 << 16)) * (size >> 16)
    with Pool(1) as pool:
        if EFFORT == "check":
            print("answer crc", pool.apply(crc, (shared.name, size)))
        else:
            pool.apply(first, (shared.name,))
            seconds = []
            for i in range(2000):
                shared.buf[0] = i & 127
                start = time.perf_counter()
                result = pool.apply(first, (shared.name,))
                seconds.append(time.perf_counter() - start)
                if result != i & 127:
                    raise AssertionError(f"first byte: {result} (expected: {i & 127})")
            if pool.apply(crc, (shared.name, size)) != zlib.crc32(shared.buf[:size]):
                raise AssertionError("the worker's checksum is another one")
            print("HAND_OVER", sorted(seconds)[1000] * 1e6)
        pool.close()
        pool.join()
    shared.close()
    shared.unlink()


if __name__ == "__main__":
    handover() if WHAT == "memory" else calls()
