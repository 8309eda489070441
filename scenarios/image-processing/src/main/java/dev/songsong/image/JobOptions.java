// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.exec.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a job shall do.
 *
 * @param inputs files and folders
 * @param output the folder that gets the outputs, in the inputs' tree, and the manifest
 * @param recipe what is done to each image
 * @param mode by what the images are done
 * @param processes worker processes, in the modes that have them
 * @param threads threads, in this JVM or in each worker
 * @param timeLimit how long one image may take
 * @param resume whether to leave out what the folder's manifest says is done
 * @param frames how far apart the frames are that are taken from videos; empty to leave videos out
 * @param contactSheet a picture of all outputs, written at the end
 * @param duplicates whether to look for images that look alike
 */
public record JobOptions(
    List<Path> inputs,
    Path output,
    Recipe recipe,
    Mode mode,
    int processes,
    int threads,
    Duration timeLimit,
    boolean resume,
    Optional<Duration> frames,
    Optional<Path> contactSheet,
    boolean duplicates) {

  /** How long one image may take when nothing else is said. */
  public static final Duration TIME_LIMIT = Duration.ofSeconds(30);

  /** Checks the values and copies the list. */
  public JobOptions {
    inputs = List.copyOf(inputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("inputs: none (expected: one or more files or folders)");
    }
    atLeastOne("processes", processes);
    atLeastOne("threads", threads);
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException(
          "timeLimit: " + timeLimit + " (expected: > 0); 30s is the usual limit");
    }
    contactSheet.ifPresent(JobOptions::picture);
    frames.ifPresent(every -> {
      if (!every.isPositive()) {
        throw new IllegalArgumentException(
            "every: " + every + " (expected: > 0); 1s takes a frame a second");
      }
    });
  }

  private static void picture(Path file) {
    if (ImageFormat.ofName(String.valueOf(file.getFileName())).isEmpty()) {
      throw new IllegalArgumentException(
          "contactSheet: "
              + FileNames.shown(file)
              + " (expected: a picture's name); sheet.jpg is a usual one");
    }
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: >= 1); the number of cores is a usual choice");
    }
  }

  /** A job of as many threads as there are cores, with the usual limits. */
  public static JobOptions of(List<Path> inputs, Path output, Recipe recipe) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new JobOptions(
        inputs,
        output,
        recipe,
        Mode.THREADS,
        1,
        cores,
        TIME_LIMIT,
        false,
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** These options run by so many processes or threads, or both. */
  public JobOptions withMode(Mode mode, int processes, int threads) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        frames,
        contactSheet,
        duplicates);
  }

  /** These options with another limit an image. */
  public JobOptions withTimeLimit(Duration timeLimit) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        frames,
        contactSheet,
        duplicates);
  }

  /** These options, going on with what an earlier job left. */
  public JobOptions withResume(boolean resume) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        frames,
        contactSheet,
        duplicates);
  }

  /** These options with frames of videos, so far apart. */
  public JobOptions withFrames(Duration every) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        Optional.of(every),
        contactSheet,
        duplicates);
  }

  /** These options with a picture of all outputs. */
  public JobOptions withContactSheet(Path file) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        frames,
        Optional.of(file),
        duplicates);
  }

  /** These options with a search for images that look alike, or without. */
  public JobOptions withDuplicates(boolean duplicates) {
    return new JobOptions(
        inputs,
        output,
        recipe,
        mode,
        processes,
        threads,
        timeLimit,
        resume,
        frames,
        contactSheet,
        duplicates);
  }
}
