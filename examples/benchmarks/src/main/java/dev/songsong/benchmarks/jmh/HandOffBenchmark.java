// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.jmh;

import dev.songsong.memory.SharedLongs;
import dev.songsong.memory.SharedMemory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Control;

/**
 * Two threads that hand numbers over: through the JDK's queue, a lock-free one, and a word of
 * shared memory written with release and read with acquire.
 *
 * <p>A side that finds no room or nothing there looks at the control, as JMH ends the two threads
 * at different moments.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandOffBenchmark {
  private static final Long ITEM = 1L;

  private final ArrayBlockingQueue<Long> blocking = new ArrayBlockingQueue<>(1024);
  private final SpscArrayQueue<Long> lockFree = new SpscArrayQueue<>(1024);
  private final SharedMemory memory = SharedMemory.create(Long.BYTES);
  private final SharedLongs word = memory.longs();

  /** Removes the memory. */
  @TearDown
  public void close() {
    memory.close();
  }

  /** The JDK's queue: the sender. */
  @Benchmark
  @Group("blockingQueue")
  @GroupThreads(1)
  public boolean put(Control control) {
    boolean done = blocking.offer(ITEM);
    while (!done && !control.stopMeasurement) {
      Thread.onSpinWait();
      done = blocking.offer(ITEM);
    }
    return done;
  }

  /** The JDK's queue: the receiver. */
  @Benchmark
  @Group("blockingQueue")
  @GroupThreads(1)
  public boolean take(Control control) {
    Long item = blocking.poll();
    while (item == null && !control.stopMeasurement) {
      Thread.onSpinWait();
      item = blocking.poll();
    }
    return item != null;
  }

  /** JCTools' queue: the sender. */
  @Benchmark
  @Group("lockFreeQueue")
  @GroupThreads(1)
  public boolean offer(Control control) {
    boolean done = lockFree.offer(ITEM);
    while (!done && !control.stopMeasurement) {
      Thread.onSpinWait();
      done = lockFree.offer(ITEM);
    }
    return done;
  }

  /** JCTools' queue: the receiver. */
  @Benchmark
  @Group("lockFreeQueue")
  @GroupThreads(1)
  public boolean poll(Control control) {
    Long item = lockFree.poll();
    while (item == null && !control.stopMeasurement) {
      Thread.onSpinWait();
      item = lockFree.poll();
    }
    return item != null;
  }

  /** A word of shared memory: sets it and waits until it is cleared. */
  @Benchmark
  @Group("sharedWord")
  @GroupThreads(1)
  public void ping(Control control) {
    word.setRelease(0, 1);
    while (word.getAcquire(0) != 0 && !control.stopMeasurement) {
      Thread.onSpinWait();
    }
  }

  /** A word of shared memory: waits until it is set and clears it. */
  @Benchmark
  @Group("sharedWord")
  @GroupThreads(1)
  public void pong(Control control) {
    while (word.getAcquire(0) != 1 && !control.stopMeasurement) {
      Thread.onSpinWait();
    }
    word.setRelease(0, 0);
  }
}
