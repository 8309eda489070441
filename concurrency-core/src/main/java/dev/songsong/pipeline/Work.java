// SPDX-License-Identifier: Apache-2.0
package dev.songsong.pipeline;

import org.jspecify.annotations.Nullable;

/** What a stage does with one item: calls the user's function and gives on what comes of it. */
@FunctionalInterface
interface Work {

  /** Takes results; false when the pipeline stops and no more are wanted. */
  @FunctionalInterface
  interface Out {
    boolean give(@Nullable Object result);
  }

  void on(Object item, Out out) throws Exception;

  /** How the value of a stage's function becomes results. */
  enum Shape {
    /** The value is the result. */
    MAP {
      @Override
      void give(Object item, @Nullable Object value, Out out) {
        out.give(value);
      }
    },
    /** The value says whether the item itself is. */
    FILTER {
      @Override
      void give(Object item, @Nullable Object value, Out out) {
        if (Boolean.TRUE.equals(value)) {
          out.give(item);
        }
      }
    },
    /** The value has the results. */
    FLAT_MAP {
      @Override
      void give(Object item, @Nullable Object value, Out out) {
        if (value == null) {
          throw new IllegalStateException(
              "result: null (expected: an Iterable); List.of() gives nothing");
        }
        for (Object result : (Iterable<?>) value) {
          if (!out.give(result)) {
            return;
          }
        }
      }
    };

    abstract void give(Object item, @Nullable Object value, Out out);
  }

  /** The result, which must be there. */
  static Object present(@Nullable Object result) {
    if (result == null) {
      throw new IllegalStateException(
          "result: null (expected: a value); filter leaves items out, Optional carries none");
    }
    return result;
  }
}
