// SPDX-License-Identifier: Apache-2.0
package dev.songsong.lab;

import dev.songsong.advice.Advice;
import dev.songsong.advice.Costs;
import dev.songsong.advice.WorkProfile;
import dev.songsong.command.Interruption;
import dev.songsong.command.Language;
import dev.songsong.command.Progress;
import dev.songsong.command.Terminal;
import dev.songsong.machine.Machine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** {@code songsong advise}: threads, processes or both for a kind of work, on this machine. */
@Command(
    name = "advise",
    mixinStandardHelpOptions = true,
    description = {
      "Advises threads, processes or both for a kind of work, with reasons, sources and what was "
          + "measured here. Without options it asks, on a terminal."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"  0:advised", "  2:the command line was wrong", "130:ended by Ctrl-C"})
final class AdviseCommand implements Callable<Integer> {
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Mixin private WorkOptions work = new WorkOptions();

  @Option(names = "--yes", description = "Don't ask: what is not said is usual.")
  private boolean yes;

  @Option(names = "--measure", description = "Measure again, and print the third question's table.")
  private boolean measure;

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description = "Where the measurement is kept (default: in your cache directory).")
  private Optional<Path> costsFile = Optional.empty();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--lang", description = "Language: ${COMPLETION-CANDIDATES}.")
  private Language language = Language.preferred();

  @Override
  public Integer call() throws IOException {
    var texts = new AdviseTexts(language);
    Optional<WorkProfile> profile = profile(texts);
    Machine machine = Machine.probe();
    Costs costs;
    try {
      costs = costs(machine, texts);
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
    print(profile, machine, costs, texts);
    return 0;
  }

  /** What the work is like; empty when only a measurement is wanted. */
  private Optional<WorkProfile> profile(AdviseTexts texts) throws IOException {
    if (work.given() || yes) {
      return Optional.of(work.profile());
    }
    if (measure) {
      return Optional.empty();
    }
    if (json || System.console() == null || !System.console().isTerminal()) {
      return Optional.of(WorkProfile.DEFAULT);
    }
    var in = new BufferedReader(System.console().reader());
    return Optional.of(new WorkQuestions(in, spec.commandLine().getOut(), texts).ask());
  }

  private Costs costs(Machine machine, AdviseTexts texts) throws InterruptedException {
    CostsFile file = costsFile.map(CostsFile::new).orElseGet(CostsFile::usual);
    Optional<Costs> kept = measure ? Optional.empty() : file.read(machine);
    if (kept.isPresent()) {
      return kept.get();
    }
    Costs costs = measure(texts);
    try {
      file.write(costs, machine);
    } catch (IOException e) {
      say(texts.get("advise.unkept", file.path(), e));
    }
    return costs;
  }

  private Costs measure(AdviseTexts texts) throws InterruptedException {
    var progress = Progress.on(spec.commandLine().getErr());
    Interruption interruption = Interruption.onSignal(Thread.currentThread()::interrupt);
    try {
      return Costs.measure((cost, done, total) ->
          progress.step(done, total, texts.get("advise.measuring", texts.cost(cost))));
    } catch (InterruptedException e) {
      progress.clear();
      say(texts.get("advise.interrupted"));
      throw e;
    } finally {
      progress.clear();
      // From here on the JVM may end.
      interruption.close();
    }
  }

  private void print(
      Optional<WorkProfile> profile, Machine machine, Costs costs, AdviseTexts texts) {
    PrintWriter out = spec.commandLine().getOut();
    var tables = new AdviceTable(texts, costs);
    ObjectNode tree = AdviceJson.object();
    if (measure) {
      tree.set("criteria", AdviceJson.criteria(texts));
      show(tables.ofCriteria(), out);
    }
    if (profile.isPresent()) {
      Advice advice = Advice.of(profile.get(), machine, costs);
      tree.set("work", AdviceJson.of(profile.get()));
      tree.set("advice", AdviceJson.of(advice, texts));
      show(tables.of(advice, profile.get()), out);
    }
    if (json) {
      tree.set("costs", AdviceJson.of(costs));
      out.println(tree.toPrettyString());
    }
    out.flush();
  }

  private void show(Table table, PrintWriter out) {
    if (!json) {
      table.lines(spec.usageMessage().width(), Terminal.colours()).forEach(out::println);
    }
  }

  private void say(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("songsong: " + line);
    err.flush();
  }
}
