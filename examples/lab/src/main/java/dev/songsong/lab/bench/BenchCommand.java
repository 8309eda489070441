// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab.bench;

import dev.songsong.lab.Environment;
import dev.songsong.lab.UsageException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code songsong bench SUITE}: measures a part of the library beside its peers. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a part of the library beside the peers it finds installed.",
      "Suites: exec (worker processes beside Python's ProcessPoolExecutor)."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final int QUICK_ROUNDS = 1;
  private static final int ROUNDS = 5;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SUITE", description = "The suite's name.")
  private String suite = "";

  @Option(names = "--quick", description = "One round, for a first look.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the rows there as JSON.")
  private Optional<Path> json = Optional.empty();

  /** A suite's result as it is written. */
  private record Report(String suite, Environment environment, List<Row> rows) {}

  @Override
  public Integer call() throws InterruptedException {
    if (!suite.equals(ExecSuite.NAME)) {
      throw new UsageException(
          "suite: " + suite + " (expected: exec); see `songsong bench --help`");
    }
    PrintWriter err = spec.commandLine().getErr();
    Environment environment = Environment.now(ExecSuite.FLAGS);
    var rows =
        new ExecSuite(quick ? QUICK_ROUNDS : ROUNDS, line -> err.println("songsong: " + line))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    rows.forEach(row -> out.println(line(row)));
    json.ifPresent(file -> write(file, new Report(suite, environment, rows)));
    return 0;
  }

  private static String line(Row row) {
    String ours =
        String.format(Locale.ROOT, "%-36s %,12.1f %s", row.name(), row.ours(), row.unit());
    if (row.peerValue().isEmpty()) {
      return ours;
    }
    return ours
        + String.format(
            Locale.ROOT,
            "   %s %,.1f   ×%.2f (95 %%: %.2f to %.2f; itself: %.2f to %.2f)",
            row.peer().orElseThrow(),
            row.peerValue().orElseThrow(),
            row.ratio().orElseThrow(),
            row.low().orElseThrow(),
            row.high().orElseThrow(),
            row.aaLow(),
            row.aaHigh());
  }

  private static void write(Path file, Report report) {
    try {
      JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValue(file, report);
    } catch (JacksonException e) {
      throw new UsageException(
          "--json: " + file + " (expected: a file that can be written): " + e.getOriginalMessage());
    }
  }
}
