// SPDX-License-Identifier: Apache-2.0
package dev.songsong.testkit;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test a {@link Random} parameter with a new seed each run, and shows the seed when the
 * test fails.
 *
 * <p>{@code -Dsongsong.seed=N} runs all such tests with the seed shown.
 */
public final class Seeds implements ParameterResolver, TestExecutionExceptionHandler {
  /** The system property that fixes the seed. */
  public static final String PROPERTY = "songsong.seed";

  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(Seeds.class);

  /** Stands among a failure's suppressed exceptions, to be seen in every report. */
  static final class Note extends Exception {
    private static final long serialVersionUID = 1L;

    Note(long seed) {
      super(
          "seed: " + seed + " (run again with -D" + PROPERTY + "=" + seed + ")",
          null,
          false,
          false);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Random.class;
  }

  @Override
  public Random resolveParameter(ParameterContext parameter, ExtensionContext context) {
    long seed = Long.getLong(PROPERTY, ThreadLocalRandom.current().nextLong());
    context.getStore(SPACE).put("seed", seed);
    return new Random(seed);
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    Long seed = context.getStore(SPACE).get("seed", Long.class);
    if (seed != null) {
      failure.addSuppressed(new Note(seed));
    }
    throw failure;
  }
}
