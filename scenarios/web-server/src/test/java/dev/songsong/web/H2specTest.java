// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.songsong.testkit.LeakCheck;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite h2spec, all of its sections, with and without TLS. */
@ExtendWith(LeakCheck.class)
@Timeout(240)
class H2specTest {
  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  @TempDir static Path temp;

  @Test
  void every_case_holds_on_plain_connections() throws Exception {
    Path h2spec = h2spec();
    try (var server = WebServer.start(H2specTest::app, options())) {
      requireNoFailure(run(h2spec, server, List.of()));
    }
  }

  @Test
  void every_case_holds_over_tls() throws Exception {
    Path h2spec = h2spec();
    Tls tls = Certificates.in(temp).tls();
    try (var server = WebServer.start(H2specTest::app, options().withTls(tls))) {
      requireNoFailure(run(h2spec, server, List.of("-t", "-k")));
    }
  }

  /** Two of the cases make the server wait for a body as long as the answer may take. */
  private static void app(Routes routes) {
    routes.get("/", _ -> Response.text("h2spec"));
    routes.post("/", request -> Response.bytes("text/plain", request.body().bytes()));
  }

  private static WebOptions options() {
    return WebOptions.DEFAULT.withThreads(1);
  }

  private static void requireNoFailure(String output) {
    String failures =
        output.contains("Failures:") ? output.substring(output.indexOf("Failures:")) : "";
    assertThat(failures).isEmpty();
    assertThat(output).containsPattern("\\d{3} tests, \\d{3} passed, 0 skipped, 0 failed");
  }

  private static String run(Path h2spec, WebServer server, List<String> more) throws Exception {
    var command = new ArrayList<String>(List.of(h2spec.toString()));
    command.addAll(List.of("-h", "127.0.0.1", "-p", "" + server.address().getPort(), "-o", "2"));
    command.addAll(more);
    return Programs.run(command);
  }

  /** Takes the program out of the archive that comes with the plugin. */
  private static Path h2spec() throws Exception {
    boolean here =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(here, "h2spec is there for Linux on x86-64 only");
    }
    Path program = temp.resolve("h2spec");
    if (!Files.exists(program)) {
      try (InputStream archive = H2specTest.class.getResourceAsStream(ARCHIVE)) {
        assertThat(archive).as(ARCHIVE).isNotNull();
        Process tar =
            new ProcessBuilder("tar", "-xzf", "-", "-C", temp.toString(), "h2spec").start();
        try (var in = tar.getOutputStream()) {
          archive.transferTo(in);
        }
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tar.exitValue()).isZero();
      }
    }
    return program;
  }
}
