// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.songsong.exec.Mode;
import java.lang.reflect.RecordComponent;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What options can be, what they can't, and that a change of one leaves the others. */
@Timeout(60)
class WebOptionsTest {
  private static final WebOptions USUAL = WebOptions.DEFAULT;
  private static final Limits LIMITS = Limits.DEFAULT;
  private static final Timeouts TIMEOUTS = Timeouts.DEFAULT;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final InetSocketAddress ADDRESS = new InetSocketAddress("127.0.0.1", 8080);
  private static final Tls TLS = new Tls(Path.of("certificates.pem"), Path.of("key.pem"));

  @Test
  void one_option_changes_and_the_others_stay() {
    assertChange(USUAL, o -> o.withThreads(7), Map.of("threads", 7));
    assertChange(
        USUAL,
        o -> o.withProcesses(3),
        Map.of("mode", Mode.PROCESSES, "processes", 3, "threads", 1));
    assertChange(
        USUAL, o -> o.withHybrid(3, 5), Map.of("mode", Mode.HYBRID, "processes", 3, "threads", 5));
    assertChange(USUAL, o -> o.withAddress(ADDRESS), Map.of("address", ADDRESS));
    assertChange(
        USUAL, o -> o.withSharing(Sharing.REUSE_PORT), Map.of("sharing", Sharing.REUSE_PORT));
    Limits limits = LIMITS.withBodyBytes(5);
    assertChange(USUAL, o -> o.withLimits(limits), Map.of("limits", limits));
    Timeouts timeouts = TIMEOUTS.withIdle(MINUTE);
    assertChange(USUAL, o -> o.withTimeouts(timeouts), Map.of("timeouts", timeouts));
    assertChange(USUAL, o -> o.withTls(TLS), Map.of("tls", Optional.of(TLS)));
    assertChange(USUAL, o -> o.withCompression(false), Map.of("compression", false));
    Path log = Path.of("access.log");
    assertChange(USUAL, o -> o.withAccessLog(log), Map.of("accessLog", Optional.of(log)));
    assertChange(USUAL, o -> o.withManagement(ADDRESS), Map.of("management", Optional.of(ADDRESS)));
    assertChange(
        USUAL, o -> o.withWorkerFlags("-Xmx64m"), Map.of("workerFlags", List.of("-Xmx64m")));
  }

  @Test
  void one_limit_changes_and_the_others_stay() {
    assertChange(LIMITS, l -> l.withRequests(3, 5), Map.of("requests", 3, "queue", 5));
    assertChange(
        LIMITS, l -> l.withConnections(3, 5), Map.of("connections", 3, "connectionsPerClient", 5));
    assertChange(LIMITS, l -> l.withRatePerClient(3), Map.of("ratePerClient", 3));
    assertChange(LIMITS, l -> l.withBodyBytes(3), Map.of("bodyBytes", 3L));
    assertChange(LIMITS, l -> l.withHead(300, 500), Map.of("requestLine", 300, "headers", 500));
    assertChange(LIMITS, l -> l.withStreams(3, 5), Map.of("streams", 3, "resets", 5));
  }

  @Test
  void one_timeout_changes_and_the_others_stay() {
    assertChange(TIMEOUTS, t -> t.withHead(MINUTE), Map.of("head", MINUTE));
    assertChange(TIMEOUTS, t -> t.withBody(MINUTE), Map.of("body", MINUTE));
    assertChange(TIMEOUTS, t -> t.withHandler(MINUTE), Map.of("handler", MINUTE));
    assertChange(TIMEOUTS, t -> t.withWrite(MINUTE), Map.of("write", MINUTE));
    assertChange(TIMEOUTS, t -> t.withIdle(MINUTE), Map.of("idle", MINUTE));
    assertChange(TIMEOUTS, t -> t.withDrain(MINUTE), Map.of("drain", MINUTE));
  }

  /** The changed record has these values, and the usual ones elsewhere. */
  private static <R extends Record> void assertChange(
      R usual, UnaryOperator<R> change, Map<String, Object> changed) {
    Map<String, Object> expected = components(usual);
    assertThat(expected).containsKeys(changed.keySet().toArray(String[]::new));
    expected.putAll(changed);
    assertThat(components(change.apply(usual))).isEqualTo(expected);
  }

