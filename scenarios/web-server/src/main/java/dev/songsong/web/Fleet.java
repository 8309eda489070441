// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The processes that serve, as management sees them. Asked by any thread, at any time from before
 * the first is up until after the last is gone.
 */
interface Fleet {
  Mode mode();

  /** How many are to serve. */
  int wanted();

  /** Whether the server is ending. */
  boolean draining();

  /** Those that serve now; each with a name of its own. */
  List<Member> members();

  /**
   * A Unix socket at which management is to answer too: for a folder of sockets it shows that the
   * owner lives.
   */
  default Optional<Path> door() {
    return Optional.empty();
  }

  /** One process that serves. What it is asked may block; an interrupt ends that. */
  interface Member {

    /** The value of the metrics' label {@code worker}; empty for no such label. */
    String name();

    /**
     * Its metrics in Prometheus' text format.
     *
     * @throws IOException if it can't be asked, or has not told all
     */
    String metrics() throws IOException;

    /**
     * What the application's health checks say there.
     *
     * @throws IOException if it can't be asked, or has not told all
     * @throws InterruptedException if the caller is interrupted
     */
    Map<String, HealthChecks.Result> checks() throws IOException, InterruptedException;
  }
}
