// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/** What no handler should do. */
final class DeadlyApp {
  private DeadlyApp() {}

  static void configure(Routes routes) {
    ContractApp.configure(routes);
    routes
        .get("/abort", _ -> abort())
        .get("/leak", _ -> leak())
        .get("/spin", _ -> spin())
        .nonBlocking(Method.GET, "/spin-loop", _ -> spin())
        .get(
            "/wait",
            _ -> {
              TimeUnit.HOURS.sleep(1);
              return Response.text("late");
            });
  }

  /** A native crash. */
  @SuppressWarnings("restricted")
  private static Response abort() {
    Linker linker = Linker.nativeLinker();
    try {
      linker
          .downcallHandle(
              linker.defaultLookup().find("abort").orElseThrow(), FunctionDescriptor.ofVoid())
          .invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return Response.text("still here");
  }

  private static Response leak() {
    var kept = new ArrayList<byte[]>();
    while (true) {
      kept.add(new byte[1 << 20]);
    }
  }

  private static Response spin() {
    long turns = 0;
    while (turns >= 0) {
      Thread.onSpinWait();
    }
    return Response.text("turned " + turns);
  }
}
