// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Which functions the worker at the end of one connection knows; for the thread that writes to it.
 */
final class FunctionsSent {
  private final Map<Integer, ShippedFunction> known = new HashMap<>();

  /**
   * Sends the task's function if it has one that the worker doesn't know; returns the bytes sent.
   */
  int send(FrameChannel channel, Job<?> job) throws IOException {
    ShippedFunction function = job.function();
    if (function == null || known.containsKey(function.id())) {
      return 0;
    }
    for (ShippedFunction old : known.values().stream().filter(ShippedFunction::finished).toList()) {
      known.remove(old.id());
      channel.put(new Frame(Frame.Type.FORGET, 0, old.id(), Frame.EMPTY));
    }
    known.put(function.id(), function);
    channel.put(new Frame(Frame.Type.FUNCTION, 0, function.id(), function.bytes()));
    return function.bytes().length;
  }
}
