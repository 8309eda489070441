// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.Await;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command's options from end to end: a process that serves, and clients from outside. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@RequiresTool({"env", "kill", "curl"})
class WholeOptionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path root;

  @BeforeAll
  static void startClient() {
    Api.warmUp();
  }

  private Jvm server(String... options) throws Exception {
    var all = new ArrayList<>(List.of("--port", "0", "--lang", "en"));
    all.addAll(List.of(options));
    return Jvm.start(root, Main.class, all.toArray(String[]::new));
  }

  /** The address in a line such as {@code Listening at http://127.0.0.1:8080, by ...}. */
  private static URI place(String line, String begin, String end) {
    assertThat(line).startsWith(begin).contains(end);
    return URI.create(line.substring(begin.length(), line.indexOf(end)));
  }

  private static URI listening(Jvm server) throws Exception {
    return place(server.line(), "Listening at ", ", by ");
  }

  private static String curl(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20"));
    command.addAll(List.of(arguments));
    Process curl = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  private X509Bundle certificate() throws Exception {
    Instant now = Instant.now();
    X509Bundle bundle =
        new CertificateBuilder()
            .algorithm(CertificateBuilder.Algorithm.ecp256)
            .subject("CN=localhost")
            .notBefore(now.minus(Duration.ofDays(1)))
            .notAfter(now.plus(Duration.ofDays(1)))
            .setIsCertificateAuthority(true)
            .addSanIpAddress("127.0.0.1")
            .buildSelfSigned();
    Files.writeString(root.resolve("cert.pem"), bundle.getCertificatePathPEM());
    Files.writeString(root.resolve("key.pem"), bundle.getPrivateKeyPEM());
    return bundle;
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes", "hybrid"})
  void with_a_certificate_it_speaks_http_2_and_1_over_tls(String mode) throws Exception {
    certificate();
    try (Jvm server =
        server("--mode", mode, "--seed-items", "1", "--tls-cert=cert.pem", "--tls-key=key.pem")) {
      URI uri = listening(server);
      assertThat(uri.getScheme()).isEqualTo("https");
      String trust = root.resolve("cert.pem").toString();
      String version = "%{http_version} %{http_code}";
      String book = uri.resolve("/books/1").toString();

      assertThat(curl("--cacert", trust, "-w", version, book)).contains("Truyện Kiều", "}2 200");
      assertThat(curl("--cacert", trust, "--http1.1", "-w", version, book)).endsWith("}1.1 200");
      assertThat(curl(book)).as("a stranger's certificate").startsWith("curl: (60)");
      assertThat(server.line()).startsWith("Open https://127.0.0.1:");
      assertThat(server.line()).contains("curl -k https://127.0.0.1:");
    }
  }

  @Test
  void key_of_another_certificate_is_told_with_status_1() throws Exception {
    certificate();
    String key = Files.readString(root.resolve("key.pem"));
    certificate();
    Files.writeString(root.resolve("key.pem"), key);
    try (Jvm server = server("--tls-cert=cert.pem", "--tls-key=key.pem")) {
      assertThat(server.rest())
          .startsWith("songsong: tls.key: key.pem (expected: ")
          .hasLineCount(1);
      assertThat(server.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void each_answer_has_a_line_in_the_access_log(String mode) throws Exception {
    Path log = root.resolve("access.log");
    try (Jvm server = server("--mode", mode, "--seed-items", "1", "--access-log=access.log")) {
      var api = new Api(listening(server));
      for (int i = 0; i < 20; i++) {
        api.get("/books/1", "user-agent", "student");
      }
      api.get("/books/77");
      Await.until("21 lines", PATIENCE, () -> Files.readAllLines(log).size() == 21);

      List<String> lines = Files.readAllLines(log);
      assertThat(lines.stream().filter(line -> line.contains("\"GET /books/1 HTTP/1.1\" 200 ")))
          .hasSize(20)
          .allSatisfy(
              line -> assertThat(line).startsWith("127.0.0.1 - - [").contains("\"student\""));
      assertThat(lines)
          .anySatisfy(line -> assertThat(line).contains("GET /books/77 HTTP/1.1\" 404 "));

      // As logrotate does it.
      Files.move(log, root.resolve("access.log.1"));
      Await.until(
          "a line in the new file",
          PATIENCE,
          () -> {
            api.get("/books/1");
            return Files.exists(log) && !Files.readAllLines(log).isEmpty();
          });
      server.signal("INT");
      assertThat(server.status()).isEqualTo(130);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void management_has_a_door_of_its_own(String mode) throws Exception {
    try (Jvm server = server("--mode", mode, "--seed-items", "1", "--management", "0")) {
      var api = new Api(listening(server));
      URI door = place(server.line(), "Management at ", "/metrics, ");
      assertThat(door.getPort()).isPositive();
      var management = new Api(door);
      assertThat(api.get("/books/1").statusCode()).isEqualTo(200);
      assertThat(api.get("/metrics").statusCode()).isEqualTo(404);

      assertThat(management.get("/health").statusCode()).isEqualTo(200);
      HttpResponse<String> ready = management.get("/ready");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body()).contains("catalogue");
      HttpResponse<String> metrics = management.get("/metrics");
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.body()).contains("# TYPE ").contains("/books/{id}");
    }
  }

  @Test
  void taken_port_for_management_is_told_with_status_1() throws Exception {
    try (Jvm first = server("--management", "0")) {
      listening(first);
      URI taken = place(first.line(), "Management at ", "/metrics, ");
      try (Jvm second = server("--management", Integer.toString(taken.getPort()))) {
        assertThat(second.rest())
            .startsWith("songsong: ")
            .contains("127.0.0.1:" + taken.getPort(), "(expected: free)")
            .hasLineCount(1);
        assertThat(second.status()).isEqualTo(1);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--tls-cert=none.pem --tls-key=none.pem",
        "--access-log=none/access.log",
        "--data=none/books.db",
        "--mode=processes --data=none/books.db",
        "--host=192.0.2.1",
      })
  void what_cannot_be_used_is_told_in_one_line(String options) throws Exception {
    try (Jvm server = server(options.split(" "))) {
      assertThat(server.rest()).startsWith("songsong: ").contains("(expected: ").hasLineCount(1);
      assertThat(server.status()).isBetween(1, 2);
    }
  }

  @Test
  void at_all_addresses_it_names_one_that_a_browser_can_open() throws Exception {
    try (Jvm server = server("--host", "0.0.0.0", "--seed-items", "1")) {
      int port = listening(server).getPort();
      assertThat(server.line()).startsWith("Open http://127.0.0.1:" + port + "/ in a browser");
    }
  }
}
