// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import dev.songsong.web.Response;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** What a handler with a bug would do to its process, for fault experiments. */
enum Fault {
  /** Writes to an address that isn't there: SIGSEGV in the C library, as a wild pointer does. */
  CRASH(2) {
    @Override
    Response act() {
      writeToNowhere();
      return Response.of(204);
    }
  },
  /** Keeps what it needs no more, until the heap is full. */
  LEAK(1) {
    @Override
    Response act() {
      var kept = new ArrayList<Object>();
      for (int size : PIECES) {
        fill(kept, size);
      }
      return Response.of(500);
    }
  },
  /** Computes for ever and doesn't listen to interrupts. */
  SPIN(4) {
    @Override
    Response act() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  };

  private static final int[] PIECES = {64 << 20, 1 << 20, 8 << 10, 64};

  // A leak is something that a static field still knows. Only added to, by faulty handlers.
  private static final List<Object> LEAKED = new CopyOnWriteArrayList<>();

  private final int times;

  Fault(int times) {
    this.times = times;
  }

  /** Does it: the handler of a faulty route. */
  abstract Response act();

  /** How many requests do it in an experiment. */
  int times() {
    return times;
  }

  /** Its name on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Fault named(String word) {
    return Arrays.stream(values())
        .filter(fault -> fault.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "fault: "
                    + word
                    + " (expected: one of "
                    + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "))
                    + ")"));
  }

  private static void fill(List<Object> kept, int size) {
    try {
      LEAKED.add(kept);
      while (true) {
        kept.add(new byte[size]);
      }
    } catch (OutOfMemoryError full) {
      // On with smaller pieces.
    }
  }

  @SuppressWarnings("restricted")
  private static void writeToNowhere() {
    var linker = Linker.nativeLinker();
    MemorySegment memset = linker.defaultLookup().find("memset").orElseThrow();
    var descriptor =
        FunctionDescriptor.of(
            ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
    try {
      linker.downcallHandle(memset, descriptor).invokeWithArguments(MemorySegment.NULL, 1, 64L);
    } catch (Throwable e) {
      throw new IllegalStateException("memset: returned (expected: the process's end)", e);
    }
  }
}
