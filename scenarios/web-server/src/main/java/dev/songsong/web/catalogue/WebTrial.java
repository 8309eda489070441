// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.Trial;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.scenario.Work;
import dev.songsong.web.WebOptions;
import dev.songsong.web.WebServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** One measured run of the server; used by one thread. */
final class WebTrial implements Trial {
  private static final int VISITORS = 8;
  private static final int QUICK = 500;
  private static final int FULL = 20_000;
  private static final int SAMPLES = 1_000;

  private final TrialSetup setup;
  private final CatalogueApp app;

  private WebTrial(TrialSetup setup, CatalogueApp app) {
    this.setup = setup;
    this.app = app;
  }

  /** Makes the catalogue as the mode needs it: in the heap, or in a file in the directory. */
  static WebTrial of(TrialSetup setup) throws IOException, InterruptedException {
    if (!setup.mode().usesProcesses()) {
      return new WebTrial(setup, CatalogueApp.inHeap(SAMPLES));
    }
    Path folder = Files.createDirectories(setup.directory());
    int readers = Math.max(2, setup.threads());
    return new WebTrial(
        setup, CatalogueApp.inFile(folder.resolve("books.db"), folder, false, readers, SAMPLES));
  }

  static WebOptions options(TrialSetup setup) {
    return WebOptions.DEFAULT.withMode(
        setup.mode(), Math.max(1, setup.processes()), Math.max(1, setup.threads()));
  }

  @Override
  public Work run() throws IOException, InterruptedException {
    long start = System.nanoTime();
    try (var server = WebServer.start(app, options(setup))) {
      long submitted = System.nanoTime();
      return sum(visit(server), start, submitted);
    }
  }

  private List<Visit.Seen> visit(WebServer server) throws IOException, InterruptedException {
    var visits = new ArrayList<Visit>();
    for (int i = 0; i < VISITORS; i++) {
      var visitor = new Visitor(i, setup.seed());
      visits.add(new Visit(server.address(), visitor, setup.quick() ? QUICK : FULL));
    }
    var threads = Thread.ofPlatform().name("visitor-", 0).factory();
    try (var executor = Executors.newThreadPerTaskExecutor(threads)) {
      var seen = new ArrayList<Visit.Seen>();
      for (Future<Visit.Seen> one : executor.invokeAll(visits)) {
        seen.add(one.get());
      }
      return seen;
    } catch (ExecutionException e) {
      throw new IOException("visitor: " + e.getCause() + " (expected: all answers)", e.getCause());
    }
  }

  private static Work sum(List<Visit.Seen> all, long start, long submitted) {
    MessageDigest digest = Visit.sha256();
    all.forEach(seen -> digest.update(seen.digest()));
    long[] latencies =
        all.stream().flatMapToLong(seen -> Arrays.stream(seen.latencies())).toArray();
    // Differences, for the clock has no zero: what is first can be below it.
    long first = all.stream().mapToLong(seen -> seen.first() - start).min().orElse(0);
    long last = all.stream().mapToLong(seen -> seen.last() - submitted).max().orElse(0);
    return new Work(
        HexFormat.of().formatHex(digest.digest()),
        latencies.length,
        Duration.ofNanos(last),
        Duration.ofNanos(first),
        latencies);
  }

  @Override
  public FaultResult provoke(String fault) throws IOException, InterruptedException {
    return new FaultRun(setup, Fault.named(fault)).run(app);
  }

  @Override
  public void close() {}
}
