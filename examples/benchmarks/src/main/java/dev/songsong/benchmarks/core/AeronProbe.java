// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Lines;
import dev.songsong.benchmarks.Program;
import dev.songsong.process.Command;
import dev.songsong.process.RunningCommand;
import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Aeron between two processes of one machine: a number there and back, both sides spinning. */
final class AeronProbe {
  private static final int THERE = 1;
  private static final int BACK = 2;
  private static final long END = -1;
  private static final int BLOCK = 500;

  // Of one thread: the last number received; the handler sets it.
  private long received;
  private final UnsafeBuffer word = new UnsafeBuffer(ByteBuffer.allocateDirect(Long.BYTES));
  private final FragmentHandler handler =
      (buffer, offset, length, header) -> received = buffer.getLong(offset);

  private AeronProbe() {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("echo")) {
      new AeronProbe().echo(args[1]);
      return;
    }
    switch (Effort.of(args)) {
      case CHECK -> new AeronProbe().drive(0, 10, 1_000);
      case QUICK -> new AeronProbe().drive(50_000, 50_000, 800);
      case FULL -> new AeronProbe().drive(200_000, 200_000, 3_000);
    }
  }

  private void drive(int warmUps, int trips, int millis) throws Exception {
    // Its thread only keeps house, the messages go from process to process: it must not spin, as
    // two processes that do have the two cores.
    var context =
        new MediaDriver.Context()
            .aeronDirectoryName(Path.of("aeron").toAbsolutePath().toString())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(1, 1, 1_000_000, 10_000_000));
    try (var driver = MediaDriver.launchEmbedded(context);
        Aeron aeron = connect(driver.aeronDirectoryName());
        ExclusivePublication out = aeron.addExclusivePublication("aeron:ipc", THERE);
        Subscription in = aeron.addSubscription("aeron:ipc", BACK)) {
      RunningCommand echo = echoProcess(driver.aeronDirectoryName());
      try {
        trips(out, in, warmUps, millis);
        long median = Lines.median(trips(out, in, trips, millis));
        send(out, END);
        echo.await().orThrow();
        if (warmUps == 0) {
          Lines.answer("echo", received);
        } else {
          Lines.figure("HALF_TRIP", median / 2.0);
        }
      } finally {
        echo.kill();
      }
    }
  }

  private static RunningCommand echoProcess(String directory) {
    return Command.of(Path.of(System.getProperty("java.home"), "bin", "java").toString())
        .args(Program.JAVA_FLAGS.toArray(String[]::new))
        .args("-cp", System.getProperty("java.class.path"))
        .args(AeronProbe.class.getName(), "echo", directory)
        .start();
  }

  /** So many, or fewer if the time is up. */
  private long[] trips(ExclusivePublication out, Subscription in, int count, int millis) {
    var nanos = new long[Math.max(1, count)];
    long end = System.nanoTime() + millis * 1_000_000L;
    for (int i = 0; i < count; i++) {
      if (i % BLOCK == BLOCK - 1 && System.nanoTime() - end > 0) {
        return Arrays.copyOf(nanos, i);
      }
      long start = System.nanoTime();
      send(out, i);
      receive(in);
      nanos[i] = System.nanoTime() - start;
      Lines.check("echo", received, i + 1);
    }
    return nanos;
  }

  private void echo(String directory) {
    try (Aeron aeron = connect(directory);
        Subscription in = aeron.addSubscription("aeron:ipc", THERE);
        ExclusivePublication out = aeron.addExclusivePublication("aeron:ipc", BACK)) {
      receive(in);
      while (received != END) {
        send(out, received + 1);
        receive(in);
      }
    }
  }

  private static Aeron connect(String directory) {
    return Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
  }

  private void send(ExclusivePublication out, long value) {
    word.putLong(0, value);
    while (out.offer(word) < 0) {
      Thread.onSpinWait();
    }
  }

  private void receive(Subscription in) {
    while (in.poll(handler, 1) == 0) {
      Thread.onSpinWait();
    }
  }
}
