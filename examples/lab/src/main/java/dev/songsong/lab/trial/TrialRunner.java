// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.trial;

import dev.songsong.lab.trial.TrialProcess.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs trials one after another, each in a fresh JVM; used by one thread, but for {@link
 * #interrupt}.
 */
public final class TrialRunner {
  /** How the trials' JVMs are started; stamped on the report. */
  public static final List<String> FLAGS =
      List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

  private static final Duration SAMPLE = Duration.ofMillis(100);
  private static final Duration SIGNAL_DELAY = Duration.ofMillis(200);

  // written by the using thread, read by the interrupting one
  private volatile Optional<TrialProcess> current = Optional.empty();
  private final CountDownLatch interruption = new CountDownLatch(1);

  /** A runner that has not been interrupted. */
  public TrialRunner() {}

  /** Ends the current trial and refuses the next ones; safe from any thread. */
  public void interrupt() {
    interruption.countDown();
    current.ifPresent(TrialProcess::kill);
  }

  /** Whether {@link #interrupt} was called: the last result then says nothing. */
  public boolean interrupted() {
    return interruption.getCount() == 0;
  }

  /**
   * Runs one trial to its end.
   *
   * @throws IOException if the JVM can't be started or its report can't be read
   * @throws InterruptedException if the calling thread is interrupted; the JVM is then killed
   */
  public TrialResult run(TrialRequest request) throws IOException, InterruptedException {
    Path result = request.setup().directory().resolveSibling("control").resolve("result.json");
    Files.createDirectories(request.setup().directory());
    var trial = TrialProcess.start(request, FLAGS, result);
    try {
      current = Optional.of(trial);
      if (interrupted()) {
        return new TrialResult.Died(false, "interrupted");
      }
      TrialResult ending = watch(trial, request, result);
      if (!(ending instanceof TrialResult.Measured)) {
        // Ctrl-C reaches the child as well, and its end may be seen before the signal is.
        interruption.await(SIGNAL_DELAY.toMillis(), TimeUnit.MILLISECONDS);
      }
      return ending;
    } finally {
      trial.end();
      current = Optional.empty();
    }
  }

  private static TrialResult watch(TrialProcess trial, TrialRequest request, Path file)
      throws InterruptedException {
    Signal signal = trial.await(request.limit());
    if (signal != Signal.READY) {
      return ending(
          trial, signal, request, file, new Usage(Optional.empty(), OptionalLong.empty()));
    }
    var meter = TreeMeter.of(trial.handle());
    Optional<Duration> before = meter.cpu();
    OptionalLong peak = meter.memoryBytes();
    trial.goOn();
    long end = System.nanoTime() + request.limit().toNanos();
    do {
      signal = trial.await(SAMPLE);
      peak = max(peak, meter.memoryBytes());
    } while (signal == Signal.NOTHING_YET && System.nanoTime() < end);
    Optional<Duration> cpu = meter.cpu().flatMap(after -> before.map(after::minus));
    return ending(trial, signal, request, file, new Usage(cpu, peak));
  }

  private record Usage(Optional<Duration> cpu, OptionalLong peakBytes) {}

  private static TrialResult ending(
      TrialProcess trial, Signal signal, TrialRequest request, Path file, Usage usage)
      throws InterruptedException {
    return switch (signal) {
      case ENDED -> new TrialResult.Died(true, trial.epitaph());
      case NOTHING_YET, READY ->
          new TrialResult.Died(false, "killed after " + request.limit().toSeconds() + " s");
      case DONE -> {
        trial.leave();
        yield Files.exists(file)
            ? result(JsonMapper.shared().readValue(file, TrialReport.class), usage)
            : new TrialResult.Failed("no report: " + trial.epitaph());
      }
    };
  }

  private static TrialResult result(TrialReport report, Usage usage) {
    if (report.work().isPresent()) {
      return new TrialResult.Measured(report.work().get(), usage.cpu(), usage.peakBytes());
    }
    if (report.fault().isPresent()) {
      return new TrialResult.Endured(report.fault().get());
    }
    return new TrialResult.Failed(report.error().orElse("no report"));
  }

  private static OptionalLong max(OptionalLong one, OptionalLong other) {
    return one.isPresent() && other.isPresent()
        ? OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()))
        : other;
  }
}
