// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

import org.jspecify.annotations.Nullable;

/**
 * One message between the pool and a worker.
 *
 * @param type what it says
 * @param id the task's id; for {@link Type#HELLO} the worker's number
 * @param extra the function's id, the slot's index or a flag, by type
 * @param payload the rest, possibly empty
 */
record Frame(Type type, long id, int extra, byte[] payload) {
  static final byte[] EMPTY = {};

  /** What a frame says, and who says it. */
  enum Type {
    /** Worker: this connection is of worker {@code id}, slot {@code extra} (-1: control). */
    HELLO,
    /** Pool: here is function {@code extra}. */
    FUNCTION,
    /** Pool: function {@code extra} is not needed any more. */
    FORGET,
    /**
     * Pool: run task {@code id}: the payload, or function {@code extra} on it when that is not 0.
     */
    TASK,
    /** Worker: task {@code id} begins. */
    STARTED,
    /** Worker: task {@code id} wrote a line; {@code extra} is 1 for standard error. */
    OUTPUT,
    /** Worker: task {@code id} returned the payload. */
    DONE,
    /** Worker: task {@code id} threw the payload. */
    FAILED,
    /** Worker: task {@code id} was recalled in time and will not run. */
    RETURNED,
    /**
     * Pool, on the control connection: interrupt task {@code id} if it runs in slot {@code extra}.
     */
    INTERRUPT,
    /**
     * Pool, on the control connection: while task {@code id} runs in slot {@code extra}, give back
     * the tasks whose ids (8 bytes each) are the payload.
     */
    RECALL,
    /** Pool, on the control connection: end when idle. */
    SHUTDOWN;

    private static final Type[] ALL = values();

    /** The type with this number, or null. */
    static @Nullable Type of(int ordinal) {
      return ordinal >= 0 && ordinal < ALL.length ? ALL[ordinal] : null;
    }
  }

  static Frame of(Type type, long id) {
    return new Frame(type, id, 0, EMPTY);
  }
}
