// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static dev.songsong.internal.ClassFiles.loaderOf;

import dev.songsong.internal.Captured;
import dev.songsong.internal.ClassFiles;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns work into bytes for workers, and says in the user's words what keeps it from that.
 *
 * <p>Encoded work is {@code length(4) anchor value}: the anchor is the class that wrote the lambda;
 * the code source it comes from is trusted on both sides. Thread-safe.
 */
final class Shipper {
  // Kept by pool and workers for good: so not without end.
  private static final int MAX_FORMS = 1_000;

  private final List<String> packages;
  private final AtomicInteger functions = new AtomicInteger();
  // A memo; written and read by any thread.
  private final ConcurrentHashMap<Class<?>, ShipFilter> filters = new ConcurrentHashMap<>();

  // As filters; by the lambda's own class.
  private final ConcurrentHashMap<Class<?>, Form> forms = new ConcurrentHashMap<>();

  Shipper(List<String> packages) {
    this.packages = packages;
  }

  <T> Job<T> ship(RemoteCallable<T> work) {
    Form form = forms.get(work.getClass());
    byte[] captured = form == null ? null : form.captured(work);
    if (form != null && captured != null) {
      return Job.shipped(form.function(), captured, form.filter(), form.loader());
    }
    Class<?> anchor = anchorOf(work);
    ShipFilter filter = filterFor(anchor);
    byte[] bytes = encodeWork(work, anchor, filter);
    if (form == null) {
      rememberForm(work, anchor, filter);
    }
    return Job.shipped(null, bytes, filter, loaderOf(anchor));
  }

  /**
   * Once a lambda's class is known to ship, further ones of it need only send what they capture.
   */
  private void rememberForm(Object work, Class<?> anchor, ShipFilter filter) {
    LambdaForm form = LambdaForm.of(work, anchor);
    if (form != null && forms.size() < MAX_FORMS) {
      byte[] bytes = named(anchor, form.encoded());
      var function = ShippedFunction.kept(functions.incrementAndGet(), bytes);
      forms.putIfAbsent(work.getClass(), new Form(form, function, filter, loaderOf(anchor)));
    }
  }

  /** A lambda's class that has been shipped before. */
  private record Form(
      LambdaForm lambda, ShippedFunction function, ShipFilter filter, ClassLoader loader) {

    /** What the lambda captured, encoded; null when it must go as a whole. */
    byte @Nullable [] captured(Object work) {
      return lambda.captured(work, filter);
    }
  }

  <A, R> void shipAll(
      Collection<? extends A> items,
      RemoteFunction<? super A, ? extends R> work,
      List<Job<R>> jobs) {
    Class<?> anchor = anchorOf(work);
    ShipFilter filter = filterFor(anchor);
    var function =
        ShippedFunction.forItems(
            functions.incrementAndGet(), encodeWork(work, anchor, filter), items.size());
    int index = 0;
    for (A item : items) {
      jobs.add(Job.shipped(function, encodeItem(item, index++, filter), filter, loaderOf(anchor)));
    }
  }

  private ShipFilter filterFor(Class<?> anchor) {
    return filters.computeIfAbsent(anchor, type -> new ShipFilter(type, packages));
  }

  private static byte[] encodeItem(@Nullable Object item, int index, ShipFilter filter) {
    if (item instanceof Chunk chunk) {
      return chunk.encodeItems(filter);
    }
    try {
      return Wire.encode(item, filter);
    } catch (NotShippableException e) {
      throw new NotShippableException("item " + index + ": " + e.getMessage(), e);
    }
  }

  private static byte[] encodeWork(Serializable work, Class<?> anchor, ShipFilter filter) {
    Optional<String> missing = ClassFiles.missing(anchor);
    if (missing.isPresent()) {
      throw new NotShippableException("task class: " + missing.get(), null);
    }
    byte[] value;
    try {
      value = Wire.encode(work, filter);
    } catch (NotShippableException e) {
      throw new NotShippableException(culprit(work, anchor, filter, e), e);
    }
    return named(anchor, value);
  }

  private static byte[] named(Class<?> anchor, byte[] value) {
    byte[] name = anchor.getName().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Integer.BYTES + name.length + value.length)
        .putInt(name.length)
        .put(name)
        .put(value)
        .array();
  }

  /** The class that wrote the lambda, or the work's own class when it is none. */
  private static Class<?> anchorOf(Object work) {
    if (work instanceof WrappedWork<?> wrapped) {
      return anchorOf(wrapped.work());
    }
    if (work instanceof Chunked<?, ?> chunked) {
      return anchorOf(chunked.work());
    }
    SerializedLambda lambda = Captured.describe(work);
    if (lambda == null) {
      Class<?> type = work.getClass();
      // A lambda whose module is closed to us still lives in the nest of the class that wrote it.
      return type.isHidden() ? type.getNestHost() : type;
    }
    try {
      return Class.forName(
          lambda.getCapturingClass().replace('/', '.'), false, work.getClass().getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new NotShippableException(
          "task: its class " + lambda.getCapturingClass() + " can't be found again", e);
    }
  }

  private static String culprit(
      Object work, Class<?> anchor, ShipFilter filter, NotShippableException cause) {
    if (work instanceof WrappedWork<?> wrapped) {
      return culprit(wrapped.work(), anchor, filter, cause);
    }
    if (work instanceof Chunked<?, ?> chunked) {
      return culprit(chunked.work(), anchor, filter, cause);
    }
    SerializedLambda lambda = Captured.describe(work);
    if (lambda == null) {
      return "task " + work.getClass().getName() + ": " + cause.getMessage();
    }
    List<@Nullable Object> values = Captured.values(lambda);
    for (int i = 0; i < values.size(); i++) {
      try {
        Wire.encode(values.get(i), filter);
      } catch (NotShippableException e) {
        int index = i;
        String name =
            Captured.name(lambda, i, loaderOf(anchor)).orElseGet(() -> "number " + (index + 1));
        return "task: captured variable `"
            + name
            + "` of a lambda in "
            + anchor.getName()
            + ": "
            + e.getMessage();
      }
    }
    return "task: " + cause.getMessage();
  }
}