  private static Map<String, Object> components(Record all) {
    var values = new TreeMap<String, Object>();
    for (RecordComponent one : all.getClass().getRecordComponents()) {
      try {
        values.put(one.getName(), one.getAccessor().invoke(all));
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }
    return values;
  }

  @Test
  void mode_chosen_elsewhere_leaves_out_what_it_has_not() {
    assertThat(USUAL.withMode(Mode.THREADS, 3, 2)).isEqualTo(USUAL.withThreads(2));
    assertThat(USUAL.withMode(Mode.VIRTUAL_THREADS, 3, 2)).isEqualTo(USUAL.withThreads(2));
    assertThat(USUAL.withMode(Mode.PROCESSES, 3, 2)).isEqualTo(USUAL.withProcesses(3));
    assertThat(USUAL.withMode(Mode.HYBRID, 3, 2)).isEqualTo(USUAL.withHybrid(3, 2));
  }

  @Test
  void mode_without_event_loops_is_refused() {
    assertRefused(
        () -> mode(Mode.VIRTUAL_THREADS, 1),
        "mode: VIRTUAL_THREADS (expected: THREADS, PROCESSES or HYBRID)."
            + " Handlers run on virtual threads in each of them.");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void fewer_than_one_process_or_loop_is_refused(Mode mode) {
    assertRefused(
        () -> USUAL.withMode(mode, -1, 0),
        (mode == Mode.THREADS ? "threads: 0" : "processes: -1") + " (expected: >= 1)");
  }

  @Test
  void several_loops_in_processes_mode_are_refused() {
    assertRefused(
        () -> mode(Mode.PROCESSES, 2),
        "threads: 2 (expected: 1 in PROCESSES). HYBRID has several in each.");
  }

  private static WebOptions mode(Mode mode, int threads) {
    return new WebOptions(
        mode,
        1,
        threads,
        ADDRESS,
        Sharing.DESCRIPTOR,
        LIMITS,
        TIMEOUTS,
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  @Test
  void limits_below_what_can_work_are_refused() {
    assertRefused(() -> LIMITS.withRequests(0, 0), "requests: 0 (expected: >= 1)");
    assertRefused(() -> LIMITS.withRequests(1, -1), "queue: -1 (expected: >= 0)");
    assertRefused(() -> LIMITS.withConnections(0, 1), "connections: 0 (expected: >= 1)");
    assertRefused(() -> LIMITS.withConnections(1, 0), "connectionsPerClient: 0 (expected: >= 1)");
    assertRefused(() -> LIMITS.withRatePerClient(-1), "ratePerClient: -1 (expected: >= 0)");
    assertRefused(() -> LIMITS.withHead(63, 256), "requestLine: 63 (expected: >= 64)");
    assertRefused(() -> LIMITS.withHead(64, 255), "headers: 255 (expected: >= 256)");
    assertRefused(() -> LIMITS.withBodyBytes(-1), "bodyBytes: -1 (expected: >= 0)");
    assertRefused(() -> LIMITS.withStreams(0, 1), "streams: 0 (expected: >= 1)");
    assertRefused(() -> LIMITS.withStreams(1, 0), "resets: 0 (expected: >= 1)");
  }

  @Test
  void timeouts_without_time_are_refused() {
    Duration none = Duration.ZERO;
    assertRefused(() -> TIMEOUTS.withHead(none), "head: PT0S (expected: > 0)");
    assertRefused(() -> TIMEOUTS.withBody(none), "body: PT0S (expected: > 0)");
    assertRefused(() -> TIMEOUTS.withHandler(none), "handler: PT0S (expected: > 0)");
    assertRefused(() -> TIMEOUTS.withWrite(none), "write: PT0S (expected: > 0)");
    assertRefused(() -> TIMEOUTS.withIdle(none), "idle: PT0S (expected: > 0)");
    assertRefused(() -> TIMEOUTS.withDrain(none), "drain: PT0S (expected: > 0)");
  }

  private static void assertRefused(Runnable making, String message) {
    assertThatIllegalArgumentException().isThrownBy(making::run).withMessage(message);
  }

  @Test
  void null_is_refused_by_the_name_of_what_is_missing() {
    assertMissing(() -> mode(null, 1), "mode");
    assertMissing(() -> USUAL.withAddress(null), "address");
    assertMissing(() -> USUAL.withSharing(null), "sharing");
    assertMissing(() -> USUAL.withLimits(null), "limits");
    assertMissing(() -> USUAL.withTimeouts(null), "timeouts");
    assertMissing(() -> USUAL.withTls(null), "tls");
    assertMissing(() -> USUAL.withAccessLog(null), "accessLog");
    assertMissing(() -> USUAL.withManagement(null), "management");
    assertMissing(() -> TIMEOUTS.withHead(null), "head");
    assertMissing(() -> new Tls(null, Path.of("key.pem")), "certificates");
    assertMissing(() -> new Tls(Path.of("certificates.pem"), null), "key");
  }

  private static void assertMissing(Runnable making, String name) {
    assertThatNullPointerException().isThrownBy(making::run).withMessage(name);
  }
}
