// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static java.util.Objects.requireNonNull;

import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** When a child that was started is up. Until then the next child isn't started. */
public sealed interface Readiness {

  /** As soon as it has started. */
  record Started() implements Readiness {}

  /**
   * When the child says so by {@link ChildContext#ready()}. Services, remote services and
   * supervisors do, each when its start is complete.
   */
  record Declared() implements Readiness {}

  /** When the address accepts a connection. */
  record Port(InetSocketAddress address) implements Readiness {}

  /** When a line printed to one of its outputs matches. */
  record Line(Predicate<String> matches) implements Readiness {}

  /** When the probe, asked every 10 ms by a thread of the child's, says yes. */
  record Probe(Callable<Boolean> probe) implements Readiness {}

  /** {@link Started}. */
  static Readiness started() {
    return new Started();
  }

  /** {@link Declared}. */
  static Readiness declared() {
    return new Declared();
  }

  /** {@link Port}. */
  static Readiness port(InetSocketAddress address) {
    return new Port(requireNonNull(address, "address"));
  }

  /** {@link Line}: one that contains the text. */
  static Readiness line(String text) {
    requireNonNull(text, "text");
    return new Line(line -> line.contains(text));
  }

  /** {@link Probe}. What it throws counts as a no, and is told if the start fails. */
  static Readiness probe(Callable<Boolean> probe) {
    return new Probe(requireNonNull(probe, "probe"));
  }
}
