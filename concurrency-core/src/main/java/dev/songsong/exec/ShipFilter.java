// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import dev.songsong.memory.SharedHandle;
import java.io.ObjectInputFilter;
import java.lang.invoke.SerializedLambda;
import java.net.URL;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes may cross between the processes with one task: the JDK's value types, the classes
 * that come from where the task's class comes from, and the packages the user allowed.
 *
 * <p>The same rule is applied when an object is written, so that the submitter hears of it, and
 * when one is read, so that neither side must trust the other's bytes. Thread-safe.
 */
final class ShipFilter implements ObjectInputFilter {
  private static final int MAX_DEPTH = 500;
  private static final int MAX_REFERENCES = 50_000_000;
  // The nodes of a graph travel in wrappers of their own; named as text, for graph stands on exec.
  private static final String GRAPH = "dev.songsong.graph";
  private static final Module BASE = Object.class.getModule();

  private final @Nullable URL home;
  private final List<String> packages;
  // A memo; written and read by any thread, and every value for a class is the same.
  private final ConcurrentHashMap<Class<?>, Boolean> known = new ConcurrentHashMap<>();

  ShipFilter(Class<?> anchor, List<String> packages) {
    this.home = homeOf(anchor);
    this.packages = packages;
  }

  boolean allows(Class<?> type) {
    Class<?> element = type;
    while (element.isArray()) {
      element = element.getComponentType();
    }
    return element.isPrimitive() || known.computeIfAbsent(element, this::decide);
  }

  private boolean decide(Class<?> type) {
    if (type.getModule() == BASE) {
      return isValueType(type);
    }
    if (type.getPackageName().equals(ShipFilter.class.getPackageName())
        || type.getPackageName().equals(GRAPH)
        || type == SharedHandle.class) {
      return true;
    }
    if (home != null && Objects.equals(home, homeOf(type))) {
      return true;
    }
    return packages.stream()
        .anyMatch(allowed -> (type.getPackageName() + ".").startsWith(allowed + "."));
  }

  private static boolean isValueType(Class<?> type) {
    String name = type.getName();
    // A path arrives as its text and becomes the system's own kind of path.
    return Path.class.isAssignableFrom(type)
        || (name.startsWith("java.")
            && !name.startsWith("java.lang.reflect.")
            && (!name.startsWith("java.lang.invoke.") || type == SerializedLambda.class));
  }

  private static @Nullable URL homeOf(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation();
  }

  @Override
  public Status checkInput(FilterInfo info) {
    if (info.depth() > MAX_DEPTH || info.references() > MAX_REFERENCES) {
      return Status.REJECTED;
    }
    Class<?> type = info.serialClass();
    if (type == null) {
      return Status.UNDECIDED;
    }
    return allows(type) && fits(type, info.arrayLength()) ? Status.ALLOWED : Status.REJECTED;
  }

  /** A few bytes may claim to be an array of two billion: it is checked before it is allocated. */
  private static boolean fits(Class<?> type, long length) {
    if (length < 0 || !type.isArray()) {
      return true;
    }
    Class<?> element = type.getComponentType();
    long size = element == long.class || element == double.class ? Long.BYTES : Integer.BYTES;
    return length * (element == byte.class || element == boolean.class ? 1 : size)
        <= FrameChannel.MAX_PAYLOAD;
  }
}
