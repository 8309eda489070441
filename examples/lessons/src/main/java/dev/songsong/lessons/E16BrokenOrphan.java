// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lessons;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Broken: a JVM starts a program and is killed. Nobody tells the program: it runs on, an orphan.
 * With a hundred of them a machine is full. The cure is {@link E16NoOrphan}. Linux; needs the
 * program {@code sleep}.
 */
public final class E16BrokenOrphan {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private E16BrokenOrphan() {}

  /** Runs the lesson. */
  public static void main(String[] args) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process parent =
        new ProcessBuilder(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = parent.inputReader()) {
      ProcessHandle program = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      parent.destroyForcibly().waitFor();
      System.out.println("the parent is dead, its program lives: " + outlives(program.onExit()));
      program.destroyForcibly();
    }
  }

  private static boolean outlives(CompletableFuture<ProcessHandle> end)
      throws InterruptedException, ExecutionException {
    try {
      end.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    }
  }

  /** The JVM that starts a program, says its process id, and is killed. */
  static final class Parent {
    public static void main(String[] args) throws Exception {
      Process program = new ProcessBuilder("sleep", "60").start();
      System.out.println(program.pid());
      Thread.sleep(Duration.ofMinutes(1));
    }
  }
}

// Output:
// the parent is dead, its program lives: true
