// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Sets variables that native libraries read when they are loaded.
 *
 * <p>OpenCV would print a page on stderr for each damaged image, which already ends in one line of
 * ours; only this variable stops it. Where the C library has no {@code setenv}, as on Windows,
 * nothing is set.
 */
final class NativeEnvironment {
  private NativeEnvironment() {}

  /** Sets a variable unless it has a value. */
  @SuppressWarnings("restricted")
  static void set(String name, String value) {
    Linker linker = Linker.nativeLinker();
    var setenv = linker.defaultLookup().find("setenv");
    if (setenv.isEmpty()) {
      return;
    }
    MethodHandle call =
        linker.downcallHandle(
            setenv.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int _ = (int) call.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 0);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("setenv: " + e + " (expected: nothing thrown)", e);
    }
  }
}
