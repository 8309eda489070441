// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static java.util.Objects.requireNonNull;

import dev.songsong.exec.ParallelExecutor;
import dev.songsong.exec.WorkerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recipe over folders of images by threads, by worker processes, or by both.
 *
 * <p>Each output is written under its name at once or not at all, into the same tree as the inputs,
 * and {@code manifest.jsonl} in the output folder says what became of each file. A file that can't
 * be done costs nothing but itself; in process modes this holds for files that crash or hang the
 * decoder too. One job works in a folder at a time.
 *
 * <p>{@link #run} is called once, by one thread; {@link #stop} by any.
 */
public final class ImageJob {
  private static final int TILE = 160;

  private final JobOptions options;
  private final boolean poisonWorks;
  // Written by the pool's threads and by stop(), read by run()'s thread.
  private final LinkedBlockingQueue<JobEvent> events = new LinkedBlockingQueue<>();

  // Set by run()'s thread while it takes frames out of videos, read by stop().
  private final AtomicReference<@Nullable Thread> extracting = new AtomicReference<>();

  private ImageJob(JobOptions options, boolean poisonWorks) {
    this.options = requireNonNull(options, "options");
    this.poisonWorks = poisonWorks;
  }

  /** A job that has not begun. */
  public static ImageJob of(JobOptions options) {
    return new ImageJob(options, false);
  }

  /** A job in which {@link Poison} strikes; for fault experiments alone. */
  static ImageJob withPoison(JobOptions options) {
    return new ImageJob(options, true);
  }

  /**
   * Looks at the inputs and says what would be done; writes nothing.
   *
   * @return a line an image: the input and the output's name below the output folder; videos as a
   *     whole
   * @throws IllegalArgumentException as {@link #run}
   */
  public List<String> dryRun() throws IOException {
    Plan plan = plan();
    return Stream.concat(plan.files().stream(), plan.videos().stream())
        .map(file -> FileNames.shown(file.input()) + " -> " + file.name())
        .toList();
  }

  /** Asks the job to stop soon; files that are not done are left for {@code resume}. */
  public void stop(String why) {
    events.add(new JobEvent.Stop(why));
    Thread taker = extracting.get();
    if (taker != null) {
      taker.interrupt();
    }
  }

  /**
   * Does the whole job.
   *
   * @throws IllegalArgumentException if an input doesn't exist or holds no images, two would get
   *     one output, or an output would overwrite an input; nothing has been written then
   * @throws ImageException if the output folder can't be used, or another job uses it
   * @throws IOException if the disk fails in a way that no file's outcome can say
   * @throws InterruptedException if the caller is interrupted; workers and partial files are gone
   */
  public JobReport run(JobListener listener) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Plan plan = plan();
    OutputFolder.create(options.output());
    try (var manifest = Manifest.open(options.output(), options.resume());
        var frames = VideoFolder.create(extension())) {
      manifest.unreadable().forEach(listener::note);
      plan.notes().forEach(listener::note);
      if (options.frames().isEmpty()) {
        plan.videos().forEach(video -> listener.note(leftOut(video)));
      }
      Plan whole = withFrames(plan, frames);
      var run = new JobRun(manifest, Resume.key(recipe()), listener);
      int alreadyDone = process(whole, manifest, run, listener);
      writeContactSheet(whole, manifest);
      return new JobReport(
          whole.files().size(),
          run.done(),
          alreadyDone,
          run.troubles(),
          whole.problems(),
          options.duplicates() ? Duplicates.among(whole, manifest.entries()) : List.of(),
          run.stopped(),
          run.workerDeaths(),
          Duration.ofNanos(System.nanoTime() - start));
    }
  }

  /** Does what is not done yet, and says how much was. */
  private int process(Plan plan, Manifest manifest, JobRun run, JobListener listener)
      throws IOException, InterruptedException {
    var resume = new Resume(manifest.entries(), Resume.key(recipe()));
    var todo = plan.files().stream().filter(file -> !resume.isDone(file)).toList();
    int alreadyDone = plan.files().size() - todo.size();
    listener.planned(todo.size(), alreadyDone);
    OutputFolder.sweep(plan);
    try (var crashes = CrashReports.in(options.output(), run.troubles());
        var pool = pool(crashes)) {
      run.run(pool, new ImageTask(recipe(), poisonWorks), options.timeLimit(), todo, events);
    } finally {
      OutputFolder.sweep(plan);
    }
    return alreadyDone;
  }

  private Plan withFrames(Plan plan, VideoFolder folder) throws IOException, InterruptedException {
    if (options.frames().isEmpty() || plan.videos().isEmpty()) {
      return plan;
    }
    extracting.set(Thread.currentThread());
    try {
      return folder.extract(plan, options.frames().get());
    } catch (InterruptedException e) {
      if (events.isEmpty()) {
        throw e;
      }
      // It was stop() that interrupted: the run ends before its first file.
      return plan;
    } finally {
      extracting.set(null);
    }
  }

  private void writeContactSheet(Plan plan, Manifest manifest) throws IOException {
    if (options.contactSheet().isEmpty()) {
      return;
    }
    var entries = manifest.entries();
    var outputs =
        plan.files().stream()
            .filter(file -> entries.containsKey(file.name()))
            .filter(file -> entries.get(file.name()).outcome() == FileOutcome.DONE)
            .map(PlannedFile::output)
            .toList();
    if (!outputs.isEmpty()) {
      Path sheet = options.contactSheet().get().toAbsolutePath();
      ImageFormat format =
          ImageFormat.ofName(String.valueOf(sheet.getFileName())).orElse(ImageFormat.JPEG);
      AtomicFile.write(sheet, ContactSheet.compose(outputs, TILE, format));
    }
  }

  private static String leftOut(PlannedFile video) {
    return "video: " + FileNames.shown(video.input()) + " left out; --every 1s takes its frames";
  }

  private Optional<String> extension() {
    return options.recipe().output().format().map(ImageFormat::extension);
  }

  private Plan plan() throws IOException {
    ImageEngine.check(options.recipe());
    Plan plan = new Planner(options.output(), extension()).plan(options.inputs());
    boolean videos = options.frames().isPresent() && !plan.videos().isEmpty();
    if (plan.files().isEmpty() && !videos && plan.problems().isEmpty()) {
      throw new IllegalArgumentException(
          "input: "
              + FileNames.shown(options.inputs().getFirst())
              + " holds no images (expected: files ending in "
              + String.join(", ", Planner.IMAGES.stream().sorted().toList())
              + ")");
    }
    return plan;
  }

  private Recipe recipe() {
    Recipe recipe = options.recipe();
    boolean hashed = recipe.operations().contains(new Operation.PerceptualHash());
    if (!options.duplicates() || hashed) {
      return recipe;
    }
    var steps = new LinkedHashSet<>(recipe.operations());
    steps.add(new Operation.PerceptualHash());
    return new Recipe(List.copyOf(steps), recipe.output(), recipe.limits());
  }

  private ParallelExecutor pool(CrashReports crashes) {
    return ParallelExecutor.builder(options.mode())
        .name("images")
        .processes(options.processes())
        .threads(options.threads())
        .workers(WorkerOptions.DEFAULT.withJvmArgs(crashes.jvmArg()).preload(WarmEngine.class))
        .listener(JobEvent.into(events))
        .build();
  }
}
