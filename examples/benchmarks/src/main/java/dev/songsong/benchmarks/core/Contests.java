// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Figure;
import dev.songsong.benchmarks.Program;
import java.util.List;
import java.util.Map;

/** Who is measured beside whom, and what they must compute first. */
final class Contests {
  private Contests() {}

  static Contest workers() {
    return new Contest(
        "Worker processes",
        Program.java("songsong", ExecProbe.class),
        List.of(
            python("python3 concurrent.futures", "futures.py"),
            python("python3 multiprocessing.Pool", "pool.py", "calls")),
        List.of(
            Figure.time("COLD", "cold start to first result", "ms"),
            Figure.time("SPARE", "first result after a worker's death", "ms"),
            Figure.time("ROUND_TRIP", "round trip of an empty task, p50", "µs"),
            Figure.time("PARKED", "round trip, one a millisecond, p50", "µs"),
            Figure.rate("SUBMITS", "separate submits", "tasks/s"),
            Figure.rate("MAPPED", "items mapped (peer: one a message)", "items/s"),
            Figure.rate("BATCHED", "items mapped (peer: batched too)", "items/s")),
        Map.of("squares", "332833500", "sum", "499500"));
  }

  static Contest threads() {
    return new Contest(
        "Thread modes",
        Program.java("songsong", ThreadsProbe.class, "songsong"),
        List.of(Program.java("java.util.concurrent", ThreadsProbe.class, "raw")),
        List.of(
            Figure.rate("SUBMITS", "submits to 2 platform threads", "tasks/s"),
            Figure.time("FAN_OUT", "fan-out to 1 million virtual threads", "ms")),
        Map.of("platform", "499500", "virtual", "499500"));
  }

  static Contest memory() {
    return new Contest(
        "Shared memory",
        Program.java("songsong", HandOverProbe.class),
        List.of(python("python3 shared_memory", "pool.py", "memory")),
        List.of(Figure.time("HAND_OVER", "1 GiB handed to a worker process, p50", "µs")),
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
                "Open MPI",
                "openmpi-bin and libopenmpi-dev",
                List.of("mpicc.openmpi", "-O2"),
                List.of("mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "-n", "2")),
            mpi(
                "MPICH",
                "mpich and libmpich-dev",
                List.of("mpicc.mpich", "-O2"),
                List.of("mpirun.mpich", "-n", "2")),
            Program.java("Aeron IPC", AeronProbe.class, "drive")),
        List.of(
            Figure.time("SMALL", "all-reduce of 8 bytes, p50", "µs"),
            Figure.rate("LARGE", "all-reduce of 64 MiB of floats", "GB/s"),
            Figure.time("HALF_TRIP", "one-way message of 8 bytes, p50", "ns")),
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
                "oneTBB flow graph",
                "g++ and libtbb-dev",
                List.of("g++", "-O2"),
                List.of("-ltbb"),
                List.of(),
                Contests.class,
                "graph.cpp")),
        List.of(
            Figure.time("CHAIN", "time a node on a chain", "ns"),
            Figure.time("TREE", "time a node on a tree", "ns"),
            Figure.time("GRID", "time a node on a grid", "ns")),
        Map.of("chain", "1000", "tree", "1000", "grid", "900"));
  }

  static Contest pipeline() {
    return new Contest(
        "Hand-over between two threads",
        Program.java("songsong", PipelineProbe.class),
        List.of(
            Program.java("ArrayBlockingQueue loop", QueueProbe.class, "blocking"),
            Program.java("JCTools SPSC queue", QueueProbe.class, "jctools"),
            Program.java("LMAX Disruptor", QueueProbe.class, "disruptor")),
        List.of(
            Figure.time("SINGLE", "pipeline hand-over, one by one", "ns/item"),
            Figure.time("BATCHED", "pipeline hand-over, batched", "ns/item")),
        Map.of("sum", "49995000"));
  }
}
