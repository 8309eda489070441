// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.songsong.process.Command;
import dev.songsong.testkit.RequiresTool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@RequiresTool("/usr/bin/convert")
class AgainstImageMagickTest {
  @TempDir Path folder;

  @Test
  void large_photo_shrinks_to_the_same_picture() throws Exception {
    Path photo = new SampleFolder(2725, 2225, 7).write(folder, 1).getFirst();

    // Before encoding, and with JPEG's own losses on both sides.
    assertThat(psnr(photo, "png")).isGreaterThan(40);
    assertThat(psnr(photo, "jpg")).isGreaterThan(40);
  }

  private double psnr(Path photo, String format) throws IOException, InterruptedException {
    Path theirs = folder.resolve("theirs." + format);
    Command.of(
            "/usr/bin/convert",
            photo.toString(),
            "-filter",
            "Lanczos",
            "-resize",
            "720x",
            "-quality",
            "80",
            theirs.toString())
        .run();
    Processed ours =
        ImageEngine.shared()
            .process(photo, Recipe.parse(List.of("resize=720", "quality=80", "convert=" + format)));
    Files.write(folder.resolve("ours." + format), ours.bytes());
    File file = theirs.toFile();
    return Pixels.psnr(Pixels.decoded(ours), ImageIO.read(file));
  }
}
