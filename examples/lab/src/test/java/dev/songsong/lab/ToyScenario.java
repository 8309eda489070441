// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import com.google.common.hash.Hashing;
import dev.songsong.exec.Mode;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Scenario;
import dev.songsong.scenario.Trial;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.scenario.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** Hashes seeded blocks; each subclass misbehaves in one way. */
public class ToyScenario implements Scenario {
  static final int ITEMS = 40;

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public int number() {
    return 12;
  }

  @Override
  public String unit() {
    return "blocks";
  }

  @Override
  public List<String> faults() {
    return List.of("crash");
  }

  @Override
  public Trial prepare(TrialSetup setup) {
    return new ToyTrial(setup);
  }

  @Override
  public FaultResult autopsy(TrialSetup setup, String fault) throws IOException {
    long done = Files.exists(setup.directory()) ? count(setup.directory()) : 0;
    return new FaultResult(fault, ITEMS, done, ITEMS - 1 - done, 0, false);
  }

  /** What is hashed beside the block. */
  String salt(Mode mode) {
    return "";
  }

  /** Happens before the work. */
  void misbehave(TrialSetup setup) throws Exception {}

  private static long count(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files.count();
    }
  }

  private final class ToyTrial implements Trial {
    private final TrialSetup setup;

    ToyTrial(TrialSetup setup) {
      this.setup = setup;
    }

    @Override
    public Work run() throws Exception {
      misbehave(setup);
      var random = new Random(setup.seed());
      var digest = Hashing.sha256().newHasher();
      var latencies = new long[ITEMS];
      long start = System.nanoTime();
      for (int i = 0; i < ITEMS; i++) {
        long began = System.nanoTime();
        var block = new byte[100_000];
        random.nextBytes(block);
        digest.putBytes(block).putUnencodedChars(salt(setup.mode()));
        latencies[i] = System.nanoTime() - began;
      }
      String answer = digest.hash().toString();
      var elapsed = Duration.ofNanos(System.nanoTime() - start);
      return new Work(answer, ITEMS, elapsed, Duration.ofNanos(latencies[0]), latencies);
    }

    @Override
    public FaultResult provoke(String fault) throws IOException {
      for (int i = 0; i < 3; i++) {
        Files.createFile(setup.directory().resolve("block" + i));
      }
      if (setup.mode() == Mode.THREADS) {
        Runtime.getRuntime().halt(134);
      }
      return new FaultResult(fault, ITEMS, ITEMS - 1, 0, 1, true);
    }

    @Override
    public void close() {}
  }

  /** Gives another answer in process mode. */
  public static final class Mismatched extends ToyScenario {
    @Override
    public String name() {
      return "toy-mismatched";
    }

    @Override
    String salt(Mode mode) {
      return mode == Mode.PROCESSES ? "pepper" : "";
    }
  }

  /** Kills its JVM in hybrid mode, while it is measured. */
  public static final class Crashing extends ToyScenario {
    @Override
    public String name() {
      return "toy-crashing";
    }

    @Override
    void misbehave(TrialSetup setup) {
      if (setup.mode() == Mode.HYBRID) {
        System.err.println("about to die");
        Runtime.getRuntime().halt(99);
      }
    }
  }

  /** Never ends in process mode, and has a child process of its own that does not end either. */
  public static final class Endless extends ToyScenario {
    @Override
    public String name() {
      return "toy-endless";
    }

    @Override
    void misbehave(TrialSetup setup) throws Exception {
      if (setup.mode() == Mode.PROCESSES) {
        new ProcessBuilder("sleep", "7777").start();
        new CountDownLatch(1).await();
      }
    }
  }
}
