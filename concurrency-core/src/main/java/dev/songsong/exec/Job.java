// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import org.jspecify.annotations.Nullable;

/**
 * What a task does, in the form its pool needs: called here, or shipped as bytes.
 *
 * @param local the work itself, for threads of this JVM; it stands for the shipped form elsewhere
 * @param function the function it applies, when it is one of many items; null for single work
 * @param bytes the encoded work or item in process modes; empty in thread modes
 */
record Job<T>(RemoteCallable<T> local, @Nullable ShippedFunction function, byte[] bytes) {
  private static final byte[] NOT_SHIPPED = {};

  static <T> Job<T> here(RemoteCallable<T> work) {
    return new Job<>(work, null, NOT_SHIPPED);
  }
}
