// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import org.jctools.queues.SpscArrayQueue;

/**
 * Numbers handed from a thread to another by hand: the peers of our pipeline. Bounded as ours is;
 * the objects are made before, so that the hand-over alone is timed.
 */
final class QueueProbe {
  static final int MANY = 3_000_000;

  private static final int WARM_UPS = 3;
  private static final int CAPACITY = 1024;
  private static final ThreadFactory THREADS = Thread.ofPlatform().name("consumer-", 0).factory();

  private QueueProbe() {}

  /** Hands the items over and returns what the receiver added up. */
  @FunctionalInterface
  private interface HandOff {
    long sum(Long[] items) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    boolean blocking = args[0].equals("blocking");
    HandOff way =
        switch (args[0]) {
          case "blocking" -> QueueProbe::blocking;
          case "jctools" -> QueueProbe::jctools;
          case "disruptor" -> QueueProbe::disruptor;
          default ->
              throw new IllegalArgumentException(
                  "queue: " + args[0] + " (expected: blocking, jctools or disruptor)");
        };
    switch (Effort.of(args)) {
      case CHECK -> Lines.answer("sum", way.sum(items(10_000)));
      case QUICK -> measure(way, blocking, 5);
      case FULL -> measure(way, blocking, 21);
    }
  }

  /** A blocking queue stands beside our single items, the spinning ones beside our batches. */
  private static void measure(HandOff way, boolean blocking, int runs) throws Exception {
    Long[] items = items(blocking ? 1_000_000 : MANY);
    double figure = nanosAnItem(runs, items.length, () -> way.sum(items));
    Lines.figure(blocking ? "SINGLE" : "BATCHED", figure);
  }

  /** The median of several runs, each checked. */
  static double nanosAnItem(int runs, int items, Callable<Long> run) throws Exception {
    return Lines.middle(
        WARM_UPS,
        runs,
        () -> {
          long start = System.nanoTime();
          long sum = run.call();
          long nanos = System.nanoTime() - start;
          Lines.check("sum", sum, Lines.sumBelow(items));
          return (double) nanos / items;
        });
  }

  static Long[] items(int count) {
    var items = new Long[count];
    for (int i = 0; i < count; i++) {
      items[i] = (long) i;
    }
    return items;
  }

  private static long blocking(Long[] items) throws Exception {
    var queue = new ArrayBlockingQueue<Long>(CAPACITY);
    var receiver =
        new FutureTask<>(() -> {
          long sum = 0;
          for (int i = 0; i < items.length; i++) {
            sum += queue.take();
          }
          return sum;
        });
    THREADS.newThread(receiver).start();
    for (Long item : items) {
      queue.put(item);
    }
    return receiver.get();
  }

  private static long jctools(Long[] items) throws Exception {
    var queue = new SpscArrayQueue<Long>(CAPACITY);
    var receiver =
        new FutureTask<>(() -> {
          long sum = 0;
          for (int i = 0; i < items.length; i++) {
            sum += polled(queue);
          }
          return sum;
        });
    THREADS.newThread(receiver).start();
    for (Long item : items) {
      while (!queue.offer(item)) {
        Thread.onSpinWait();
      }
    }
    return receiver.get();
  }

  private static long polled(SpscArrayQueue<Long> queue) {
    Long item = queue.poll();
    while (item == null) {
      Thread.onSpinWait();
      item = queue.poll();
    }
    return item;
  }

  /** A place of the Disruptor's ring. */
  private static final class Slot {
    // Written by the publisher, read by the handler; the ring's sequence orders the two.
    private Long item = 0L;
  }

  private static long disruptor(Long[] items) throws Exception {
    var disruptor =
        new Disruptor<>(
            Slot::new, CAPACITY, THREADS, ProducerType.SINGLE, new BusySpinWaitStrategy());
    var sum = new long[1];
    var done = new CountDownLatch(1);
    disruptor.handleEventsWith((slot, sequence, last) -> {
      sum[0] += slot.item;
      if (sequence == items.length - 1) {
        done.countDown();
      }
    });
    RingBuffer<Slot> ring = disruptor.start();
    for (Long item : items) {
      ring.publishEvent((slot, sequence, value) -> slot.item = value, item);
    }
    done.await();
    disruptor.shutdown();
    return sum[0];
  }
}
