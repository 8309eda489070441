// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.util.List;

/** A child could not be started when somebody asked for it; what was started is stopped again. */
public final class ChildStartException extends SupervisorException {
  private static final long serialVersionUID = 1L;

  private final String child;

  ChildStartException(String child, Exit exit) {
    super(
        "child " + child + ": " + exit + " (expected: to become ready)",
        List.of(),
        exit.error().orElse(null));
    this.child = child;
  }

  /** The child's name. */
  public String child() {
    return child;
  }
}
