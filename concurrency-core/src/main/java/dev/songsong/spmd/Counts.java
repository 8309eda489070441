// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** A rank's traffic so far. Used by its thread only. */
final class Counts {
  private long bytesSent;
  private long bytesReceived;
  private long messagesSent;
  private long messagesReceived;

  void sent(long bytes) {
    bytesSent += bytes;
    messagesSent++;
  }

  void received(long bytes) {
    bytesReceived += bytes;
    messagesReceived++;
  }

  Traffic traffic() {
    return new Traffic(bytesSent, bytesReceived, messagesSent, messagesReceived);
  }
}
