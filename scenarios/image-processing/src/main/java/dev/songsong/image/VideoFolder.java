// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Optional;

/**
 * The frames of a job's videos, in a temporary folder that is removed on close. Used by one thread.
 *
 * <p>A frame bears its video's time of change, so that {@code --resume} knows it again.
 */
final class VideoFolder implements AutoCloseable {
  private final Path folder;
  private final Optional<String> extension;

  private VideoFolder(Path folder, Optional<String> extension) {
    this.folder = folder;
    this.extension = extension;
  }

  /** An empty folder; the extension is the outputs', where it isn't the frames' own. */
  static VideoFolder create(Optional<String> extension) throws IOException {
    return new VideoFolder(Files.createTempDirectory("songsong-frames-"), extension);
  }

  /**
   * Takes the frames out of the plan's videos; a video that can't be read becomes a problem.
   *
   * @throws InterruptedException if the caller is interrupted
   */
  Plan extract(Plan plan, Duration every) throws IOException, InterruptedException {
    var frames = new ArrayList<PlannedFile>();
    var problems = new ArrayList<String>();
    for (PlannedFile video : plan.videos()) {
      Path own = Files.createDirectory(folder.resolve("video-" + frames.size()));
      try {
        for (Path frame : VideoFrames.extract(video.input(), every, own)) {
          frames.add(planned(video, frame));
        }
      } catch (ImageException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return plan.withFrames(frames, problems);
  }

  private PlannedFile planned(PlannedFile video, Path frame) throws IOException {
    Files.setLastModifiedTime(frame, FileTime.fromMillis(video.inputModified()));
    Path named = extension.map(e -> FileNames.withExtension(frame, e)).orElse(frame);
    String name = String.valueOf(named.getFileName());
    return new PlannedFile(
        video.name() + "/" + name,
        FileNames.uri(frame),
        video.outputUri() + "/" + name,
        Files.size(frame),
        video.inputModified());
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
