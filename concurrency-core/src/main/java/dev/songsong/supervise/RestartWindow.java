// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The restarts of the last while, and the last deaths; the owner's alone. */
final class RestartWindow {
  private static final int DEATHS_KEPT = 20;

  private final int intensity;
  private final Duration window;
  // Never more than intensity + 1 times, and none older than the window.
  private final Deque<Long> restarts = new ArrayDeque<>();
  private final Deque<Death> deaths = new ArrayDeque<>();

  RestartWindow(int intensity, Duration window) {
    this.intensity = intensity;
    this.window = window;
  }

  void died(Death death) {
    deaths.addLast(death);
    if (deaths.size() > DEATHS_KEPT) {
      deaths.removeFirst();
    }
  }

  /** Counts one restart; whether it is still within the intensity. */
  boolean allows(long now) {
    while (!restarts.isEmpty() && now - restarts.peekFirst() > window.toNanos()) {
      restarts.removeFirst();
    }
    restarts.addLast(now);
    return restarts.size() <= intensity;
  }

  /** What to say when it is not. */
  SupervisorException gaveUp(String supervisor, String child) {
    var text = new StringBuilder("supervisor " + supervisor + ": gave up on child " + child);
    text.append(": more than ").append(intensity).append(" restarts in ");
    text.append(window.toMillis()).append(" ms (expected: children that stay up).");
    text.append(" Its history ends:");
    deaths.forEach(death -> text.append("\n  ").append(death));
    return new SupervisorException(
        text.toString(), List.copyOf(deaths), deaths.getLast().exit().error().orElse(null));
  }
}
