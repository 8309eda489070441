// SPDX-License-Identifier: Apache-2.0
package dev.songsong.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class NativeMemoryTest {
  @TempDir Path folder;

  @Test
  void thousand_images_leave_no_native_memory_behind() throws IOException {
    Path good = folder.resolve("good.jpg");
    byte[] jpeg = Samples.encoded(Samples.picture(200, 150, 9), "jpg");
    Files.write(good, Samples.withExif(jpeg, 6));
    Path bad = folder.resolve("bad.png");
    byte[] png = Samples.encoded(Samples.picture(200, 150, 9), "png");
    png[png.length / 2] ^= 0x55;
    Files.write(bad, png);
    Recipe recipe =
        Recipe.parse(
            List.of(
                "orient",
                "resize=160",
                "sharpen",
                "contrast",
                "autolevels",
                "watermark=Songsong",
                "phash",
                "metadata=keep"));

    // Java's own heap grows now and then, a leak in every batch: the smallest growth tells.
    long smallest = Long.MAX_VALUE;
    for (int batch = 0; batch < 5; batch++) {
      long before = Pointer.physicalBytes();
      run(good, bad, recipe, 200);
      smallest = Math.min(smallest, Pointer.physicalBytes() - before);
    }

    // One leaked picture an image would be 18 MB a batch.
    assertThat(smallest).isLessThan(6L << 20);
  }

  private static void run(Path good, Path bad, Recipe recipe, int count) {
    ImageEngine engine = ImageEngine.shared();
    for (int i = 0; i < count; i++) {
      assertThat(engine.process(good, recipe).width()).isEqualTo(120);
      if (i % 10 == 0) {
        engine.process(good, Recipe.parse(List.of("faces=blur", "convert=png")));
        assertThat(refused(engine, bad, recipe)).isTrue();
      }
    }
  }

  private static boolean refused(ImageEngine engine, Path bad, Recipe recipe) {
    try {
      engine.process(bad, recipe);
      return false;
    } catch (ImageException expected) {
      return true;
    }
  }
}
