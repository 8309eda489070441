// SPDX-License-Identifier: Apache-2.0
package dev.songsong.benchmarks.core;

import dev.songsong.benchmarks.Contest;
import dev.songsong.benchmarks.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The suites by name: parts, and {@code core}, which is all of them. */
public final class Suites {
  private Suites() {}

  /** All suites, the whole first. */
  public static List<Suite> all() {
    List<Suite> parts = parts();
    var suites = new ArrayList<Suite>();
    List<Contest> contests = parts.stream().flatMap(part -> part.contests().stream()).toList();
    suites.add(new Suite("core", "all of the below", contests));
    suites.addAll(parts);
    return suites;
  }

  /** The suite of this name. */
  public static Optional<Suite> named(String name) {
    return all().stream().filter(suite -> suite.name().equals(name)).findFirst();
  }

  private static List<Suite> parts() {
    return List.of(
        new Suite("exec", "worker processes", List.of(Contests.workers())),
        new Suite("threads", "thread modes", List.of(Contests.threads())),
        new Suite("memory", "shared memory", List.of(Contests.memory())),
        new Suite("ranks", "ranks in two processes", List.of(Contests.ranks())),
        new Suite("graph", "task graphs", List.of(Contests.graph())),
        new Suite("pipeline", "hand-over between threads", List.of(Contests.pipeline())));
  }
}
