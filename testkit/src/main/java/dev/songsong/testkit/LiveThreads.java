// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The live threads, virtual ones included, that are not the JDK's or JUnit's own. */
final class LiveThreads {
  private static final Set<String> JDK_GROUPS =
      Set.of("system", "InnocuousThreadGroup", "CarrierThreads");
  // Those that live in the main group, and those that native libraries keep for the JVM's life.
  private static final List<String> LASTING_NAMES =
      List.of(
          "ForkJoinPool.commonPool",
          "CompletableFutureDelayScheduler",
          "JFR Periodic Tasks",
          "JNA Cleaner",
          "JavaCPP Deallocator");
  private static final List<String> TEST_NAMES = List.of("junit-", "surefire-");
  private static final Pattern VIRTUAL = Pattern.compile("#(\\d+) \"(.*)\" virtual.*");
  // The JDK waits for sockets of virtual threads by virtual threads of these names.
  private static final Pattern POLLER = Pattern.compile("(Read|Write|Master)-Poller.*");

  private LiveThreads() {}

  /** A number above the ids of all threads made up to now: ids only grow. */
  static long nextId() {
    return Thread.ofVirtual().unstarted(() -> {}).threadId();
  }

  /** Live threads with this id or a higher one, as {@code name#id}. */
  static List<String> since(long firstId) {
    var left = new ArrayList<String>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.threadId() >= firstId && !lasting(thread)) {
        left.add(thread.getName() + "#" + thread.threadId());
      }
    }
    left.addAll(virtualSince(firstId));
    return left;
  }

  private static boolean lasting(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    String name = thread.getName();
    // No group: it has just ended.
    return group == null
        || JDK_GROUPS.contains(group.getName())
        || thread.getClass().getName().equals("jdk.internal.misc.CarrierThread")
        || LASTING_NAMES.stream().anyMatch(name::startsWith)
        || TEST_NAMES.stream().anyMatch(name::startsWith);
  }

  /** Virtual threads are in no list but a dump's, which the JDK writes to a file only. */
  private static List<String> virtualSince(long firstId) {
    var hotspot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotspot == null) {
      return List.of();
    }
    try {
      Path directory = Files.createTempDirectory("leak-check-");
      Path dump = directory.resolve("threads.txt");
      try {
        hotspot.dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readAllLines(dump).stream()
            .map(VIRTUAL::matcher)
            .filter(Matcher::matches)
            .filter(found -> Long.parseLong(found.group(1)) >= firstId)
            .filter(found -> !POLLER.matcher(found.group(2)).matches())
            .map(found -> "virtual " + found.group(2) + "#" + found.group(1))
            .toList();
      } finally {
        Files.deleteIfExists(dump);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
