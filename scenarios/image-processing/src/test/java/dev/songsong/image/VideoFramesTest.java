// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.songsong.testkit.LeakCheck;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@ExtendWith(LeakCheck.class)
class VideoFramesTest {
  @TempDir Path folder;

  @Test
  void frames_are_taken_at_their_times() throws Exception {
    // GIVEN three seconds of red and three of blue, in a file with an unusual name
    Path video = folder.resolve("-kỳ nghỉ.mp4");
    FfmpegProgram.command()
        .args("-nostdin", "-loglevel", "error")
        .args("-f", "lavfi", "-i", "color=red:s=64x48:d=3:r=10")
        .args("-f", "lavfi", "-i", "color=blue:s=64x48:d=3:r=10")
        .args("-filter_complex", "concat=n=2", "-c:v", "mpeg4", "file:" + video)
        .run()
        .orThrow();
    Path frames = Files.createDirectory(folder.resolve("frames"));

    List<Path> found = VideoFrames.extract(video, Duration.ofSeconds(1), frames);

    assertThat(found).hasSize(6);
    Pixels.near(ImageIO.read(found.getFirst().toFile()), 9, 9, Color.RED, 12);
    Pixels.near(ImageIO.read(found.getLast().toFile()), 9, 9, Color.BLUE, 12);
  }

  @Test
  void file_that_is_no_video_is_named() throws Exception {
    Path notes = Files.writeString(folder.resolve("notes.mp4"), "no video");
    assertThatThrownBy(() -> VideoFrames.extract(notes, Duration.ofSeconds(1), folder))
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("notes.mp4: no frames: ")
        .hasMessageEndingWith("(expected: a video)");
  }

  @Test
  void span_of_nothing_is_refused() {
    assertThatThrownBy(() -> VideoFrames.extract(folder, Duration.ZERO, folder))
        .hasMessage("every: PT0S (expected: 1 ms or more)");
  }
}
