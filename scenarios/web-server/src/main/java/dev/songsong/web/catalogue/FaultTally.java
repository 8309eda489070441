// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.TrialSetup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Counts on disk what was answered, a byte an answer, so that it can be counted after the JVM died
 * that asked and answered.
 *
 * @param file whose length is the count
 * @param fault that is provoked
 */
record FaultTally(Path file, Fault fault) {
  static final int VISITORS = 4;
  static final int REQUESTS = 500;

  static FaultTally of(TrialSetup setup, Fault fault) {
    return new FaultTally(setup.directory().resolve("answered"), fault);
  }

  /** Opens the file for all visitors: each adds at its end. */
  FileChannel open() throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** One more. */
  static void add(FileChannel open) throws IOException {
    open.write(ByteBuffer.wrap(new byte[1]));
  }

  /** How many good requests have been answered. */
  long answered() throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException notOne) {
      return 0;
    }
  }

  /** What the fault cost by now. */
  FaultResult result(long named, boolean survived) throws IOException {
    long good = (long) VISITORS * REQUESTS;
    long done = answered();
    return new FaultResult(fault.word(), good + fault.times(), done, good - done, named, survived);
  }
}
