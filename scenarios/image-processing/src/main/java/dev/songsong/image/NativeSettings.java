// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

/** JavaCPP's settings, which it reads once: to be applied before anything of it is used. */
final class NativeSettings {
  private NativeSettings() {}

  /** Sets what the user has not set; safe to call again. */
  static void apply() {
    // Every native object here is closed in its scope: the collector's help, a thread and a limit
    // that follows the heap's size would only surprise a worker with a small heap.
    defaultProperty("org.bytedeco.javacpp.nopointergc", "true");
    // JavaCPP writes to stderr by itself; through SLF4J the application decides.
    defaultProperty("org.bytedeco.javacpp.logger", "slf4j");
    defaultProperty("org.bytedeco.javacpp.maxBytes", "0");
    defaultProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
  }

  private static void defaultProperty(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }
}
