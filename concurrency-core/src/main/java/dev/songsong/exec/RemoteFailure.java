// SPDX-License-Identifier: Apache-2.0
package dev.songsong.exec;

/**
 * Stands for an exception of a worker process that could not be shipped itself.
 *
 * <p>Its message starts with the original's class name; its stack trace is the original's.
 */
public final class RemoteFailure extends TaskException {
  private static final long serialVersionUID = 1L;

  /** The class name of the exception in the worker. */
  private final String originalClass;

  /** Its message there. */
  private final String originalMessage;

  RemoteFailure(String originalClass, String message, StackTraceElement[] trace) {
    super(originalClass + ": " + message, null);
    this.originalClass = originalClass;
    this.originalMessage = message;
    setStackTrace(trace);
  }

  /** What can be said of an error whose own code may fail in any way. */
  static RemoteFailure insteadOf(Throwable error) {
    String name = error.getClass().getName();
    try {
      return new RemoteFailure(name, String.valueOf(error.getMessage()), error.getStackTrace());
    } catch (Throwable e) {
      return new RemoteFailure(
          name, "its message can't be read: " + e.getClass(), new StackTraceElement[0]);
    }
  }

  /** The class name of the exception in the worker. */
  public String originalClass() {
    return originalClass;
  }

  /** The exception's own message in the worker, without its class name. */
  public String originalMessage() {
    return originalMessage;
  }
}
