// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.web;

import dev.songsong.process.Command;
import java.util.ArrayList;
import java.util.List;

/** Who may use which cores. */
enum Cores {
  /** The server has one core and the load another, so that neither takes the other's time. */
  APART,
  /** All share all, as on a machine without more to spare. */
  SHARED;

  private static final String FOR_SERVER = "0";
  private static final String FOR_LOAD = "1";

  /** How many a server can use. */
  int forServer() {
    return this == APART ? 1 : Runtime.getRuntime().availableProcessors();
  }

  /** The server's command at its place. */
  Command ofServer(Command server) {
    return this == APART ? on(FOR_SERVER, server) : server;
  }

  /** Moves this JVM, and the load that it starts later, to the load's place. */
  void takeLoadPlace() throws InterruptedException {
    if (this == APART) {
      String own = Long.toString(ProcessHandle.current().pid());
      Command.of("taskset", "-a", "-c", "-p", FOR_LOAD, own).run().orThrow();
    }
  }

  private static Command on(String core, Command command) {
    var line = new ArrayList<>(List.of("taskset", "-c", core));
    line.addAll(command.line());
    return Command.of(line);
  }
}
