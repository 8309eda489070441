// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.testkit.LeakCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command as far as it goes without serving. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
class WebCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void warmUp(@TempDir Path other) {
    SqliteCatalogue.open(other.resolve("warm.db"), false, 1).close();
  }

  private int run(String... args) {
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--mode=fibers | --mode: fibers (expected: threads, processes or hybrid)",
        "--sharing=inherit | --sharing: inherit (expected: descriptor or reuse-port)",
        "-p=4 | --processes: 4 (expected: none in this mode); use --mode processes or --mode",
        "--sharing=descriptor | --sharing: given (expected: none in this mode); use --mode",
        "--mode=processes -t=4 | --threads: 4 (expected: none in this mode); use --mode threads",
        "-t=0 | threads: 0 (expected: >= 1)",
        "--port=70000 | port: 70000 (expected: 0 to 65535)",
        "--management=-1 | management: -1 (expected: 0 to 65535)",
        "--seed-items=-1 | seed-items: -1 (expected: >= 0)",
        "--host=no.such.host.invalid | host: no.such.host.invalid (expected: an address of this",
        "--tls-cert=a.pem | tls: one of two files (expected: both --tls-cert and --tls-key, or",
        "--lang=xx | --lang: xx (expected: one of en, vi)",
        "--prot=1 | option: --prot=1 (expected: one of --access-log, --data,",
      })
  void wrong_usage_gets_one_line_and_status_2(String options, String message) {
    assertThat(run(options.split(" "))).isEqualTo(2);

    assertThat(err.toString()).startsWith("songsong: ").contains(message);
    assertThat(err.toString()).hasLineCount(1);
  }

  @Test
  void address_that_is_taken_is_told_with_status_1() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(run("--port", Integer.toString(taken.getLocalPort()))).isEqualTo(1);

      assertThat(err.toString())
          .startsWith("songsong: address: ")
          .contains(":" + taken.getLocalPort())
          .contains("(expected: free and of this machine)")
          .endsWith("; choose another by --host, --port or --management\n");
    }
  }

  @Test
  void data_that_is_no_catalogue_is_told_with_status_1(@TempDir Path folder) throws Exception {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear catalogue. ".repeat(100));

    assertThat(run("--port=0", "--data", letter.toString())).isEqualTo(1);

    assertThat(err.toString())
        .startsWith("songsong: data: " + letter + ": ")
        .contains("(expected: a catalogue, or a new file)");
    assertThat(letter).content().startsWith("Dear catalogue.");
  }

  @Test
  void help_is_there_in_both_languages() {
    assertThat(run("--help", "--lang", "en")).isZero();
    assertThat(out.toString())
        .contains("songsong run web-server --mode processes --seed-items 1000")
        .contains("How workers share the address")
        .doesNotContain("{0}");

    assertThat(run("--help", "--lang", "vi")).isZero();
    assertThat(out.toString()).contains("Ví dụ:").contains("Số tiến trình").contains("Mã thoát");
  }

  @Test
  void both_languages_have_the_same_texts() throws IOException {
    assertThat(texts("WebCommand_vi.properties").stringPropertyNames())
        .isEqualTo(texts("WebCommand.properties").stringPropertyNames());
  }

  private static Properties texts(String name) throws IOException {
    var texts = new Properties();
    try (var in = WebCommand.class.getResourceAsStream(name)) {
      texts.load(in);
    }
    return texts;
  }
}
