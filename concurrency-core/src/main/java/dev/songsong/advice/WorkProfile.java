// SPDX-License-Identifier: Apache-2.0
package dev.songsong.advice;

import java.time.Duration;

/**
 * What a kind of task is like. {@link #DEFAULT} is a task of 10 ms that computes, in code you
 * trust; {@link #builder()} says what is different.
 *
 * @param cpuShare the part of a task's time in which it computes, from 0 to 1; the rest it waits
 * @param taskTime how long one takes by itself
 * @param bytesIn what it is given
 * @param bytesOut what it gives back
 * @param sharedState whether tasks change the same data
 * @param nativeCode whether it runs native code, which can end the JVM
 * @param untrusted whether its code or its input comes from strangers
 * @param killable whether it must end when told, even if it ignores interrupts
 * @param heapBytes what one needs of the heap while it runs
 * @param startUp how long the first result may take
 */
public record WorkProfile(
    double cpuShare,
    Duration taskTime,
    long bytesIn,
    long bytesOut,
    boolean sharedState,
    boolean nativeCode,
    boolean untrusted,
    boolean killable,
    long heapBytes,
    Duration startUp) {

  /** Computes for 10 ms on a kilobyte, may take a second to start, and nothing special. */
  public static final WorkProfile DEFAULT =
      new WorkProfile(
          1,
          Duration.ofMillis(10),
          1 << 10,
          1 << 10,
          false,
          false,
          false,
          false,
          1 << 20,
          Duration.ofSeconds(1));

  /** Checks the values. */
  public WorkProfile {
    if (!(cpuShare >= 0 && cpuShare <= 1)) {
      throw new IllegalArgumentException("cpuShare: " + cpuShare + " (expected: 0 to 1)");
    }
    positive("taskTime", taskTime);
    positive("startUp", startUp);
    atLeastZero("bytesIn", bytesIn);
    atLeastZero("bytesOut", bytesOut);
    atLeastZero("heapBytes", heapBytes);
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }

  private static void atLeastZero(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
    }
  }

  /** Starts from {@link #DEFAULT}. */
  public static Builder builder() {
    return new Builder();
  }

  /** Whether a task may take down what it shares a process with. */
  boolean risky() {
    return nativeCode || untrusted;
  }

  /** Whether a task waits more than it computes. */
  boolean waits() {
    return cpuShare < 0.5;
  }

  /** Says how work differs from {@link #DEFAULT}; not thread-safe. */
  public static final class Builder {
    private double cpuShare = DEFAULT.cpuShare;
    private Duration taskTime = DEFAULT.taskTime;
    private long bytesIn = DEFAULT.bytesIn;
    private long bytesOut = DEFAULT.bytesOut;
    private boolean sharedState = DEFAULT.sharedState;
    private boolean nativeCode = DEFAULT.nativeCode;
    private boolean untrusted = DEFAULT.untrusted;
    private boolean killable = DEFAULT.killable;
    private long heapBytes = DEFAULT.heapBytes;
    private Duration startUp = DEFAULT.startUp;

    private Builder() {}

    /** The part of its time in which a task computes, from 0 to 1. */
    public Builder cpuShare(double cpuShare) {
      this.cpuShare = cpuShare;
      return this;
    }

    /** How long one task takes. */
    public Builder taskTime(Duration taskTime) {
      this.taskTime = taskTime;
      return this;
    }

    /** What a task is given and gives back. */
    public Builder bytes(long bytesIn, long bytesOut) {
      this.bytesIn = bytesIn;
      this.bytesOut = bytesOut;
      return this;
    }

    /** Whether tasks change the same data. */
    public Builder sharedState(boolean sharedState) {
      this.sharedState = sharedState;
      return this;
    }

    /** Whether tasks run native code. */
    public Builder nativeCode(boolean nativeCode) {
      this.nativeCode = nativeCode;
      return this;
    }

    /** Whether the tasks' code or input comes from strangers. */
    public Builder untrusted(boolean untrusted) {
      this.untrusted = untrusted;
      return this;
    }

    /** Whether a task must end when told, whatever it does. */
    public Builder killable(boolean killable) {
      this.killable = killable;
      return this;
    }

    /** What one task needs of the heap. */
    public Builder heapBytes(long heapBytes) {
      this.heapBytes = heapBytes;
      return this;
    }

    /** How long the first result may take. */
    public Builder startUp(Duration startUp) {
      this.startUp = startUp;
      return this;
    }

    /** The profile. */
    public WorkProfile build() {
      return new WorkProfile(
          cpuShare,
          taskTime,
          bytesIn,
          bytesOut,
          sharedState,
          nativeCode,
          untrusted,
          killable,
          heapBytes,
          startUp);
    }
  }
}
