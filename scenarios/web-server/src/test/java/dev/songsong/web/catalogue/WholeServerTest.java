// SPDX-License-Identifier: Apache-2.0
package dev.songsong.web.catalogue;

import static dev.songsong.web.catalogue.Api.KIEU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.exec.Mode;
import dev.songsong.scenario.FaultResult;
import dev.songsong.scenario.TrialSetup;
import dev.songsong.testkit.LeakCheck;
import dev.songsong.testkit.RequiresTool;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a process of its own can show: signals, a file that stays, its own death. */
@Timeout(120)
@ExtendWith(LeakCheck.class)
@RequiresTool({"env", "kill"})
class WholeServerTest {
  private static final Pattern PLACE = Pattern.compile("http://[0-9.]+:[0-9]+");

  @TempDir Path root;

  @BeforeAll
  static void startClient() {
    Api.warmUp();
  }

  private Jvm server(String... options) throws Exception {
    String[] all = Arrays.copyOf(options, options.length + 4);
    System.arraycopy(new String[] {"--port", "0", "--lang", "en"}, 0, all, options.length, 4);
    return Jvm.start(root, Main.class, all);
  }

  private static Api api(Jvm server) throws Exception {
    var place = PLACE.matcher(server.line());
    assertThat(place.find()).isTrue();
    return new Api(URI.create(place.group()));
  }

  @ParameterizedTest
  @CsvSource({"threads,INT,130", "processes,INT,130", "hybrid,TERM,143"})
  void signal_ends_it_in_order_with_the_signals_status(String mode, String signal, int status)
      throws Exception {
    try (Jvm server = server("--mode", mode, "--seed-items", "3")) {
      Api api = api(server);
      assertThat(Api.json(api.get("/books")).get("total").asInt()).isEqualTo(3);

      server.signal(signal);

      assertThat(server.rest()).endsWith("Answering what is in flight");
      assertThat(server.status()).isEqualTo(status);
    }
    // Where it and its workers keep what is temporary.
    assertThat(root).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"threads", "processes"})
  void books_in_a_file_are_there_again(String mode) throws Exception {
    String file = root.resolve("sách.db").toString();
    try (Jvm server = server("--mode", mode, "--data", file, "--seed-items", "2")) {
      assertThat(api(server).added(KIEU)).isEqualTo("/books/3");
      server.signal("TERM");
      assertThat(server.status()).isEqualTo(143);
    }
    try (Jvm again = server("--mode", mode, "--data", file, "--seed-items", "2")) {
      var books = Api.json(api(again).get("/books"));
      assertThat(books.get("total").asInt()).isEqualTo(3);
      assertThat(books.at("/books/2/title").asString()).isEqualTo("Truyện Kiều");
    }
  }

  @Test
  @RequiresTool({"sh", "curl"})
  void what_it_says_to_try_works() throws Exception {
    try (Jvm server = server("--mode", "threads")) {
      String listening = server.line();
      String open = server.line();
      var script = new StringBuilder("set -e\n");
      for (String line = server.line(); !line.startsWith("Ctrl-C"); line = server.line()) {
        script.append(line.replaceFirst("^  curl", "curl -sS")).append('\n');
      }
      Process curl =
          new ProcessBuilder("sh", "-c", script.toString()).redirectErrorStream(true).start();
      String said = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(listening).startsWith("Listening at http://127.0.0.1:");
      assertThat(open).contains("/ in a browser");
      assertThat(curl.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(said)
          .startsWith("{\"books\":[],\"total\":0}")
          .contains("{\"id\":1,\"title\":\"Số đỏ\"")
          .endsWith("\"total\":1}");
    }
  }

  /** The work of a fault experiment, in a JVM that may die of it. */
  static final class TrialMain {
    public static void main(String[] args) throws Exception {
      var setup = setup(Mode.valueOf(args[0]), Path.of(args[1]));
      FaultResult result = new WebScenario().prepare(setup).provoke(args[2]);
      System.out.println(result);
      System.exit(0);
    }
  }

  private static TrialSetup setup(Mode mode, Path directory) {
    return new TrialSetup(mode, 2, 2, 42, true, directory);
  }

  @Test
  void in_thread_mode_a_crash_ends_everything_and_the_autopsy_says_so() throws Exception {
    Path directory = root.resolve("trial");
    try (Jvm trial = Jvm.start(root, TrialMain.class, "THREADS", directory.toString(), "crash")) {
      String said = trial.rest();

      assertThat(trial.status()).as(said).isEqualTo(134);
    }
    FaultResult result = new WebScenario().autopsy(setup(Mode.THREADS, directory), "crash");
    assertThat(result.survived()).isFalse();
    assertThat(result.items()).isEqualTo(2_002);
    assertThat(result.done()).isBetween(700L, 1_200L);
    assertThat(result.done() + result.lost()).isEqualTo(2_000);
  }

  @Test
  void in_thread_mode_a_full_heap_ends_everything_too() throws Exception {
    Path directory = root.resolve("trial");
    try (Jvm trial = Jvm.start(root, TrialMain.class, "THREADS", directory.toString(), "leak")) {
      trial.rest();

      assertThat(trial.status()).isNotZero();
    }
    FaultResult result = new WebScenario().autopsy(setup(Mode.THREADS, directory), "leak");
    assertThat(result.done()).isBetween(700L, 1_300L);
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSES", "HYBRID"})
  void in_process_modes_a_crash_costs_only_what_was_in_flight(Mode mode) throws Exception {
    Path directory = root.resolve("trial");
    try (Jvm trial = Jvm.start(root, TrialMain.class, mode.name(), directory.toString(), "crash")) {
      assertThat(trial.rest()).contains("survived=true");
      assertThat(trial.status()).isZero();
    }
    FaultResult result = new WebScenario().autopsy(setup(mode, directory), "crash");
    // Two deaths, each with at most the four visitors' requests.
    assertThat(result.lost()).isLessThanOrEqualTo(2 * FaultTally.VISITORS);
  }
}
