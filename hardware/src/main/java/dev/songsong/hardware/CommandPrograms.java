// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the real programs. Thread-safe. */
final class CommandPrograms implements Programs {
  // A healthy nvidia-smi answers in well under a second; the first call may wake the card.
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Override
  public Answer run(List<String> command) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException missing) {
      return new Missing();
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Hung(LIMIT);
      }
      byte[] text = process.getInputStream().readAllBytes();
      return new Ended(process.exitValue(), new String(text, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Interrupted();
    } finally {
      process.destroyForcibly();
    }
  }
}
