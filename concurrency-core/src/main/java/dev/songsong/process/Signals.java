// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import com.google.common.collect.ImmutableMap;

/** Names of signals by number; the numbers from 7 on differ between Linux and macOS. */
final class Signals {
  static final int INT = 2;
  static final int KILL = 9;
  static final int PIPE = 13;
  static final int TERM = 15;

  private static final ImmutableMap<Integer, String> COMMON =
      ImmutableMap.<Integer, String>builder()
          .put(1, "SIGHUP")
          .put(2, "SIGINT")
          .put(3, "SIGQUIT")
          .put(4, "SIGILL")
          .put(5, "SIGTRAP")
          .put(6, "SIGABRT")
          .put(8, "SIGFPE")
          .put(9, "SIGKILL")
          .put(11, "SIGSEGV")
          .put(13, "SIGPIPE")
          .put(14, "SIGALRM")
          .put(15, "SIGTERM")
          .put(24, "SIGXCPU")
          .put(25, "SIGXFSZ")
          .build();
  private static final ImmutableMap<Integer, String> LINUX =
      ImmutableMap.of(7, "SIGBUS", 10, "SIGUSR1", 12, "SIGUSR2", 16, "SIGSTKFLT", 31, "SIGSYS");
  private static final ImmutableMap<Integer, String> MAC =
      ImmutableMap.of(10, "SIGBUS", 12, "SIGSYS", 30, "SIGUSR1", 31, "SIGUSR2");

  private Signals() {}

  private static ImmutableMap<Integer, String> here() {
    return Platform.MAC ? MAC : LINUX;
  }

  /** Whether the number is a signal that ends programs; never on Windows, which has none. */
  static boolean known(int number) {
    return !Platform.WINDOWS && (COMMON.containsKey(number) || here().containsKey(number));
  }

  /** The name, such as {@code SIGKILL}, or {@code SIG34} for one without. */
  static String name(int number) {
    String specific = here().getOrDefault(number, "SIG" + number);
    return COMMON.getOrDefault(number, specific);
  }
}
