// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.io.Serializable;

/** What a worker JVM is started to do, from its first moment to its last. */
interface Body extends Serializable {

  /** Lives; returning ends the JVM with status 0, throwing with 1. */
  void live(BodyControl control) throws Exception;
}
