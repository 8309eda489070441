// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: no thread, child process, descriptor or temp file more than before it.
 *
 * <p>Ends are asynchronous, so each count gets {@link #PATIENCE} to come back to what it was.
 * Threads of the JDK itself (its process reaper, common pool and virtual-thread carriers) don't
 * count.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  /** How long a test's threads and processes may take to be gone. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);
  private static final List<String> JDK_THREADS =
      List.of(
          "process reaper",
          "ForkJoinPool",
          "VirtualThread",
          "Common-Cleaner",
          "JFR",
          "Attach",
          "junit-",
          "JNA Cleaner");
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  // Jars and libraries that a test is the first to use stay open for the JVM's life.
  private static final Set<String> LASTING = Set.of(".jar", ".so", ".jsa", "modules", "random");

  private record Counted(
      Set<String> threads, Set<Long> children, List<String> files, Set<String> temp) {}

  @Override
  public void beforeEach(ExtensionContext context) {
    context.getStore(SPACE).put("before", new Counted(threads(), children(), files(), temp()));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    var before = context.getStore(SPACE).get("before", Counted.class);
    settled("threads", () -> minus(threads(), before.threads()));
    settled("children", () -> minus(children(), before.children()));
    settled("temp files", () -> minus(temp(), before.temp()));
    settled("descriptors", () -> excess(files(), before.files()));
  }

  private static void settled(String what, Supplier<List<?>> leaked) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    List<?> left = leaked.get();
    while (!left.isEmpty() && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
      left = leaked.get();
    }
    if (!left.isEmpty()) {
      throw new AssertionError(what + " left behind: " + left + " (expected: none)");
    }
  }

  private static List<Object> minus(Set<?> now, Set<?> before) {
    var left = new ArrayList<Object>(now);
    left.removeAll(before);
    return left;
  }

  private static List<String> excess(List<String> now, List<String> before) {
    var left = new ArrayList<>(now);
    before.forEach(left::remove);
    return left;
  }

  private static Set<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> JDK_THREADS.stream().noneMatch(thread.getName()::contains))
        .map(thread -> thread.getName() + "#" + thread.threadId())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<Long> children() {
    return ProcessHandle.current()
        .descendants()
        .map(ProcessHandle::pid)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> temp() {
    Set<String> names = names(Path.of(System.getProperty("java.io.tmpdir")));
    names.addAll(names(Path.of("/dev/shm")));
    // By the project's convention a temporary name starts so; other JVMs' files are their affair.
    String ours = "songsong-" + ProcessHandle.current().pid() + "-";
    names.removeIf(name -> !name.startsWith(ours));
    return names;
  }

  private static Set<String> names(Path directory) {
    try (var entries = Files.list(directory)) {
      return entries
          .map(p -> p.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      return new TreeSet<>();
    }
  }

  private static List<String> files() {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return List.of();
    }
    var open = new ArrayList<String>();
    try (var entries = Files.list(DESCRIPTORS)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        describe(entry).ifPresent(open::add);
      }
    } catch (IOException e) {
      throw new AssertionError(
          "descriptors: " + e + " (expected: a readable " + DESCRIPTORS + ")", e);
    }
    return open;
  }

  private static Optional<String> describe(Path entry) {
    try {
      String target = Files.readSymbolicLink(entry).toString();
      boolean lasting = LASTING.stream().anyMatch(target::endsWith) || target.contains("/fd");
      // Sockets and pipes have numbers of their own: a leak is one more of the kind.
      return lasting ? Optional.empty() : Optional.of(target.replaceAll(":\\[.*", ""));
    } catch (IOException closedMeanwhile) {
      return Optional.empty();
    }
  }
}
