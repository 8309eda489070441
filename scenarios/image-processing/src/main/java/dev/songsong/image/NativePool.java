// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;

/**
 * Native objects that are dear to make and serve one thread at a time.
 *
 * <p>Thread-safe. It grows to as many as there were threads at once; closing frees those that are
 * not in use.
 */
final class NativePool<T extends Pointer> implements AutoCloseable {
  // Any thread takes from and gives to it.
  private final ConcurrentLinkedQueue<T> idle = new ConcurrentLinkedQueue<>();
  private final Supplier<T> maker;

  NativePool(Supplier<T> maker) {
    this.maker = maker;
  }

  <R> R use(Function<T, R> work) {
    T object = idle.poll();
    if (object == null) {
      object = maker.get();
    }
    try {
      return work.apply(object);
    } finally {
      idle.add(object);
    }
  }

  @Override
  public void close() {
    for (T object = idle.poll(); object != null; object = idle.poll()) {
      object.close();
    }
  }
}
