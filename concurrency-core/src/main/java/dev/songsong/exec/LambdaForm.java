// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import static java.util.Objects.requireNonNull;

import dev.songsong.internal.Captured;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A lambda without what it captured: sent once, where Java serialization would send it with each.
 *
 * <p>A serializable lambda is written as a {@link SerializedLambda}: ten names, and the captured
 * values. The names are the same for every lambda from one place of the source. So a form carries
 * the names, each task the values, and the worker makes the lambda by the method that javac wrote
 * for that into the capturing class. To serialize the whole takes ten times as long.
 *
 * <p>Used when at most one captured value is not plain: two could share parts, which each being
 * encoded by itself would not keep.
 */
final class LambdaForm {
  private static final int MAX_VALUES = 255;

  // Null in a worker, which only makes lambdas.
  private final @Nullable Method describe;
  private final Method remake;
  private final Class<?> anchor;
  private final String[] names;
  private final int kind;

  private LambdaForm(
      @Nullable Method describe, Method remake, Class<?> anchor, String[] names, int kind) {
    this.describe = describe;
    this.remake = remake;
    this.anchor = anchor;
    this.names = names;
    this.kind = kind;
  }

  /** The form of a lambda that {@code anchor} wrote; null when it is none, or is closed to us. */
  static @Nullable LambdaForm of(Object work, Class<?> anchor) {
    SerializedLambda lambda = Captured.describe(work);
    if (lambda == null) {
      return null;
    }
    String[] names = {
      lambda.getFunctionalInterfaceClass(),
      lambda.getFunctionalInterfaceMethodName(),
      lambda.getFunctionalInterfaceMethodSignature(),
      lambda.getImplClass(),
      lambda.getImplMethodName(),
      lambda.getImplMethodSignature(),
      lambda.getInstantiatedMethodType()
    };
    try {
      Method describe = work.getClass().getDeclaredMethod("writeReplace");
      describe.setAccessible(true);
      return new LambdaForm(describe, remaker(anchor), anchor, names, lambda.getImplMethodKind());
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static Method remaker(Class<?> anchor) throws ReflectiveOperationException {
    Method method = anchor.getDeclaredMethod("$deserializeLambda$", SerializedLambda.class);
    method.setAccessible(true);
    return method;
  }

  byte[] encoded() {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(Wire.FORM);
      out.writeByte(kind);
      for (String name : names) {
        out.writeUTF(name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads a form in the worker, where its class must be allowed as any other. */
  static LambdaForm decode(byte[] encoded, Class<?> anchor, ShipFilter filter) throws IOException {
    if (!filter.allows(anchor)) {
      throw new NotShippableException(
          Wire.describe(anchor) + ": not allowed to cross (expected: allowed)", null);
    }
    try (var in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      in.readByte();
      int kind = in.readByte();
      var names = new String[7];
      for (int i = 0; i < names.length; i++) {
        names[i] = in.readUTF();
      }
      return new LambdaForm(null, remaker(anchor), anchor, names, kind);
    } catch (ReflectiveOperationException e) {
      throw new NotShippableException(
          Wire.describe(anchor) + ": " + e + " (expected: the class that wrote the lambda)", e);
    }
  }

  /** What a lambda of this form captured, encoded; null when it must go as a whole. */
  byte @Nullable [] captured(Object work, ShipFilter filter) {
    try {
      var lambda =
          (SerializedLambda) requireNonNull(describe, "only where it was made").invoke(work);
      int count = lambda.getCapturedArgCount();
      if (count > MAX_VALUES || !separable(lambda)) {
        return null;
      }
      var values = new byte[count][];
      int size = 1;
      for (int i = 0; i < count; i++) {
        values[i] = Wire.encode(lambda.getCapturedArg(i), filter);
        size = Math.addExact(size, Integer.BYTES + values[i].length);
      }
      if (size >= FrameChannel.MAX_PAYLOAD) {
        return null;
      }
      var all = ByteBuffer.allocate(size).put((byte) count);
      for (byte[] value : values) {
        all.putInt(value.length).put(value);
      }
      return all.array();
    } catch (ReflectiveOperationException | NotShippableException | ArithmeticException e) {
      // As a whole it fails with the name of the captured variable.
      return null;
    }
  }

  private static boolean separable(SerializedLambda lambda) {
    int withParts = 0;
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      withParts += Wire.isPlain(lambda.getCapturedArg(i)) ? 0 : 1;
    }
    return withParts <= 1;
  }

  /** The lambda with these captured values. */
  Object again(byte[] captured, ShipFilter filter) throws Exception {
    try {
      return remake.invoke(null, lambda(values(captured, filter)));
    } catch (BufferUnderflowException e) {
      throw new NotShippableException(
          "captured values: " + captured.length + " bytes (expected: whole values)", e);
    } catch (InvocationTargetException e) {
      throw new NotShippableException(
          "lambda: " + e.getCause() + " (expected: known to its class)", e);
    }
  }

  private static @Nullable Object[] values(byte[] captured, ShipFilter filter) {
    var in = ByteBuffer.wrap(captured);
    var values = new Object[Byte.toUnsignedInt(in.get())];
    for (int i = 0; i < values.length; i++) {
      int length = in.getInt();
      if (length < 1 || length > in.remaining()) {
        throw new NotShippableException(
            "captured value " + i + ": " + length + " bytes (expected: what is there)", null);
      }
      var value = new byte[length];
      in.get(value);
      values[i] = Wire.decode(value, filter, ClassLoader.getSystemClassLoader());
    }
    return values;
  }

  private SerializedLambda lambda(@Nullable Object[] values) {
    return new SerializedLambda(
        anchor, names[0], names[1], names[2], kind, names[3], names[4], names[5], names[6], values);
  }
}
