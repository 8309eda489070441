// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After a class's tests: no buffer of Netty was dropped without being released. */
final class BufferLeakCheck implements BeforeAllCallback, AfterAllCallback {
  private static final int ROUNDS = 4;

  private final Logger log = Logger.getLogger(ResourceLeakDetector.class.getName());
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          leaks.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @Override
  public void beforeAll(ExtensionContext context) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    log.addHandler(handler);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    // The detector learns from the collector which are gone, and tells at the next allocation.
    for (int i = 0; i < ROUNDS; i++) {
      System.gc();
      ByteBufAllocator.DEFAULT.buffer().release();
    }
    log.removeHandler(handler);
    ResourceLeakDetector.setLevel(before);
    if (!leaks.isEmpty()) {
      throw new AssertionError("buffers leaked: " + leaks + " (expected: none)");
    }
  }
}
