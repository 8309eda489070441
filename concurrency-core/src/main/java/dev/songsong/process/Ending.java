// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

import java.util.Optional;
import java.util.OptionalInt;

/** How a program ended: by itself with a status, or by a signal. Exactly one is present. */
record Ending(OptionalInt exitCode, Optional<String> signal) {

  static Ending exit(int code) {
    return new Ending(OptionalInt.of(code), Optional.empty());
  }

  static Ending signal(int number) {
    return new Ending(OptionalInt.empty(), Optional.of(Signals.name(number)));
  }

  /** By the shells' convention: a status above 128 stands for the signal of the number above. */
  static Ending byConvention(int status) {
    return Signals.known(status - 128) ? signal(status - 128) : exit(status);
  }
}
