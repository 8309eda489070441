// SPDX-License-Identifier: Apache-2.0
package dev.songsong.memory;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.time.Instant;

/**
 * The first page of the mapped file; what the views show begins behind it.
 *
 * <p>Written by the owner before anyone has a handle, read by those who open the memory.
 */
record Header(long token, long bytes, Lease lease) {
  /** A page, so that the content is aligned as well as a mapping can be. */
  static final long BYTES = 4096;

  private static final long MAGIC = 0x534F4E47534D3031L; // "SONGSM01"

  void writeTo(MemorySegment file) {
    file.setAtIndex(JAVA_LONG, 0, MAGIC);
    file.setAtIndex(JAVA_LONG, 1, token);
    file.setAtIndex(JAVA_LONG, 2, bytes);
    file.setAtIndex(JAVA_LONG, 3, lease.pid());
    file.setAtIndex(JAVA_LONG, 4, lease.started().toEpochMilli());
  }

  static boolean isIn(MemorySegment file) {
    return file.getAtIndex(JAVA_LONG, 0) == MAGIC;
  }

  static Header readFrom(MemorySegment file) {
    var lease =
        new Lease(
            file.getAtIndex(JAVA_LONG, 3), Instant.ofEpochMilli(file.getAtIndex(JAVA_LONG, 4)));
    return new Header(file.getAtIndex(JAVA_LONG, 1), file.getAtIndex(JAVA_LONG, 2), lease);
  }
}
