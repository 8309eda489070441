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

  /** How many bytes of function would go before the task. */
  int missingBytes(Job<?> job) {
    ShippedFunction function = job.function();
    return function == null || known.containsKey(function.id()) ? 0 : function.bytes().length;
  }

  /** Sends the task's function if it has one that the worker doesn't know. */
  void send(FrameChannel channel, Job<?> job) throws IOException {
    ShippedFunction function = job.function();
    if (function == null || known.containsKey(function.id())) {
      return;
    }
    for (ShippedFunction old : known.values().stream().filter(ShippedFunction::finished).toList()) {
      known.remove(old.id());
      channel.put(new Frame(Frame.Type.FORGET, 0, old.id(), Frame.EMPTY));
    }
    known.put(function.id(), function);
    channel.put(new Frame(Frame.Type.FUNCTION, 0, function.id(), function.bytes()));
  }
}
