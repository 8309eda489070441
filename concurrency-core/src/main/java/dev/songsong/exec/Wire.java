// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values as bytes: a tag, then the value; by Java serialization where it is none of the plain ones.
 *
 * <p>The plain ones exist because a serialization stream for one {@code Integer} is 80 bytes.
 */
final class Wire {
  static final byte NULL = 0;
  static final byte INT = 1;
  static final byte LONG = 2;
  static final byte DOUBLE = 3;
  static final byte STRING = 4;
  static final byte OBJECT = 6;

  /** The tag of a {@link Chunk}. */
  static final byte CHUNK = 8;

  private static final byte BYTES = 5;
  private static final byte INTS = 9;
  private static final byte LONGS = 10;
  private static final byte FLOATS = 11;
  private static final byte DOUBLES = 12;

  /** The tag of a {@link LambdaForm}, which is no value. */
  static final byte FORM = 7;

  private Wire() {}

  /** Whether the value has no parts that another value could share with it. */
  static boolean isPlain(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Integer i -> true;
      case Long l -> true;
      case Double d -> true;
      case String s -> true;
      default -> false;
    };
  }

  /**
   * Encodes a value.
   *
   * @throws NotShippableException if it, or something it holds, can't or may not be shipped
   */
  static byte[] encode(@Nullable Object value, ShipFilter filter) {
    return switch (value) {
      case null -> new byte[] {NULL};
      case Integer i -> ByteBuffer.allocate(5).put(INT).putInt(i).array();
      case Long l -> ByteBuffer.allocate(9).put(LONG).putLong(l).array();
      case Double d -> ByteBuffer.allocate(9).put(DOUBLE).putDouble(d).array();
      case String s -> tagged(STRING, s.getBytes(StandardCharsets.UTF_8));
      case byte[] b -> tagged(BYTES, b);
      case int[] n ->
          array(INTS, n, (long) n.length * Integer.BYTES, to -> to.asIntBuffer().put(n));
      case long[] n ->
          array(LONGS, n, (long) n.length * Long.BYTES, to -> to.asLongBuffer().put(n));
      case float[] n ->
          array(FLOATS, n, (long) n.length * Float.BYTES, to -> to.asFloatBuffer().put(n));
      case double[] n ->
          array(DOUBLES, n, (long) n.length * Double.BYTES, to -> to.asDoubleBuffer().put(n));
      case Chunk chunk -> chunk.encodeResults(filter);
      default -> serialized(value, filter);
    };
  }

  private static byte[] tagged(byte tag, byte[] body) {
    requireShippable(body.length, byte[].class);
    return ByteBuffer.allocate(1 + body.length).put(tag).put(body).array();
  }

  /** Both sides are on one machine, so that numbers cross as they lie in memory. */
  private static byte[] array(byte tag, Object value, long bytes, Consumer<ByteBuffer> body) {
    requireShippable(bytes, value.getClass());
    ByteBuffer out = ByteBuffer.allocate(1 + (int) bytes).put(tag).order(ByteOrder.nativeOrder());
    body.accept(out);
    return out.array();
  }

  private static byte[] serialized(Object value, ShipFilter filter) {
    var bytes = new ByteArrayOutputStream(256);
    bytes.write(OBJECT);
    try (var out = new CheckedOutput(bytes, filter)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new NotShippableException(
          describe(value.getClass()) + ": " + e.getMessage() + " (expected: serializable)", e);
    }
    requireShippable(bytes.size(), value.getClass());
    return bytes.toByteArray();
  }

  private static void requireShippable(long bytes, Class<?> type) {
    if (bytes >= FrameChannel.MAX_PAYLOAD) {
      throw new NotShippableException(
          describe(type)
              + ": "
              + bytes
              + " bytes (expected: below "
              + FrameChannel.MAX_PAYLOAD
              + "); hand large data over by dev.songsong.memory or a file",
          null);
    }
  }

  /**
   * Decodes a value.
   *
   * @throws NotShippableException if the bytes name a class that may not come in or isn't there
   */
  static @Nullable Object decode(byte[] bytes, ShipFilter filter, ClassLoader loader) {
    var body = ByteBuffer.wrap(bytes);
    try {
      return switch (body.get()) {
        case NULL -> null;
        case INT -> body.getInt();
        case LONG -> body.getLong();
        case DOUBLE -> body.getDouble();
        case STRING -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
        case BYTES -> Arrays.copyOfRange(bytes, 1, bytes.length);
        case INTS -> {
          var numbers = new int[elements(body, Integer.BYTES)];
          body.asIntBuffer().get(numbers);
          yield numbers;
        }
        case LONGS -> {
          var numbers = new long[elements(body, Long.BYTES)];
          body.asLongBuffer().get(numbers);
          yield numbers;
        }
        case FLOATS -> {
          var numbers = new float[elements(body, Float.BYTES)];
          body.asFloatBuffer().get(numbers);
          yield numbers;
        }
        case DOUBLES -> {
          var numbers = new double[elements(body, Double.BYTES)];
          body.asDoubleBuffer().get(numbers);
          yield numbers;
        }
        case CHUNK -> Chunk.decode(body, filter, loader);
        default -> deserialized(bytes, filter, loader);
      };
    } catch (BufferUnderflowException e) {
      throw new NotShippableException(
          "value: " + bytes.length + " bytes (expected: a tag and a whole value)", e);
    }
  }

  private static int elements(ByteBuffer body, int each) {
    body.order(ByteOrder.nativeOrder());
    if (body.remaining() % each != 0) {
      throw new NotShippableException(
          "array: " + body.remaining() + " bytes (expected: a multiple of " + each + ")", null);
    }
    return body.remaining() / each;
  }

  private static Object deserialized(byte[] bytes, ShipFilter filter, ClassLoader loader) {
    var refused = new ArrayList<String>();
    var arrays = new ArrayBudget(bytes.length);
    try (var in = new LoadingInput(bytes, loader)) {
      in.setObjectInputFilter(info -> checked(refused, info, arrays, filter));
      return in.readObject();
    } catch (InvalidClassException e) {
      String what = refused.isEmpty() ? String.valueOf(e.getMessage()) : refused.getFirst();
      throw new NotShippableException(
          what + ": not allowed to cross (expected: allowed); see WorkerOptions.allow", e);
    } catch (IOException
        | ClassNotFoundException
        | RuntimeException
        | LinkageError
        | InternalError
        | StackOverflowError e) {
      // Damaged bytes meet the readObject methods of many classes, which fail in any way: a Map.of
      // with an odd number of keys and values is an InternalError of the JDK.
      throw new NotShippableException("value: " + e + " (expected: readable in this process)", e);
    }
  }

  private static Status checked(
      List<String> refused, FilterInfo info, ArrayBudget arrays, ShipFilter filter) {
    if (!arrays.allows(info)) {
      refused.add("arrays longer than the bytes");
      return Status.REJECTED;
    }
    Status verdict = filter.checkInput(info);
    if (verdict == Status.REJECTED) {
      Class<?> type = info.serialClass();
      refused.add(type == null ? "too deep or too many objects" : describe(type));
    }
    return verdict;
  }

  static String describe(Class<?> type) {
    return type.getTypeName();
  }

  /** Checks each object as it is written, and replaces paths. */
  private static final class CheckedOutput extends ObjectOutputStream {
    private final ShipFilter filter;

    CheckedOutput(OutputStream out, ShipFilter filter) throws IOException {
      super(out);
      this.filter = filter;
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) {
      if (object instanceof Path path) {
        return new ShippedPath(path.toString());
      }
      Class<?> type = object.getClass();
      if (!(object instanceof Serializable)) {
        throw new NotShippableException(
            describe(type)
                + ": not serializable (expected: implements java.io.Serializable);"
                + " make it so, mark the field that holds it transient,"
                + " or open it inside the task",
            null);
      }
      return object;
    }

    /** Every class whose description goes out comes by here: superclasses and enums too. */
    @Override
    protected void annotateClass(Class<?> type) {
      requireAllowed(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) {
      requireAllowed(type);
    }

    private void requireAllowed(Class<?> type) {
      if (!filter.allows(type)) {
        throw new NotShippableException(
            describe(type)
                + ": not allowed to cross (expected: a JDK value type, a class from where the"
                + " task's class comes from, or an allowed package);"
                + " add WorkerOptions.allow(\""
                + type.getPackageName()
                + "\") if you trust it",
            null);
      }
    }
  }

  private static final class LoadingInput extends ObjectInputStream {
    private final ClassLoader loader;

    LoadingInput(byte[] bytes, ClassLoader loader) throws IOException {
      super(new ByteArrayInputStream(bytes, 1, bytes.length - 1));
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass stream)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(stream.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(stream);
      }
    }
  }
}
