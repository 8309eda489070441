// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a decoder with a bug would do to its process, for fault experiments.
 *
 * <p>A sample is poisoned by a mark behind its last byte, where decoders don't look. The mark is
 * read only in jobs made by {@link ImageJob#withPoison}, which is not public: in any other job a
 * poisoned sample is an ordinary image.
 */
enum Poison {
  /** Writes to an address that isn't there: SIGSEGV in the C library, as a wild pointer does. */
  CRASH("songsong-crash!!") {
    @Override
    void act() {
      writeToNowhere();
    }
  },
  /** Ends the process as the C library does when it finds its heap damaged: SIGABRT. */
  ABORT("songsong-abort!!") {
    @Override
    void act() {
      abort();
    }
  },
  /** Computes for ever and doesn't listen to interrupts. */
  HANG("songsong-hang!!!") {
    @Override
    void act() {
      while (true) {
        Thread.onSpinWait();
      }
    }
  };

  private final byte[] mark;

  Poison(String mark) {
    this.mark = mark.getBytes(StandardCharsets.US_ASCII);
  }

  abstract void act();

  /** Poisons a sample. */
  void into(Path file) throws IOException {
    Files.write(file, mark, StandardOpenOption.APPEND);
  }

  /** Does what the file's mark says, if it has one. */
  static void strike(Path file) throws IOException {
    Optional<Poison> found = in(file);
    if (found.isPresent()) {
      found.get().act();
    }
  }

  static Optional<Poison> in(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      var tail = ByteBuffer.allocate(16);
      channel.read(tail, Math.max(0, channel.size() - tail.capacity()));
      for (Poison poison : values()) {
        if (Arrays.equals(tail.array(), poison.mark)) {
          return Optional.of(poison);
        }
      }
      return Optional.empty();
    }
  }

  private static void writeToNowhere() {
    var descriptor =
        FunctionDescriptor.of(
            ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG);
    call("memset", descriptor, MemorySegment.NULL, 1, 64L);
  }

  private static void abort() {
    call("abort", FunctionDescriptor.ofVoid());
  }

  @SuppressWarnings("restricted")
  private static void call(String function, FunctionDescriptor descriptor, Object... arguments) {
    var linker = Linker.nativeLinker();
    MemorySegment address = linker.defaultLookup().find(function).orElseThrow();
    try {
      linker.downcallHandle(address, descriptor).invokeWithArguments(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(function + ": returned (expected: the process's end)", e);
    }
  }
}
