// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.exec.Outcome.Done;
import dev.songsong.exec.Outcome.Failed;
import org.jspecify.annotations.Nullable;

/** What a task does, in the form its pool needs: called here, or shipped as bytes. */
sealed interface Job<T> {

  /** Work for a thread of this JVM. */
  static <T> Job<T> here(RemoteCallable<T> work) {
    return new Local<>(work);
  }

  /** Work for a worker: the encoded whole, or an encoded item for the function. */
  static <T> Job<T> shipped(
      @Nullable ShippedFunction function, byte[] bytes, ShipFilter filter, ClassLoader loader) {
    return new Shipped<>(function, bytes, filter, loader);
  }

  /** Does the work in this JVM. */
  T call() throws Exception;

  @Nullable ShippedFunction function();

  byte[] bytes();

  /** What a worker's reply says; an object's own code may fail when it is read. */
  Outcome<T> outcome(Frame reply);

  /** The function's id, or 0 when the bytes are the whole work. */
  default int functionId() {
    ShippedFunction function = function();
    return function == null ? 0 : function.id();
  }

  /** What a worker says was thrown. */
  static Throwable asError(@Nullable Object read) {
    return read instanceof Throwable error
        ? error
        : new TaskException("error: " + read + " (expected: a Throwable)", null);
  }

  /** Called by a thread of this JVM; there are many of these, so it holds nothing else. */
  record Local<T>(RemoteCallable<T> work) implements Job<T> {
    @Override
    public T call() throws Exception {
      return work.call();
    }

    @Override
    public @Nullable ShippedFunction function() {
      return null;
    }

    @Override
    public byte[] bytes() {
      return Frame.EMPTY;
    }

    @Override
    public Outcome<T> outcome(Frame reply) {
      throw new IllegalStateException("only for shipped work");
    }
  }

  /** Sent to a worker. */
  record Shipped<T>(
      @Nullable ShippedFunction function, byte[] bytes, ShipFilter filter, ClassLoader loader)
      implements Job<T> {
    @Override
    public T call() {
      throw new IllegalStateException("only for work of this JVM");
    }

    @Override
    public Outcome<T> outcome(Frame reply) {
      try {
        Object read = Wire.decode(reply.payload(), filter, loader);
        if (reply.type() == Frame.Type.DONE) {
          return new Done<>(cast(read));
        }
        return new Failed<>(asError(read));
      } catch (Throwable e) {
        return new Failed<>(e);
      }
    }

    /** The work's own type says that what it returned is a T. */
    @SuppressWarnings("unchecked")
    private T cast(@Nullable Object value) {
      return (T) value;
    }
  }
}
