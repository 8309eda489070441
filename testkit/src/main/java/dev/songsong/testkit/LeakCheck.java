// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test: no thread, child process, descriptor or temp file more than before it.
 *
 * <p>Ends are asynchronous, so what is new gets {@link #PATIENCE} to be gone. What the JDK and
 * JUnit keep for themselves doesn't count. Whatever a class makes before its first test, in a
 * {@code BeforeAll} method, belongs to the class and doesn't count either.
 *
 * <p>Limits: the counts are the whole JVM's, so tests must not run in parallel in one JVM;
 * descriptors are counted on Linux only; temp files are those whose names begin with {@code
 * songsong-PID-}, by which JVMs that run side by side are told apart.
 */
public final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
  /** How long what a test started may take to be gone. */
  public static final Duration PATIENCE = Duration.ofSeconds(5);

  /** The JUnit configuration parameter that sets another patience, such as {@code PT1S}. */
  public static final String PATIENCE_PARAMETER = "songsong.leakcheck.patience";

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(LeakCheck.class);

  @Override
  public void beforeEach(ExtensionContext context) {
    Descriptors.openThoseOfTheJdk();
    context.getStore(SPACE).put("before", Census.take());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    var before = context.getStore(SPACE).get("before", Census.class);
    // Absent if another extension failed before this one began.
    if (before != null && !settles(before, patience(context))) {
      throw new AssertionError(String.join("; ", before.newSince()) + " (expected: none)");
    }
  }

  private static Duration patience(ExtensionContext context) {
    return context.getConfigurationParameter(PATIENCE_PARAMETER, Duration::parse).orElse(PATIENCE);
  }

  private static boolean settles(Census before, Duration patience) throws Exception {
    try {
      Await.until("leaks to be gone", patience, () -> before.newSince().isEmpty());
      return true;
    } catch (AssertionError stillThere) {
      List<String> left = before.newSince();
      return left.isEmpty();
    }
  }
}
