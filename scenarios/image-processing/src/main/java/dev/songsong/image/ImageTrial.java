// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Trial;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.scenario.Work;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** One measured job; used by one thread. */
final class ImageTrial implements Trial {
  private static final Duration POISON_LIMIT = Duration.ofSeconds(2);

  private final TrialSetup setup;

  ImageTrial(TrialSetup setup) {
    this.setup = setup;
  }

  /** Notes when things happen; called by the job's thread. */
  private static final class Watch implements JobListener {
    final List<ManifestEntry> entries = new ArrayList<>();
    final long startNanos = System.nanoTime();
    long submittedNanos = startNanos;
    long firstNanos = startNanos;
    long lastNanos = startNanos;

    @Override
    public void planned(int todo, int alreadyDone) {
      submittedNanos = System.nanoTime();
    }

    @Override
    public void fileEnded(ManifestEntry entry, int ended) {
      lastNanos = System.nanoTime();
      firstNanos = entries.isEmpty() ? lastNanos : firstNanos;
      entries.add(entry);
    }
  }

  @Override
  public Work run() throws IOException, InterruptedException {
    Path folder = setup.directory();
    var recipe = Recipe.parse(List.of("orient", "resize=800", "sharpen"));
    var watch = new Watch();
    ImageJob.of(options(folder.resolve("in"), folder.resolve("out"), recipe)).run(watch);
    return new Work(
        digest(watch.entries),
        watch.entries.stream().filter(entry -> entry.outcome() == FileOutcome.DONE).count(),
        Duration.ofNanos(watch.lastNanos - watch.submittedNanos),
        Duration.ofNanos(watch.firstNanos - watch.startNanos),
        watch.entries.stream().mapToLong(entry -> Math.round(entry.ms() * 1e6)).toArray());
  }

  @Override
  public FaultResult provoke(String fault) throws IOException, InterruptedException {
    var folder = PoisonedFolder.of(setup, fault);
    folder.write();
    var recipe = Recipe.parse(List.of("resize=200"));
    var options = options(folder.input(), folder.output(), recipe).withTimeLimit(POISON_LIMIT);
    ImageJob.withPoison(options).run(JobListener.NONE);
    return folder.result(true);
  }

  private JobOptions options(Path input, Path output, Recipe recipe) {
    return JobOptions.of(List.of(input), output, recipe)
        .withMode(setup.mode(), Math.max(1, setup.processes()), Math.max(1, setup.threads()));
  }

  /** Of what each image became, whatever the order and the worker. */
  private static String digest(List<ManifestEntry> entries) {
    try {
      var sum = MessageDigest.getInstance("SHA-256");
      entries.stream()
          .sorted(Comparator.comparing(ManifestEntry::output))
          .map(entry -> entry.output() + " " + entry.outcome() + " " + entry.digest() + "\n")
          .forEach(line -> sum.update(line.getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(sum.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {}
}
