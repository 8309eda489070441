// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Mode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code songsong run image-processing}: a recipe over folders of images.
 *
 * <p>Exit codes: 0 all done, 1 something is not, 2 wrong usage, 130 after Ctrl-C.
 */
@Command(
    name = "image-processing",
    version = "songsong 0.1.0",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ImageCommand implements Callable<Integer> {
  static final int INCOMPLETE = 1;
  static final int USAGE = 2;

  private Texts texts = Texts.of(Locale.getDefault());
  private CommandSpec spec = CommandSpec.create();

  @Parameters(arity = "1..*", paramLabel = "INPUT", descriptionKey = "inputs")
  private List<Path> inputs = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR")
  private Path output = Path.of("");

  @Mixin private RecipeOptions recipe;

  @Option(names = "--mode", paramLabel = "MODE", converter = ModeConverter.class, order = 30)
  private Mode mode = Mode.THREADS;

  @Option(
      names = {"-p", "--processes"},
      paramLabel = "N",
      order = 31)
  private Optional<Integer> processes = Optional.empty();

  @Option(
      names = {"-t", "--threads"},
      paramLabel = "N",
      order = 32)
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      order = 33)
  private Duration timeLimit = JobOptions.TIME_LIMIT;

  @Option(names = "--resume", order = 34)
  private boolean resume;

  @Option(names = "--duplicates", order = 35)
  private boolean duplicates;

  @Option(names = "--contact-sheet", paramLabel = "FILE", order = 36)
  private Optional<Path> contactSheet = Optional.empty();

  @Option(names = "--every", paramLabel = "TIME", converter = DurationConverter.class, order = 37)
  private Optional<Duration> every = Optional.empty();

  @Option(names = "--dry-run", order = 38)
  private boolean dryRun;

  @Option(names = "--json", order = 39)
  private boolean json;

  @Spec
  void spec(CommandSpec own) {
    spec = own;
    own.resourceBundle(texts.bundle());
  }

  @Option(names = "--lang", paramLabel = "LANG", order = 40)
  void language(@Nullable String name) {
    if (name != null) {
      texts = Texts.named(name);
      spec.resourceBundle(texts.bundle());
    }
  }

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter err = spec.commandLine().getErr();
    try {
      return work(options());
    } catch (IllegalArgumentException e) {
      err.println("songsong: " + e.getMessage());
      return USAGE;
    } catch (ImageException | IOException e) {
      err.println("songsong: " + e.getMessage());
      return INCOMPLETE;
    }
  }

  private int work(JobOptions options) throws IOException, InterruptedException {
    var job = ImageJob.of(options);
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      job.dryRun().forEach(out::println);
      out.flush();
      return 0;
    }
    var progress = TextProgress.on(spec.commandLine().getErr(), texts);
    JobReport report;
    try (var _ = Stopper.of(job, texts.get("interrupted"))) {
      report = job.run(progress);
      progress.end();
      var summary = new Summary(report, texts);
      summary.troubles().forEach(spec.commandLine().getErr()::println);
      if (json) {
        out.println(summary.json());
      } else {
        summary.lines().forEach(out::println);
      }
      out.flush();
      spec.commandLine().getErr().flush();
    }
    return report.complete() ? 0 : INCOMPLETE;
  }

  private JobOptions options() {
    int cores = Runtime.getRuntime().availableProcessors();
    refuse("processes", processes, !mode.usesProcesses(), "--mode processes or hybrid");
    refuse("threads", threads, mode == Mode.PROCESSES, "--mode threads or hybrid");
    boolean hybrid = mode == Mode.HYBRID;
    var options =
        JobOptions.of(inputs, output, recipe.recipe())
            .withMode(
                mode,
                processes.orElse(hybrid ? Math.max(2, cores / 2) : cores),
                threads.orElse(hybrid ? 2 : cores))
            .withTimeLimit(timeLimit)
            .withResume(resume)
            .withDuplicates(duplicates);
    options = contactSheet.map(options::withContactSheet).orElse(options);
    return every.map(options::withFrames).orElse(options);
  }

  private static void refuse(String name, Optional<Integer> value, boolean unfit, String remedy) {
    if (value.isPresent() && unfit) {
      throw new IllegalArgumentException(
          name + ": " + value.get() + " (expected: none in this mode); add " + remedy);
    }
  }
}
