// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.supervise.ChildState;
import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a worker takes along when it dies, each in its own way, and what not. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class WorkerDeathTest {
  private static final Duration PATIENCE = ModesContract.PATIENCE;
  private static final int WAITING = 50;

  private static final WebOptions TWO =
      ModesContract.SMALL
          .withProcesses(2)
          .withTimeouts(
              Timeouts.DEFAULT.withDrain(Duration.ofSeconds(1)).withHandler(Duration.ofSeconds(2)));

  private static WebServer start(WebOptions options) throws Exception {
    return WebServer.start(DeadlyApp::configure, options);
  }

  private static Worker worker(WebServer server, int replica) {
    return server.workers().stream()
        .filter(one -> one.replica() == replica)
        .findFirst()
        .orElseThrow();
  }

  private static long pid(WebServer server, int replica) {
    return worker(server, replica).pid().orElseThrow();
  }

  /** A connection that this worker has accepted. */
  private static Dialogue connect(WebServer server, int replica) throws Exception {
    var found = new Dialogue[1];
    Await.until(
        "a connection to worker " + replica,
        PATIENCE,
        () -> {
          var dialogue = new Dialogue(server.address());
          if (dialogue.get("/replica").text().equals(Integer.toString(replica))) {
            found[0] = dialogue;
            return true;
          }
          dialogue.close();
          return false;
        });
    return found[0];
  }

  private static void awaitReplacement(WebServer server, int replica) throws Exception {
    Await.until(
        "the replacement of worker " + replica,
        PATIENCE,
        () -> {
          Worker now = worker(server, replica);
          return now.restarts() == 1 && now.state() == ChildState.UP;
        });
    try (var dialogue = connect(server, replica)) {
      assertThat(dialogue.get("/quick").status()).isEqualTo(200);
    }
  }

  private static String lastDeath(WebServer server, int replica) {
    return worker(server, replica).lastDeath().orElseThrow().cause();
  }

  /** One worker dies of a request; who had asked it loses that, and nobody else anything. */
  private static String die(String path) throws Exception {
    try (WebServer server = start(TWO);
        Dialogue culprit = connect(server, 1);
        Dialogue companion = connect(server, 1);
        Dialogue other = connect(server, 2)) {
      companion.say("GET /wait HTTP/1.1\r\nhost: t\r\n\r\n");
      assertThatThrownBy(() -> culprit.get(path)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> companion.hear(false)).isInstanceOf(IOException.class);
      assertThat(other.get("/replica").text()).isEqualTo("2");
      awaitReplacement(server, 1);
      assertThat(other.get("/replica").text()).isEqualTo("2");
      assertThat(worker(server, 2).restarts()).isZero();
      return lastDeath(server, 1);
    }
  }

  @Test
  void native_crash_takes_only_the_requests_of_its_worker() throws Exception {
    assertThat(die("/abort")).startsWith("killed by SIGABRT");
  }

  @Test
  void worker_whose_heap_ends_is_ended_and_replaced() throws Exception {
    assertThat(die("/leak")).startsWith("exit 3");
  }

  @Test
  void killed_worker_takes_only_its_own_requests() throws Exception {
    try (WebServer server = start(TWO);
        Dialogue busy = connect(server, 1);
        Dialogue other = connect(server, 2)) {
      busy.say("GET /wait HTTP/1.1\r\nhost: t\r\n\r\n");
      Signals.send("KILL", pid(server, 1));
      assertThatThrownBy(() -> busy.hear(false)).isInstanceOf(IOException.class);
      assertThat(other.get("/replica").text()).isEqualTo("2");
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1)).isEqualTo("killed by SIGKILL");
    }
  }

  /** Connections that wait while no worker accepts, and then all workers are killed. */
  private static int answeredAfterDeath(Sharing sharing) throws Exception {
    var waiting = new ArrayList<Dialogue>();
    try (WebServer server = start(TWO.withSharing(sharing))) {
      List<Long> pids = List.of(pid(server, 1), pid(server, 2));
      for (long pid : pids) {
        Signals.stop(pid);
      }
      for (int i = 0; i < WAITING; i++) {
        var dialogue = new Dialogue(server.address());
        waiting.add(dialogue);
        dialogue.say("GET /quick HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n");
      }
      for (long pid : pids) {
        Signals.send("KILL", pid);
      }
      int answered = 0;
      for (Dialogue dialogue : waiting) {
        answered += answered(dialogue) ? 1 : 0;
      }
      return answered;
    } finally {
      for (Dialogue dialogue : waiting) {
        dialogue.close();
      }
    }
  }

  private static boolean answered(Dialogue dialogue) {
    try {
      return dialogue.hear(false).text().equals("quick");
    } catch (IOException reset) {
      return false;
    }
  }

  @Test
  void connections_that_wait_outlive_all_workers_where_they_share_one_queue() throws Exception {
    assertThat(answeredAfterDeath(Sharing.DESCRIPTOR)).isEqualTo(WAITING);
  }

  @Test
  void connections_that_wait_die_with_their_worker_where_each_has_a_queue() throws Exception {
    assertThat(answeredAfterDeath(Sharing.REUSE_PORT)).isZero();
  }

  @Test
  void stopped_worker_gets_no_new_connections_and_goes_on_with_those_it_has() throws Exception {
    try (WebServer server = start(TWO);
        Dialogue its = connect(server, 1)) {
      Signals.stop(pid(server, 1));
      for (int i = 0; i < WAITING; i++) {
        assertThat(Dialogue.once(server.address(), "/replica").text()).isEqualTo("2");
      }
      // Longer than a handler may take: a process that was stopped is late, but nothing in it
      // hangs.
      long end = System.nanoTime() + TWO.timeouts().handler().multipliedBy(2).toNanos();
      Await.until("a long stop", PATIENCE, () -> System.nanoTime() > end);
      its.say("GET /replica HTTP/1.1\r\nhost: t\r\n\r\n");
      Signals.send("CONT", pid(server, 1));
      assertThat(its.hear(false).text()).isEqualTo("1");
      assertThat(its.get("/replica").text()).isEqualTo("1");
      assertThat(worker(server, 1).restarts()).isZero();
    }
  }

  /** With cores to spare, whatever the machine has. */
  private static WebOptions carriers(int each) {
    return TWO.withWorkerFlags(
        "-Xmx96m",
        "-XX:TieredStopAtLevel=1",
        "-Djdk.virtualThreadScheduler.parallelism=" + each,
        "-Djdk.virtualThreadScheduler.maxPoolSize=" + each);
  }

  @Test
  void worker_with_a_handler_that_never_ends_is_replaced() throws Exception {
    try (WebServer server = start(carriers(2));
        Dialogue culprit = connect(server, 1);
        Dialogue other = connect(server, 2)) {
      Dialogue.Reply reply = culprit.get("/spin");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.text()).contains("handler: no answer (expected: within PT2S)");
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1))
          .contains(
              "handler: GET /spin still runs, PT2S after it was interrupted"
                  + " (expected: to end then)");
      assertThat(other.get("/replica").text()).isEqualTo("2");
    }
  }

  @Test
  void worker_whose_cores_are_all_held_by_handlers_is_replaced() throws Exception {
    try (WebServer server = start(carriers(1));
        Dialogue culprit = connect(server, 1);
        Dialogue victim = connect(server, 1);
        Dialogue other = connect(server, 2)) {
      culprit.say("GET /spin HTTP/1.1\r\nhost: t\r\n\r\n");
      victim.say("GET /wait HTTP/1.1\r\nhost: t\r\n\r\n");
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1))
          .contains("handlers: held all cores for PT2S (expected: to end, or to wait)");
      assertThat(other.get("/replica").text()).isEqualTo("2");
    }
  }

  @Test
  void worker_whose_application_does_not_let_it_end_is_ended() throws Exception {
    try (WebServer server =
            WebServer.start(
                routes -> {
                  DeadlyApp.configure(routes);
                  routes.onClose(() -> new CountDownLatch(1).await());
                },
                carriers(1));
        Dialogue culprit = connect(server, 1)) {
      culprit.say("GET /spin HTTP/1.1\r\nhost: t\r\n\r\n");
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1)).endsWith("; the worker's end hangs too");
    }
  }

  @Test
  void worker_that_is_stopped_for_good_is_replaced() throws Exception {
    try (WebServer server = start(TWO);
        Dialogue its = connect(server, 1)) {
      its.say("GET /wait HTTP/1.1\r\nhost: t\r\n\r\n");
      Signals.stop(pid(server, 1));
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1))
          .isEqualTo("silent: no sign of life in 10000 ms (expected: one)");
      assertThatThrownBy(() -> its.hear(false)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void worker_whose_event_loop_is_held_is_replaced() throws Exception {
    try (WebServer server = start(TWO);
        Dialogue culprit = connect(server, 1);
        Dialogue other = connect(server, 2)) {
      assertThatThrownBy(() -> culprit.get("/spin-loop")).isInstanceOf(IOException.class);
      awaitReplacement(server, 1);
      assertThat(lastDeath(server, 1))
          .contains("event loop: held for PT2S (expected: handlers that return at once there)");
      assertThat(other.get("/replica").text()).isEqualTo("2");
    }
  }
}
