// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.songsong.exec.Mode;
import dev.songsong.testkit.LeakCheck;
import io.netty.pkitesting.CertificateBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that can't start says why, where it was started, in each mode; and leaves nothing. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
@ExtendWith(LeakCheck.class)
class StartFailureTest {
  private static final List<Mode> MODES = List.of(Mode.THREADS, Mode.PROCESSES, Mode.HYBRID);

  @TempDir private Path directory;

  /** With management, for that is started first and must be ended too. */
  private static WebOptions options(Mode mode) {
    return ModesContract.SMALL
        .withMode(mode, 2, mode == Mode.PROCESSES ? 1 : 2)
        .withManagement(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static Throwable failure(WebApp app, WebOptions options) {
    return catchThrowable(() -> WebServer.start(app, options).close());
  }

  /** The same exception with the same words in each mode. */
  private static String inEachMode(UnaryOperator<WebOptions> change) {
    List<String> told =
        MODES.stream()
            .map(mode -> failure(ContractApp::configure, change.apply(options(mode))))
            .map(Throwable::toString)
            .distinct()
            .toList();
    assertThat(told).hasSize(1);
    return told.getFirst();
  }

  @Test
  void certificate_that_is_not_there_is_named_in_each_mode() {
    Path nowhere = directory.resolve("nowhere.pem");
    assertThat(inEachMode(options -> options.withTls(new Tls(nowhere, nowhere))))
        .isEqualTo(
            "dev.songsong.web.WebServerException: tls.certificates: "
                + nowhere
                + " (expected: a file that is there)");
  }

  @Test
  void key_that_is_none_or_another_s_is_named_in_each_mode() throws Exception {
    Tls good = Certificates.in(directory).tls();
    Path text = Files.writeString(directory.resolve("text.pem"), "no key");
    assertThat(inEachMode(options -> options.withTls(new Tls(good.certificates(), text))))
        .contains("tls.key: " + text + " (expected: a private key as PEM");
    Path other =
        Files.writeString(
            directory.resolve("other.pem"),
            Certificates.bundle(CertificateBuilder.Algorithm.ecp256).getPrivateKeyPEM());
    assertThat(inEachMode(options -> options.withTls(new Tls(good.certificates(), other))))
        .contains("tls.key: " + other + " (expected: the key of the first certificate)");
  }

  @Test
  void access_log_that_cannot_be_written_is_named_in_each_mode() {
    Path nowhere = directory.resolve("nowhere").resolve("access.log");
    assertThat(inEachMode(options -> options.withAccessLog(nowhere)))
        .startsWith("java.io.IOException: accessLog: " + nowhere);
  }

  @Test
  void address_that_is_taken_or_cannot_be_resolved_is_named_in_each_mode() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var address = new InetSocketAddress(taken.getInetAddress(), taken.getLocalPort());
      for (Mode mode : MODES) {
        for (Sharing sharing : Sharing.values()) {
          assertThat(
                  failure(
                      ContractApp::configure,
                      options(mode).withSharing(sharing).withAddress(address)))
              .hasMessageMatching(
                  "address: .*127.0.0.1:"
                      + taken.getLocalPort()
                      + ": .*Address already in use \\(expected: free and of this machine\\)");
        }
      }
    }
    var nobody = InetSocketAddress.createUnresolved("nobody.invalid", 80);
    assertThat(inEachMode(options -> options.withAddress(nobody)))
        .isEqualTo(
            "java.io.IOException: address: nobody.invalid/<unresolved>:80"
                + " (expected: a host that can be resolved)");
    assertThat(inEachMode(options -> options.withManagement(nobody)))
        .isEqualTo(
            "java.io.IOException: management: nobody.invalid/<unresolved>:80"
                + " (expected: a host that can be resolved)");
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void application_that_throws_is_quoted(Mode mode) {
    assertThat(
            failure(
                _ -> {
                  throw new IllegalStateException(
                      "catalogue: not there", new IllegalArgumentException("path: wrong"));
                },
                options(mode)))
        .isInstanceOf(WebServerException.class)
        .hasMessageContaining(
            "application: java.lang.IllegalStateException: catalogue: not there"
                + " (expected: configured without an exception)");
  }

  /** What a class with a static field that can't be made throws. */
  private static final class Unmade {
    static final int LENGTH = Stream.of("no number").mapToInt(Integer::parseInt).sum();
  }

  @ParameterizedTest
  @EnumSource(names = {"THREADS", "PROCESSES", "HYBRID"})
  void application_that_throws_an_error_is_quoted_with_its_cause(Mode mode) {
    WebApp app = routes -> routes.get("/" + Unmade.LENGTH, _ -> Response.of(204));
    Throwable failure = failure(app, options(mode));
    assertThat(failure)
        .isInstanceOf(WebServerException.class)
        .hasMessageContaining("application: java.lang.");
    if (mode != Mode.THREADS) {
      // The cause stays in the worker; here it is in words.
      assertThat(failure)
          .hasMessageContaining("workers: child web-1: exit 1: ")
          .hasMessageContaining("NumberFormatException: For input string: \"no number\"");
    }
  }

  @Test
  void flag_that_a_worker_s_java_does_not_know_is_quoted() {
    assertThat(
            failure(
                ContractApp::configure,
                options(Mode.PROCESSES).withWorkerFlags("-XX:+NoSuchFlagAtAll")))
        .isInstanceOf(WebServerException.class)
        .hasMessageContaining("workers: child web-1: exit 1: ")
        .hasMessageContaining("NoSuchFlagAtAll");
  }
}
