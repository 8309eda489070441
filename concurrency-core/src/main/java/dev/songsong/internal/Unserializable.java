// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds what keeps an object from being serialized, in the words of its source: Java's own message
 * names a class, and leaves open where it is held.
 */
public final class Unserializable {
  private static final int DEEPEST = 50;

  private Unserializable() {}

  /**
   * The innermost culprit that has a name, such as {@code captured variable `pool` of a lambda in
   * shop.Main: java.lang.Thread}; empty if none can be named.
   */
  public static Optional<String> in(Object root) {
    return in(root, DEEPEST);
  }

  private static Optional<String> in(@Nullable Object holder, int depth) {
    if (holder == null || depth == 0 || !(holder instanceof Serializable)) {
      return Optional.empty();
    }
    SerializedLambda lambda = Captured.describe(holder);
    return lambda == null ? inFields(holder, depth) : inLambda(holder, lambda, depth);
  }

  private static Optional<String> inLambda(Object holder, SerializedLambda lambda, int depth) {
    List<@Nullable Object> values = Captured.values(lambda);
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null && !fits(value)) {
        String what = captured(lambda, i, holder.getClass().getClassLoader());
        return in(value, depth - 1).or(() -> said(what, value));
      }
    }
    return Optional.empty();
  }

  private static String captured(SerializedLambda lambda, int index, ClassLoader loader) {
    String place = lambda.getCapturingClass().replace('/', '.');
    if (!lambda.getImplMethodName().startsWith("lambda$")) {
      return "object of a method reference in " + place;
    }
    String name = Captured.name(lambda, index, loader).orElseGet(() -> "number " + (index + 1));
    return "captured variable `" + name + "` of a lambda in " + place;
  }

  private static Optional<String> inFields(Object holder, int depth) {
    for (Class<?> type = holder.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        Object value = valueOf(field, holder);
        if (value != null && !fits(value)) {
          String what = "field `" + field.getName() + "` of " + type.getName();
          return in(value, depth - 1).or(() -> said(what, value));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> said(String what, Object value) {
    return Optional.of(what + ": " + value.getClass().getTypeName());
  }

  private static @Nullable Object valueOf(Field field, Object holder) {
    if ((field.getModifiers() & (Modifier.STATIC | Modifier.TRANSIENT)) != 0) {
      return null;
    }
    try {
      field.setAccessible(true);
      return field.get(holder);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      // A class of a module that is closed to us: whoever holds it is named.
      return null;
    }
  }

  private static boolean fits(Object value) {
    try (var objects = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      objects.writeObject(value);
      return true;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
