// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many items, or what became of them, that cross as one value.
 *
 * <p>Encoded it is {@code count(4)}, then each value as a tag of {@link Wire} and its bytes; what
 * has no plain form carries its {@code length(4)}. Plain values are most of what is worth chunking.
 *
 * @param first the number of the first item among all, for messages
 * @param values the items; or for each its result, or {@link Thrown}
 */
record Chunk(int first, List<@Nullable Object> values) {
  private static final byte THROWN = 64;
  private static final int LARGEST_PLAIN = 1 + Long.BYTES;

  /** Stands where an item's result would: the work threw this. */
  record Thrown(Throwable error) {}

  /**
   * The items as bytes.
   *
   * @throws NotShippableException if one can't or may not be shipped; it says which
   */
  byte[] encodeItems(ShipFilter filter) {
    var out = new Output(values.size());
    for (int i = 0; i < values.size(); i++) {
      try {
        out.put(values.get(i), filter);
      } catch (NotShippableException e) {
        throw new NotShippableException("item " + (first + i) + ": " + e.getMessage(), e);
      }
    }
    return out.bytes();
  }

  /** The results as bytes; one that can't be shipped is a failure of its item alone. */
  byte[] encodeResults(ShipFilter filter) {
    var out = new Output(values.size());
    for (Object value : values) {
      try {
        if (value instanceof Thrown(Throwable error)) {
          out.putThrown(error, filter);
        } else {
          out.put(value, filter);
        }
      } catch (NotShippableException e) {
        out.putThrown(new NotShippableException("result: " + e.getMessage(), e.getCause()), filter);
      } catch (RuntimeException | StackOverflowError e) {
        // Objects' own code may fail in any way when they are written; nothing half is in then.
        out.putThrown(e, filter);
      }
    }
    return out.bytes();
  }

  /** Decodes what follows the chunk's tag. */
  static Chunk decode(ByteBuffer in, ShipFilter filter, ClassLoader loader) {
    int count = in.getInt();
    if (count < 0 || count > in.remaining()) {
      throw new NotShippableException(
          "chunk: " + count + " values in " + in.remaining() + " bytes (expected: a byte each)",
          null);
    }
    var values = new @Nullable Object[count];
    for (int i = 0; i < count; i++) {
      values[i] = next(in, filter, loader);
    }
    return new Chunk(0, Arrays.asList(values));
  }

  private static @Nullable Object next(ByteBuffer in, ShipFilter filter, ClassLoader loader) {
    byte tag = in.get();
    return switch (tag) {
      case Wire.NULL -> null;
      case Wire.INT -> in.getInt();
      case Wire.LONG -> in.getLong();
      case Wire.DOUBLE -> in.getDouble();
      case Wire.STRING -> new String(body(in), StandardCharsets.UTF_8);
      case Wire.OBJECT -> read(unchunked(body(in)), filter, loader);
      case THROWN -> {
        Object read = read(unchunked(body(in)), filter, loader);
        yield read instanceof Thrown ? read : new Thrown(Job.asError(read));
      }
      default ->
          throw new NotShippableException("tag: " + tag + " (expected: of a chunk's value)", null);
    };
  }

  /** An object; what can't be read is a failure of its item alone. */
  private static @Nullable Object read(byte[] encoded, ShipFilter filter, ClassLoader loader) {
    try {
      return Wire.decode(encoded, filter, loader);
    } catch (NotShippableException e) {
      return new Thrown(e);
    }
  }

  private static byte[] body(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new NotShippableException(
          "length: " + length + " (expected: <= the " + in.remaining() + " bytes left)", null);
    }
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  /** Chunks in chunks are never written; read, they could be as deep as the stack. */
  private static byte[] unchunked(byte[] encoded) {
    if (encoded.length > 0 && encoded[0] == Wire.CHUNK) {
      throw new NotShippableException("chunk: within a chunk (expected: values)", null);
    }
    return encoded;
  }

  /** A buffer that grows. */
  private static final class Output {
    private ByteBuffer out;

    Output(int count) {
      long likely = 1 + Integer.BYTES + (long) count * LARGEST_PLAIN;
      out = ByteBuffer.allocate((int) Math.min(likely, FrameChannel.MAX_PAYLOAD));
      out.put(Wire.CHUNK).putInt(count);
    }

    byte[] bytes() {
      return Arrays.copyOf(out.array(), out.position());
    }

    void put(@Nullable Object value, ShipFilter filter) {
      room(LARGEST_PLAIN);
      switch (value) {
        case null -> out.put(Wire.NULL);
        case Integer i -> out.put(Wire.INT).putInt(i);
        case Long l -> out.put(Wire.LONG).putLong(l);
        case Double d -> out.put(Wire.DOUBLE).putDouble(d);
        case String s -> putBody(Wire.STRING, s.getBytes(StandardCharsets.UTF_8));
        default -> putBody(Wire.OBJECT, Wire.encode(value, filter));
      }
    }

    void putThrown(Throwable error, ShipFilter filter) {
      byte[] body;
      try {
        body = Wire.encode(error, filter);
      } catch (Throwable e) {
        // The exception's own code may fail in any way when it is written.
        body = Wire.encode(RemoteFailure.standingFor(error), filter);
      }
      putBody(THROWN, body);
    }

    private void putBody(byte tag, byte[] body) {
      room(1 + Integer.BYTES + body.length);
      out.put(tag).putInt(body.length).put(body);
    }

    private void room(int more) {
      if (out.remaining() >= more) {
        return;
      }
      long wanted = Math.max(2L * out.capacity(), (long) out.position() + more);
      if ((long) out.position() + more >= FrameChannel.MAX_PAYLOAD) {
        throw new NotShippableException(
            "chunk: more than "
                + FrameChannel.MAX_PAYLOAD
                + " bytes (expected: below that); make the chunks smaller",
            null);
      }
      var larger = ByteBuffer.allocate((int) Math.min(wanted, FrameChannel.MAX_PAYLOAD));
      larger.put(out.flip());
      out = larger;
    }
  }
}
