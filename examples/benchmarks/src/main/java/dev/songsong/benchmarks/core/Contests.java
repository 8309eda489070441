// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Figure;
import dev.songsong.benchmarks.Program;
import java.util.List;
import java.util.Map;

/** Who is measured beside whom, what they must compute first, and what we want to reach. */
final class Contests {
  private static final String FUTURES = "python3 concurrent.futures";
  private static final String POOL = "python3 multiprocessing.Pool";
  private static final String JDK = "java.util.concurrent";
  private static final String OPEN_MPI = "Open MPI";
  private static final String MPICH = "MPICH";
  private static final String TBB = "oneTBB flow graph";
  private static final String QUEUE = "ArrayBlockingQueue loop";

  private Contests() {}

  static Contest workers() {
    return new Contest(
        "Worker processes",
        Program.java("songsong", ExecProbe.class),
        List.of(python(FUTURES, "futures.py"), python(POOL, "pool.py", "calls")),
        List.of(
            Figure.time("COLD", "cold start to first result", "ms"),
            Figure.time("SPARE", "first result after a worker's death", "ms"),
            Figure.time("ROUND_TRIP", "round trip of an empty task, p50", "µs"),
            Figure.time("PARKED", "round trip, one a millisecond, p50", "µs")
                .withBar(30)
                .withBarBeside(POOL, 3),
            Figure.rate("SUBMITS", "separate submits", "tasks/s")
                .withBar(60_000)
                .withBarBeside(FUTURES, 8),
            Figure.rate("MAPPED", "items mapped (peer: one a message)", "items/s")
                .withBar(250_000)
                .withBarBeside(POOL, 7),
            batched("BATCHED", "items mapped (peer: batched too)", "items/s"),
            batched("CHUNKS", "numbers in lists of 1,000, summed", "ints/s")),
        Map.of("squares", "332833500", "sum", "499500"));
  }

  private static Figure batched(String key, String title, String unit) {
    return Figure.rate(key, title, unit).withBarBeside(FUTURES, 2).withBarBeside(POOL, 2);
  }

  static Contest threads() {
    return new Contest(
        "Thread modes",
        Program.java("songsong", ThreadsProbe.class, "songsong"),
        List.of(Program.java(JDK, ThreadsProbe.class, "raw")),
        List.of(
            Figure.rate("SUBMITS", "submits to 2 platform threads", "tasks/s"),
            Figure.time("FAN_OUT", "fan-out to 1 million virtual threads", "ms")
                .withBarBeside(JDK, 1 / 1.1)),
        Map.of("platform", "499500", "virtual", "499500"));
  }

  static Contest memory() {
    return new Contest(
        "Shared memory",
        Program.java("songsong", HandOverProbe.class),
        List.of(python("python3 shared_memory", "pool.py", "memory")),
        List.of(
            Figure.time("HAND_OVER", "1 GiB handed to a worker process, p50", "µs").withBar(100)),
        Map.of("crc", "80798773"));
  }

  private static Program python(String name, String script, String... arguments) {
    return Program.script(name, "python3", List.of("python3"), Contests.class, script, arguments);
  }

  static Contest ranks() {
    return new Contest(
        "Ranks in two processes",
        Program.java("songsong", RanksProbe.class),
        List.of(
            mpi(
                OPEN_MPI,
                "openmpi-bin and libopenmpi-dev",
                List.of("mpicc.openmpi", "-O2"),
                List.of("mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "-n", "2")),
            mpi(
                MPICH,
                "mpich and libmpich-dev",
                List.of("mpicc.mpich", "-O2"),
                List.of("mpirun.mpich", "-n", "2")),
            Program.java("Aeron IPC", AeronProbe.class, "drive")),
        List.of(
            Figure.time("SMALL", "all-reduce of 8 bytes, p50", "µs").withBar(2),
            Figure.rate("LARGE", "all-reduce of 64 MiB of floats", "GB/s")
                .withBarBeside(OPEN_MPI, 1)
                .withBarBeside(MPICH, 1),
            Figure.rate("BROADCAST", "broadcast of 64 MiB of floats", "GB/s"),
            Figure.rate("GATHER", "gather of 2 times 32 MiB of floats", "GB/s"),
            Figure.time("HALF_TRIP", "one-way message of 8 bytes, p50", "ns").withBar(300)),
        Map.of("sum", "41", "echo", "10"));
  }

  private static Program mpi(
      String name, String remedy, List<String> compiler, List<String> launcher) {
    return Program.compiled(name, remedy, compiler, List.of(), launcher, Contests.class, "ranks.c");
  }

  static Contest graph() {
    return new Contest(
        "Task graph of a million nodes",
        Program.java("songsong", GraphProbe.class),
        List.of(
            Program.compiled(
                TBB,
                "g++ and libtbb-dev",
                List.of("g++", "-O2"),
                List.of("-ltbb"),
                List.of(),
                Contests.class,
                "graph.cpp")),
        List.of(
            node("CHAIN", "time a node on a chain"),
            node("TREE", "time a node on a tree"),
            node("GRID", "time a node on a grid")),
        Map.of("chain", "1000", "tree", "1000", "grid", "900"));
  }

  private static Figure node(String key, String title) {
    return Figure.time(key, title, "ns").withBar(120).withBarBeside(TBB, 1);
  }

  static Contest pipeline() {
    return new Contest(
        "Hand-over between two threads",
        Program.java("songsong", PipelineProbe.class),
        List.of(
            Program.java(QUEUE, QueueProbe.class, "blocking"),
            Program.java("JCTools SPSC queue", QueueProbe.class, "jctools"),
            Program.java("LMAX Disruptor", QueueProbe.class, "disruptor")),
        List.of(
            Figure.time("SINGLE", "pipeline hand-over, one by one", "ns/item")
                .withBarBeside(QUEUE, 1 / 1.2),
            Figure.time("BATCHED", "pipeline hand-over, batched", "ns/item").withBar(30)),
        Map.of("sum", "49995000"));
  }
}
