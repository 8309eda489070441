// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all processes of a fleet at once; one that is dead or stopped holds nobody up. */
final class Survey {
  private static final Logger LOG = LoggerFactory.getLogger(Survey.class);

  /** What each is asked. */
  @FunctionalInterface
  interface Question<T> {
    T ask(Fleet.Member member) throws Exception;
  }

  private Survey() {}

  /**
   * The answers by name; none from those that failed or were too late.
   *
   * @param limit for all together
   */
  static <T> Map<String, Optional<T>> of(
      List<Fleet.Member> members, Question<T> question, Duration limit)
      throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    var tasks = new LinkedHashMap<String, FutureTask<T>>();
    for (Fleet.Member member : members) {
      tasks.put(member.name(), new FutureTask<>(() -> question.ask(member)));
    }
    tasks.forEach((name, task) -> Thread.ofVirtual().name("web-ask-" + name).start(task));
    try {
      var answers = new LinkedHashMap<String, Optional<T>>();
      for (var task : tasks.entrySet()) {
        answers.put(task.getKey(), answer(task.getKey(), task.getValue(), end));
      }
      return answers;
    } finally {
      // The interrupt closes the socket of whoever still waits.
      tasks.values().forEach(task -> task.cancel(true));
    }
  }

  private static <T> Optional<T> answer(String name, FutureTask<T> task, long end)
      throws InterruptedException {
    try {
      return Optional.of(task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS));
    } catch (ExecutionException e) {
      LOG.debug("worker {}: not asked", name, e);
      return Optional.empty();
    } catch (TimeoutException e) {
      LOG.debug("worker {}: silent", name);
      return Optional.empty();
    }
  }
}
