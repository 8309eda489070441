// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import dev.songsong.process.Command;
import dev.songsong.process.CommandResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Takes still pictures out of a video with ffmpeg: the library's own, or the one that {@code
 * SONGSONG_FFMPEG} names.
 */
public final class VideoFrames {
  // A broken video must fill neither the disk nor the day.
  private static final int MOST = 10_000;
  private static final Duration LONGEST = Duration.ofMinutes(30);

  private VideoFrames() {}

  /**
   * Writes one frame for each span of the video as {@code frame-00001.png} and so on.
   *
   * <p>Works in a child process on one thread; reads local files alone, whatever a playlist says.
   * At most 10,000 frames and half an hour.
   *
   * @param video a file that ffmpeg can read
   * @param every how far apart, a millisecond or more
   * @param folder an existing folder
   * @return the frames in order
   * @throws ImageException if the video can't be read
   * @throws IllegalArgumentException if the span is too short
   * @throws InterruptedException if the calling thread is interrupted; ffmpeg is ended first
   */
  public static List<Path> extract(Path video, Duration every, Path folder)
      throws InterruptedException {
    if (every.toMillis() < 1) {
      throw new IllegalArgumentException("every: " + every + " (expected: 1 ms or more)");
    }
    String name = String.valueOf(video.getFileName());
    CommandResult result = command(video, every, folder).run();
    List<Path> frames = frames(folder, name);
    if (!result.succeeded() || frames.isEmpty()) {
      throw new ImageException(name, "no frames: " + reason(result), "a video");
    }
    return frames;
  }

  private static Command command(Path video, Duration every, Path folder) {
    String rate = String.format(Locale.ROOT, "fps=1000/%d", every.toMillis());
    return FfmpegProgram.command()
        .args("-nostdin", "-hide_banner", "-loglevel", "error", "-threads", "1")
        .args("-protocol_whitelist", "file", "-i", "file:" + video.toAbsolutePath())
        .args("-vf", rate, "-frames:v", String.valueOf(MOST), "-threads", "1")
        .args(folder.resolve("frame-%05d.png").toString())
        .timeLimit(LONGEST);
  }

  private static List<Path> frames(Path folder, String name) {
    try (var files = Files.list(folder)) {
      return files
          .filter(f -> f.getFileName().toString().matches("frame-\\d{5}\\.png"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new ImageException(name, "frames can't be listed: " + e, "a readable folder", e);
    }
  }

  private static String reason(CommandResult result) {
    List<String> said = result.stderr().lastLines(1);
    if (result.timedOut()) {
      return "ffmpeg took longer than " + LONGEST;
    }
    return said.isEmpty() ? "ffmpeg found none" : said.getFirst();
  }
}
