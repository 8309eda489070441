// SPDX-License-Identifier: Apache-2.0
package dev.songsong.internal;

import java.util.Optional;

/** Whether classes are where a worker JVM, which gets the same class path, finds them. */
public final class ClassFiles {
  private ClassFiles() {}

  /** Why a worker could not load a class, in the user's words; empty if it can. */
  public static Optional<String> missing(Class<?> type) {
    if (type.isArray()) {
      return missing(type.componentType());
    }
    String file = type.getName().replace('.', '/') + ".class";
    if (type.getModule().isNamed()
        || loaderOf(type).getResource(file) != null
            && ClassLoader.getSystemClassLoader().getResource(file) != null) {
      return Optional.empty();
    }
    return Optional.of(
        type.getName()
            + " is only in this JVM's memory (expected: on the class path, where a worker finds it);"
            + " compile it with javac first: `java File.java` and JShell keep their classes in"
            + " memory");
  }

  /** The loader that a class came by; the application's for those of the JDK. */
  public static ClassLoader loaderOf(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null ? ClassLoader.getSystemClassLoader() : loader;
  }
}
