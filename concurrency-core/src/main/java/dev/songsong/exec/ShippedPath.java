// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.Serializable;
import java.nio.file.Path;

/** Stands for a {@link Path} on the way, because the JDK's own paths are not serializable. */
record ShippedPath(String text) implements Serializable {
  private Object readResolve() {
    return Path.of(text);
  }
}
