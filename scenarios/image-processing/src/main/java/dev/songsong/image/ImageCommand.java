// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.command.Complaints;
import dev.songsong.command.Interruption;
import dev.songsong.command.LanguageOption;
import dev.songsong.command.ModeOptions;
import dev.songsong.command.Progress;
import dev.songsong.command.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private static final int INCOMPLETE = 1;

  @Parameters(arity = "1..*", paramLabel = "INPUT", descriptionKey = "inputs")
  private List<Path> inputs = List.of();

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR")
  private Path output = Path.of("");

  @Mixin private RecipeOptions recipe;

  @Mixin private ModeOptions modes;

  @Option(names = "--time-limit", paramLabel = "TIME", order = 33)
  private Duration timeLimit = JobOptions.TIME_LIMIT;

  @Option(names = "--resume", order = 34)
  private boolean resume;

  @Option(names = "--duplicates", order = 35)
  private boolean duplicates;

  @Option(names = "--contact-sheet", paramLabel = "FILE", order = 36)
  private Optional<Path> contactSheet = Optional.empty();

  @Option(names = "--every", paramLabel = "TIME", order = 37)
  private Optional<Duration> every = Optional.empty();

  @Option(names = "--dry-run", order = 38)
  private boolean dryRun;

  @Option(names = "--json", order = 39)
  private boolean json;

  @Mixin private LanguageOption language;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    try {
      return work(options());
    } catch (IllegalArgumentException e) {
      return Complaints.usage(spec.commandLine(), e.getMessage());
    } catch (ImageException | IOException e) {
      return Complaints.failure(spec.commandLine(), e.getMessage());
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
    Texts texts = language.texts();
    var progress = new TextProgress(Progress.on(spec.commandLine().getErr()), texts);
    JobReport report;
    try (var _ = Interruption.onSignal(() -> job.stop(texts.get("say.interrupted")))) {
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
    var options =
        JobOptions.of(inputs, output, recipe.recipe())
            .withMode(modes.mode(), modes.processes(), modes.threads())
            .withTimeLimit(timeLimit)
            .withResume(resume)
            .withDuplicates(duplicates);
    options = contactSheet.map(options::withContactSheet).orElse(options);
    return every.map(options::withFrames).orElse(options);
  }
}
