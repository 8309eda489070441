// SPDX-License-Identifier: Apache-2.0
package dev.songsong.process;

/** Holds the guard of this machine; its initialization, on first use, tries it. */
final class BestGuard {
  static final Guard FOUND = find();

  private BestGuard() {}

  private static Guard find() {
    if (!Platform.LINUX) {
      return new NoGuard();
    }
    return LinuxGuard.tried().<Guard>map(guard -> guard).orElseGet(NoGuard::new);
  }
}
