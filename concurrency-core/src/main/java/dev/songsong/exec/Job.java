// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import org.jspecify.annotations.Nullable;

/** What a task does, in the form its pool needs: called here, or shipped as bytes. */
final class Job<T> {
  private final @Nullable RemoteCallable<T> local;
  private final @Nullable ShippedFunction function;
  private final byte[] bytes;
  private final @Nullable ShipFilter filter;
  private final @Nullable ClassLoader loader;

  private Job(
      @Nullable RemoteCallable<T> local,
      @Nullable ShippedFunction function,
      byte[] bytes,
      @Nullable ShipFilter filter,
      @Nullable ClassLoader loader) {
    this.local = local;
    this.function = function;
    this.bytes = bytes;
    this.filter = filter;
    this.loader = loader;
  }

  /** Work for a thread of this JVM. */
  static <T> Job<T> here(RemoteCallable<T> work) {
    return new Job<>(work, null, Frame.EMPTY, null, null);
  }

  /** Work for a worker: the encoded whole, or an encoded item for the function. */
  static <T> Job<T> shipped(
      @Nullable ShippedFunction function, byte[] bytes, ShipFilter filter, ClassLoader loader) {
    return new Job<>(null, function, bytes, filter, loader);
  }

  T call() throws Exception {
    return requireNonNull(local, "only for work of this JVM").call();
  }

  @Nullable ShippedFunction function() {
    return function;
  }

  /** The function's id, or 0 when the bytes are the whole work. */
  int functionId() {
    return function == null ? 0 : function.id();
  }

  byte[] bytes() {
    return bytes;
  }

  /** What a worker's reply says; an object's own code may fail when it is read. */
  Outcome<T> outcome(Frame reply) {
    try {
      Object read = decode(reply.payload());
      if (reply.type() == Frame.Type.DONE) {
        return new Done<>(cast(read));
      }
      return new Failed<>(
          read instanceof Throwable error
              ? error
              : new TaskException("error: " + read + " (expected: a Throwable)", null));
    } catch (Throwable e) {
      return new Failed<>(e);
    }
  }

  /** The work's own type says that what it returned is a T. */
  @SuppressWarnings("unchecked")
  private T cast(@Nullable Object value) {
    return (T) value;
  }

  private @Nullable Object decode(byte[] encoded) {
    return Wire.decode(
        encoded,
        requireNonNull(filter, "only for shipped work"),
        requireNonNull(loader, "only for shipped work"));
  }
}
