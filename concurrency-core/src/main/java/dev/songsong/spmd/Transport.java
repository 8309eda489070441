// SPDX-License-Identifier: Apache-2.0
package dev.songsong.spmd;

/** What the ranks of a group talk over. */
public enum Transport {
  /** Memory that all ranks of the machine see: of this JVM, or a mapped file between processes. */
  SHARED,
  /** A TCP connection between every two ranks: between hosts, or to try that on one. */
  TCP
}
