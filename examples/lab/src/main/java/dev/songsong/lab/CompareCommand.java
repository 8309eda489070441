// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.benchmarks.Environment;
import dev.songsong.command.Interruption;
import dev.songsong.command.Language;
import dev.songsong.command.Progress;
import dev.songsong.command.Terminal;
import dev.songsong.command.UsageException;
import dev.songsong.lab.trial.TrialRunner;
import dev.songsong.machine.Machine;
import dev.songsong.scenario.Comparison;
import dev.songsong.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code songsong compare}: measures the three modes and writes the report. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one problem, or all, by threads, by processes and by both, each run in a fresh JVM, "
          + "and writes report.html and report.json."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:compared; the answers were equal in all modes",
      " 1:a mode failed or gave another answer",
      " 2:the command line was wrong",
      "130:ended by Ctrl-C; the report holds what was measured until then"
    })
final class CompareCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROBLEM",
      description = "A name from 'songsong list'; all problems if absent.")
  private Optional<String> problem = Optional.empty();

  @Option(names = "--quick", description = "A first look: less input, fewer runs.")
  private boolean quick;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where to write the report; default: ${DEFAULT-VALUE}.",
      defaultValue = "songsong-report")
  private Path out = Path.of("songsong-report");

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description =
          "Language of report.html: en or vi (default: your locale's); the other lies beside it.")
  private Language language = Language.preferred();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Makes the input; default: ${DEFAULT-VALUE}.",
      defaultValue = "42")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      description = "Time for each problem, such as 90s or 5m; default: 5m, with --quick 30s.")
  private Optional<Duration> budget = Optional.empty();

  @Option(names = "--json", description = "Print the report's JSON instead of a summary.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Scenario> scenarios =
        problem.map(name -> List.of(Problems.named(name))).orElseGet(Problems::all);
    prepareOut();
    Machine machine = Machine.probe();
    var plan =
        new ComparePlan(
            quick, seed, budget.orElse(ComparePlan.usualBudget(quick)), machine.usableCores());
    var runner = new TrialRunner();
    var interruption = Interruption.onSignal(runner::interrupt);
    try {
      Report report = compare(machine, scenarios, plan, runner);
      Path page = report.write(out, language);
      show(report, page);
      if (runner.interrupted()) {
        return INTERRUPTED;
      }
      return report.sound() ? 0 : FAILED;
    } finally {
      interruption.close();
    }
  }

  private Report compare(
      Machine machine, List<Scenario> scenarios, ComparePlan plan, TrialRunner runner)
      throws IOException, InterruptedException {
    var progress = Progress.on(spec.commandLine().getErr());
    var comparisons = new ArrayList<Comparison>();
    var environment = Environment.now(TrialRunner.FLAGS);
    for (Scenario scenario : scenarios) {
      if (!runner.interrupted()) {
        comparisons.add(new Comparer(scenario, plan, runner, progress).compare());
      }
    }
    return new Report(machine, environment, plan, comparisons);
  }

  private void show(Report report, Path page) {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.println(ReportJson.of(report).toPrettyString());
    } else {
      ReportTable.of(report, new ReportTexts(language), page)
          .lines(spec.usageMessage().width(), Terminal.colours())
          .forEach(stdout::println);
    }
    stdout.flush();
  }

  private void prepareOut() {
    try {
      Files.createDirectories(out);
      Files.delete(Files.createTempFile(out, "songsong", ".probe"));
    } catch (IOException e) {
      throw new UsageException(
          "--out: "
              + out
              + " (expected: a directory that can be written); name another with --out DIR");
    }
  }
}
