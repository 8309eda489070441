// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.benchmarks.Effort;
import dev.songsong.benchmarks.Environment;
import dev.songsong.benchmarks.Program;
import dev.songsong.benchmarks.RatioChart;
import dev.songsong.benchmarks.Report;
import dev.songsong.benchmarks.Row;
import dev.songsong.benchmarks.SideBySide;
import dev.songsong.benchmarks.Suite;
import dev.songsong.benchmarks.core.Suites;
import dev.songsong.benchmarks.jmh.MicroBenchmarks;
import dev.songsong.benchmarks.web.WebSuites;
import dev.songsong.command.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code songsong bench SUITE}: measures a part of the library beside its peers. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures a part of the library beside the peers it finds installed.",
      "Whoever is missing is left out, with a line that says what to install."
    },
    footerHeading = "%nSuites:%n",
    footer = {
      "  core      all of the six below",
      "  exec      worker processes, beside python3's",
      "  threads   thread modes, beside the JDK's executors",
      "  memory    1 GiB of shared memory, beside python3's",
      "  ranks     two processes, beside Open MPI, MPICH and Aeron",
      "  graph     a million nodes, beside oneTBB",
      "  pipeline  hand-over, beside three queues",
      "  web       the web server, beside nginx and servers in Java; its parts are",
      "            web-peak, web-latency, web-modes, web-idle and web-slow",
      "  jmh       primitives under JMH; no peers, and the JSON is JMH's own",
      "",
      "Time on two quiet cores: core about 11 minutes, with --quick between 3 and 4;",
      "each part about a sixth of that; web about an hour, with --quick two or three minutes.",
      "Peers on Debian: apt install python3 g++ libtbb-dev mpich libmpich-dev",
      "openmpi-bin libopenmpi-dev nginx wrk. Those in Java come with the build."
    })
final class BenchCommand implements Callable<Integer> {
  private static final String JMH = "jmh";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SUITE", description = "The suite's name.")
  private String suite = "";

  @Option(names = "--quick", description = "Two short rounds, for a first look.")
  private boolean quick;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the rows there as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draw the ratios there, as .svg or as an .html page.")
  private Optional<Path> chart = Optional.empty();

  @Override
  public Integer call() throws InterruptedException, RunnerException {
    if (suite.equals(JMH)) {
      refuseChart();
      json.ifPresent(file -> checkPlace("--json", file));
      MicroBenchmarks.run(quick, json);
      return 0;
    }
    Suite chosen =
        suites().stream()
            .filter(one -> one.name().equals(suite))
            .findFirst()
            .orElseThrow(this::unknownSuite);
    checkFiles();
    PrintWriter err = spec.commandLine().getErr();
    Environment environment = Environment.now(Program.JAVA_FLAGS);
    List<Row> rows =
        new SideBySide(quick ? Effort.QUICK : Effort.FULL, line -> err.println("songsong: " + line))
            .run(chosen);
    print(rows);
    var report = new Report(suite, environment, rows);
    if (json.isPresent()) {
      write("--json", json.get(), report.json());
    }
    if (chart.isPresent()) {
      boolean page = chart.get().toString().endsWith(".html");
      write("--chart", chart.get(), page ? RatioChart.html(report) : RatioChart.svg(report));
    }
    return 0;
  }

  private void refuseChart() {
    chart.ifPresent(file -> {
      throw new UsageException(
          "--chart: " + file + " (expected: none, jmh has no peers); use --json FILE");
    });
  }

  private static List<Suite> suites() {
    return Stream.concat(Suites.all().stream(), WebSuites.all().stream()).toList();
  }

  private UsageException unknownSuite() {
    String names =
        suites().stream().map(Suite::name).collect(Collectors.joining(", ")) + ", " + JMH;
    return new UsageException(
        "suite: " + suite + " (expected: one of " + names + "); see songsong bench --help");
  }

  /** Before minutes are spent on measuring. */
  private void checkFiles() {
    chart.ifPresent(file -> {
      String name = file.toString();
      if (!name.endsWith(".svg") && !name.endsWith(".html")) {
        throw new UsageException(
            "--chart: " + file + " (expected: a file that ends in .svg or .html)");
      }
      checkPlace("--chart", file);
    });
    json.ifPresent(file -> checkPlace("--json", file));
  }

  private static void checkPlace(String option, Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || directory == null || !Files.isWritable(directory)) {
      throw unwritable(option, file);
    }
  }

  private void print(List<Row> rows) {
    PrintWriter out = spec.commandLine().getOut();
    String group = "";
    for (Row row : rows) {
      if (!row.group().equals(group)) {
        group = row.group();
        out.println(group);
      }
      out.println("  " + line(row));
    }
  }

  private static String line(Row row) {
    String ours =
        String.format(Locale.ROOT, "%-44s %,14.2f %s", row.name(), row.ours(), row.unit());
    return ours + (row.peerValue().isEmpty() ? "" : beside(row)) + bars(row);
  }

  private static String bars(Row row) {
    return row.bars().isEmpty()
        ? ""
        : row.bars().stream()
            .map(bar -> bar.words(row.unit()))
            .collect(Collectors.joining("; ", "   bar: ", ""));
  }

  private static String beside(Row row) {
    return String.format(
        Locale.ROOT,
        "   %s %,.2f   ×%.2f (95 %%: %.2f to %.2f; itself: %.2f to %.2f)",
        row.peer().orElseThrow(),
        row.peerValue().orElseThrow(),
        row.ratio().orElseThrow(),
        row.low().orElseThrow(),
        row.high().orElseThrow(),
        row.aaLow(),
        row.aaHigh());
  }

  private static void write(String option, Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw unwritable(option, file);
    }
  }

  private static UsageException unwritable(String option, Path file) {
    return new UsageException(
        option + ": " + file + " (expected: a file that can be written); name another");
  }
}
