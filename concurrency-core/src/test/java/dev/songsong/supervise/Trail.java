// SPDX-License-Identifier: Apache-2.0
package dev.songsong.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The events of a test in their order, and a listener that writes some of them. */
final class Trail implements SupervisorListener {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<String> events = new CopyOnWriteArrayList<>();
  final List<Duration> delays = new CopyOnWriteArrayList<>();

  void add(String event) {
    events.add(event);
  }

  List<String> events() {
    return List.copyOf(events);
  }

  /** Waits for an event, and forgets it and all before it. */
  List<String> upTo(String last) throws Exception {
    Await.until(last + " in " + events, PATIENCE, () -> events.contains(last));
    List<String> all = events().subList(0, events.indexOf(last) + 1);
    all.forEach(_ -> events.removeFirst());
    return all;
  }

  void isExactly(String... expected) throws Exception {
    Await.until("more events than " + events, PATIENCE, () -> events.size() >= expected.length);
    assertThat(events).containsExactly(expected);
  }

  @Override
  public void childUp(ChildInfo child) {
    add("up " + child.name());
  }

  @Override
  public void childDied(Death death) {
    add((death.wasUp() ? "died " : "unstarted ") + death.child());
  }

  @Override
  public void childRestarting(String child, Duration delay) {
    delays.add(delay);
    add("restarting " + child);
  }

  @Override
  public void childStopped(String child, Exit exit) {
    add("stopped " + child);
  }

  @Override
  public void gaveUp(SupervisorException why) {
    add("gave up");
  }
}
