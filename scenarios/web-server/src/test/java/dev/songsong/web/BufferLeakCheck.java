// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import dev.songsong.testkit.Await;
import io.netty.buffer.ByteBufAllocator;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After a class's tests: no buffer of Netty was dropped without being released. */
final class BufferLeakCheck implements AfterAllCallback {
  private static final int ROUNDS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    List<String> leaks = found();
    if (!leaks.isEmpty()) {
      throw new AssertionError("buffers: not released (expected: all)\n" + leaks.getFirst());
    }
  }

  /** Netty learns from the garbage collector of what was dropped, and looks when it allocates. */
  static List<String> found() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      var sign = new WeakReference<>(new Object());
      Await.until("a garbage collection", PATIENCE, () -> collected(sign));
      ByteBufAllocator.DEFAULT.directBuffer().release();
      ByteBufAllocator.DEFAULT.heapBuffer().release();
    }
    return KeptLeaks.take();
  }

  private static boolean collected(WeakReference<Object> sign) {
    System.gc();
    return sign.refersTo(null);
  }
}
