// SPDX-License-Identifier: Apache-2.0
package dev.songsong.machine;

/**
 * The Java virtual machine that probed.
 *
 * @param version such as {@code 25.0.3+9-LTS}
 * @param vendor who built it
 * @param availableProcessors the logical processors that it will use; it heeds containers, affinity
 *     and {@code -XX:ActiveProcessorCount}
 * @param maxHeapBytes how large its heap may grow
 */
public record JavaRuntime(
    String version, String vendor, int availableProcessors, long maxHeapBytes) {

  /** Checks the count. */
  public JavaRuntime {
    if (availableProcessors < 1) {
      throw new IllegalArgumentException(
          "availableProcessors: " + availableProcessors + " (expected: 1 or more)");
    }
  }

  /** The one that runs this code. */
  public static JavaRuntime current() {
    Runtime runtime = Runtime.getRuntime();
    return new JavaRuntime(
        Runtime.version().toString(),
        System.getProperty("java.vendor", "unknown"),
        runtime.availableProcessors(),
        runtime.maxMemory());
  }
}
