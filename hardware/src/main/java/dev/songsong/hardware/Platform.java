// SPDX-License-Identifier: Apache-2.0
package dev.songsong.hardware;

import java.util.Locale;

/** The systems whose answers are read differently. */
enum Platform {
  LINUX,
  WINDOWS,
  OTHER;

  static Platform current() {
    return named(System.getProperty("os.name"));
  }

  static Platform named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("linux")) {
      return LINUX;
    }
    return lower.startsWith("windows") ? WINDOWS : OTHER;
  }
}
